/** What most purchases never need to say, in English: other ways to the wallet, doubt, and bad ends. The other languages have the same keys and the same places. */
export const en = {
  blocked: 'Open the wallet',
  blockedHow: 'Your browser kept the wallet window shut. Open it with the button.',
  openWallet: 'Open the wallet',
  leaving: 'Taking you to the wallet…',
  leavingHow: 'You come back here after paying.',
  app: 'Pay in the app',
  appHow: 'The payment is open in the app that shows this page. This page goes on by itself once you have paid.',
  pendingHow: 'The shop has not heard from the payment service yet. Please do not pay again: this page keeps asking, and you can close it and come back later.',
  checkNow: 'Check now',

  declined: 'The payment was declined',
  declinedHow: 'Nothing was charged. Try again, or use another card or account.',
  cancelled: 'Cancelled. Nothing was charged.',
  expired: 'Time ran out',
  expiredHow: 'Nothing was charged. You can start again.',
  failed: 'The payment did not go through',
  out_of_stock: 'Somebody else was faster: there is not enough in stock now. Nothing was charged.',
  item_unavailable: 'The shop no longer sells this. Nothing was charged.',
  address_undeliverable: 'The shop does not deliver to this address. Choose another, or collect it.',
  invalid_input: 'The shop could not use what was entered. Please check it.',
  busy: 'The shop is very busy. Please try again in a minute.',
  bad_answer: 'The shop gave an answer that this page cannot read. Please try again later.',
  popup_blocked: 'Your browser kept the wallet window shut. Allow it for this page and try again.',
  provider_failed: 'The payment service could not start. Nothing was charged. Please try again.',
  unknown: 'Something went wrong. Nothing was charged. Please try again.',
};

export type DetourWords = Readonly<Record<keyof typeof en, string>>;
