interface Case {
  readonly putAside: () => Promise<void>;
}

let present: Case | undefined;

/**
 * Waits until no case has the page. A test runner that has waited long enough for a rule goes on to the next, and the rule goes on too:
 * it is put aside.
 */
export async function pageIsFree(): Promise<void> {
  for (let one = present; one; one = present) {
    await one.putAside();
    leave(one);
  }
}

/** The page's timers, windows and listeners are this case's until the returned function is called. `putAside` puts them back though the case has not ended. */
export function takePage(putAside: () => Promise<void>): () => void {
  const mine = {putAside};
  present = mine;
  return () => leave(mine);
}

function leave(one: Case): void {
  if (present === one) present = undefined;
}
