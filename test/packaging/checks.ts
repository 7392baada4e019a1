/** What is wrong, one line each; nothing when all is well. */
export type Problems = readonly string[] | Promise<readonly string[]>;

let passed = 0;
let failed = 0;

/** Counts one check, and says what is wrong. A check that throws has failed. */
export async function check(title: string, findProblems: () => Problems): Promise<void> {
  const problems = await Promise.resolve().then(findProblems).catch((error: unknown) => [String(error)]);
  if (!problems.length) {
    passed++;
    return;
  }
  failed++;
  console.log([`✗ ${title}`, ...problems.map((problem) => problem.replace(/^/gm, '    '))].join('\n'));
}

/** The closing line, and the exit code. */
export function finish(): void {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed || !passed ? 1 : 0;
}
