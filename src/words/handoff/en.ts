/** The sentences of a tag that leads to somebody else's checkout, in English; the other languages have the same keys and the same places. */
export const en = {
  caption: 'On the shop’s own page',
  opened: 'The shop’s checkout is open in another window.',
  told: 'The shop’s page says that your order is placed. The shop confirms it to you.',
};

export type HandoffWords = Readonly<Record<keyof typeof en, string>>;
