/** The sentences of a tag that cannot sell in English; the other languages have the same keys and the same places. */
export const en = {
  cannotSell: 'Cannot be bought here at the moment.',
  notFound: 'The shop does not know this item.',
  shopAway: 'The shop cannot be reached.',
  noProvider: 'No payment service is available here.',
  noProviderCurrency: 'No payment service here takes {currency}.',
  noProviderCsp: 'This page does not allow the payment service to load.',
  noProviderPlace: 'The payment service does not work in this browser.',
};

export type ObstacleWords = Readonly<Record<keyof typeof en, string>>;
