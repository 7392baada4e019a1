/**
 * Puts values into a sentence: `fill('Pay {total}', {total: 'HK$128.00'})`. Values are data and never read as places themselves; a place without a value
 * stays as it is, so that it is seen.
 */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The places of a sentence, in order of their names. */
export function placesOf(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}
