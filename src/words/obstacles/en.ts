/** The sentences of a tag that cannot sell in English; the other languages have the same keys and the same places. */
export const en = {
  cannotSell: 'Cannot be bought here at the moment.',
  notFound: 'The shop does not know this item.',
  shopAway: 'The shop cannot be reached.',
  noProvider: 'No payment service is available here.',
  noProviderCurrency: 'No payment service here takes this amount in {currency}.',
  noProviderCsp: 'This page does not allow the payment service to load.',
  noProviderScript: 'The payment service cannot be reached. Check your connection and reload the page.',
  noProviderPlace: '{name} cannot be used here. To pay, open this page in another browser.',
  pageLink: 'Address of this page',
  copyLink: 'Copy the link',
  copied: 'Copied. Paste it into the address bar of your browser.',
  copyByHand: 'Copy the address above, and paste it into your browser.',
};

export type ObstacleWords = Readonly<Record<keyof typeof en, string>>;
