/** Work of one lane waits for what stands before it in this lane; work of none waits for all before it, and all after it waits for it. */
export interface InLane {
  readonly lane?: string;
}

/** Does all the work, lanes beside each other, and tells each result in the order of the list, as soon as all before it are told. */
export async function doInLanes<Work extends InLane, Result>(
  list: readonly Work[],
  act: (work: Work) => Promise<Result>,
  tell: (work: Work, result: Result) => void,
): Promise<void> {
  const begun: Promise<Result>[] = [];
  const lanes = new Map<string, Promise<unknown>>();
  let alone: Promise<unknown> = Promise.resolve();
  for (const work of list) {
    const before = work.lane === undefined ? Promise.all(begun) : (lanes.get(work.lane) ?? alone);
    const result = before.then(() => act(work));
    begun.push(result);
    if (work.lane !== undefined) lanes.set(work.lane, result);
    else {
      alone = result;
      lanes.clear();
    }
  }
  // One that fails is told by whoever waits for it below.
  for (const result of begun) result.catch(() => undefined);
  for (const [at, work] of list.entries()) tell(work, await begun[at]!);
}
