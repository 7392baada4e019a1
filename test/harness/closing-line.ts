/** How many tests passed and failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** Reads the line `N passed, N failed` with which a run ends: the count, unless it never came to that line, and what else it said. */
export function readClosingLine(output: string): {count?: Count; rest: string} {
  const closing = [...output.matchAll(/^(\d+) passed, (\d+) failed[^\S\n]*\n?/gm)].at(-1);
  if (!closing) return {rest: output.trim()};
  const [line, passed, failed] = closing;
  const rest = output.slice(0, closing.index) + output.slice(closing.index + line.length);
  return {count: {passed: Number(passed), failed: Number(failed)}, rest: rest.trim()};
}
