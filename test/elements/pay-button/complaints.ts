/** Runs without the console's complaints, and returns them. `heard` tells those that have come so far. */
export async function complaints(run: (heard: () => string) => Promise<void>): Promise<string> {
  const {error} = console;
  const heard: string[] = [];
  console.error = (...what: unknown[]) => void heard.push(what.map(String).join(' '));
  try {
    await run(() => heard.join('\n'));
  } finally {
    console.error = error;
  }
  return heard.join('\n');
}
