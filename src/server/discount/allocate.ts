/**
 * Splits `amount` in proportion to `weights`, exactly: what rounding down leaves over goes to the largest remainders, the
 * first of equals first. All are whole and not negative; no part is larger than its weight as long as `amount` is not larger
 * than their sum. With nothing to weigh, every part is 0.
 */
export function allocate(amount: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map(weight => BigInt(weight) * BigInt(amount));
  const parts = shares.map(share => Number(share / sum));
  const left = amount - parts.reduce((all, part) => all + part, 0);
  const byRemainder = shares.map((share, at) => ({at, rest: share % sum})).sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  for (const {at} of byRemainder.slice(0, left)) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}

/** Minor units by which people really pay, where that is more than one: cards take no last digit of these dinars, and nobody has cents of these. */
const STEPS: Readonly<Record<string, number>> = {BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10, HUF: 100, TWD: 100};

/** An amount to be taken off `from`, raised to the step of the currency, so that what is left can be paid; as it is where `from` cannot either. */
export function onStep(amount: number, from: number, currency: string): number {
  const step = STEPS[currency] ?? 1;
  return from % step === 0 ? Math.ceil(amount / step) * step : amount;
}

/** `percent` (hundredths of a percent) of an amount in minor units, half a unit rounded up. */
export function percentOf(amount: number, percent: number): number {
  return Number((BigInt(amount) * BigInt(percent) + 5000n) / 10_000n);
}
