/** A place in a settings file, such as `delivery.zones[0].rates`; empty for its top level. */
export function placeOf(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index ? '.' : ''}${String(step)}`)).join('');
}
