/** The sentences of the review before paying in English; the other languages have the same keys and the same places. */
export const en = {
  rate: 'Delivery',
  to: 'To',
  collectAt: 'Collect at',
  change: 'Change',
  changed: 'The total was {before} and is now {after}. Nothing has been charged.',
  pay: 'Pay {total}',
  updating: 'Working out the total…',
  policies: 'By paying you accept:',
  privacy_policy: 'Privacy',
  terms_of_service: 'Terms of sale',
  refund_policy: 'Refunds',
  shipping_policy: 'Delivery',
  faq: 'Questions and answers',
};

export type ReviewWords = Readonly<Record<keyof typeof en, string>>;
