/** The sentences of the choice among ways to pay, in English; the other languages have the same keys and the same places. */
export const en = {
  payWith: 'Pay with',
  failed: '{name} is not available at the moment.',
};

export type WaysWords = Readonly<Record<keyof typeof en, string>>;
