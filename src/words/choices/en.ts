/** The sentences of the choices on a tag in English; the other languages have the same keys and the same places. */
export const en = {
  option: 'Option',
  quantity: 'Quantity',
  fewer: 'One fewer',
  more: 'One more',
  left: '{count} left',
};

export type ChoicesWords = Readonly<Record<keyof typeof en, string>>;
