/** Listens to what authors are told while a suite runs; the answer is what was said since the test began. */
export function listenToConsole(): () => readonly string[] {
  const {error} = console;
  let said: string[] = [];
  beforeEach(() => {
    said = [];
    console.error = (...parts: unknown[]) => void said.push(parts.map(String).join(' '));
  });
  afterEach(() => void (console.error = error));
  return () => said;
}
