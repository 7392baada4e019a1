const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether money of that code (ISO 4217, upper case) is in use: `HDK` looks like a code, and nobody could ever be paid in it. */
export function isKnownCurrency(code: string): boolean {
  return KNOWN.has(code);
}
