/** What `use` gives, or `undefined` where a browser refuses by throwing: storage that is blocked or full, a window that may not open. */
export function tolerate<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
