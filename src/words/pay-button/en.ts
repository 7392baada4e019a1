/** The sentences of `<pay-button>` in English; the other languages have the same keys and the same places. */
export const en = {
  close: 'Close',
  retry: 'Try again',
  again: 'Buy again',
  test: 'Test: no money moves',
  oldPrice: 'Before:',
  soldOut: 'Sold out',
  ready: 'Ready. Press again.',

  review: 'Check and pay',
  items: 'Items',
  times: '{count} × {title}',
  free: 'Free',
  subtotal: 'Subtotal',
  items_discount: 'Discount on items',
  discount: 'Discount',
  fulfillment: 'Delivery',
  tax: 'Tax',
  fee: 'Fee',
  total: 'Total',

  moment: 'One moment…',
  opening: 'Opening…',
  scan: 'Scan to pay',
  scanHow: 'Open your wallet app and scan the code.',
  qrAlt: 'QR code to pay {total}',
  sameDevice: 'Open the wallet on this device',
  validFor: 'Valid for {time}',
  codeOver: 'This code has expired. Asking the shop about the payment…',
  window: 'Pay in the wallet window',
  windowHow: 'The wallet is open in another window. If it is gone, open it again. Once you have paid, this page goes on by itself.',
  openAgain: 'Open it again',
  waiting: 'Waiting for payment',
  stop: 'Cancel the payment',
  confirming: 'Confirming…',
  confirmingHow: 'This takes a few seconds. You are never charged twice.',
  pending: 'Not confirmed yet',

  paid: 'Paid. Thank you!',
  paidShort: 'Paid',
  receipt: 'Receipt',
  order: 'Order',
  date: 'Date',
  seeOrder: 'See the order',
  keep: 'Print or save',
  testReceipt: 'Test: no money moved and nothing will be sent.',

  unreachable: 'The shop cannot be reached. Check your connection and try again.',

  newTab: 'opens in a new tab',
};

export type PayButtonWords = Readonly<Record<keyof typeof en, string>>;
