/**
 * What a buyer must do next, as data: a provider or a merchant's server returns it, the tag shows it. A closed union;
 * an action of an unknown type is an error of the provider, never guessed at.
 */
export type PaymentAction =
  /** Leave this page for the wallet; it comes back to the attempt's return address. */
  | {readonly type: 'redirect'; readonly url: string}
  /** Leave this page by posting signed fields. */
  | {readonly type: 'form-post'; readonly url: string; readonly fields: Readonly<Record<string, string>>}
  /** The wallet in a window of its own, opened in the tick of the press and steered later. */
  | {
      readonly type: 'popup';
      readonly url: string | Promise<string>;
      /** The window may know and speak to the page that opened it; no merchant can ask for it. */
      readonly opener?: boolean;
    }
  /** A code for the buyer's phone. `url`: the same payment as a link, for the phone itself. */
  | {readonly type: 'qr'; readonly code: string; readonly expiresAt: string; readonly url?: string}
  /** A call to the app that this page runs in. */
  | {readonly type: 'bridge'; readonly bridge: string; readonly method: string; readonly params: Readonly<Record<string, unknown>>}
  /** A sheet that belongs to the page: a title, a text and buttons, answered with the id of one. */
  | {readonly type: 'sheet'; readonly title: string; readonly text?: string; readonly choices: readonly SheetChoice[]}
  /** Nothing to do but wait: ask the merchant again after `after` ms. */
  | {readonly type: 'poll'; readonly after: number};

export interface SheetChoice {
  readonly id: string;
  readonly label: string;
  readonly tone?: 'primary' | 'plain' | 'danger';
}
