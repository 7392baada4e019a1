import type {Checkout} from '../../commerce/checkout.ts';
import {checkoutTotal} from '../../commerce/checkout.ts';
import type {ItemChoice} from '../../commerce/item.ts';
import type {Money} from '../../commerce/money.ts';
import type {Merchant} from '../../merchant/merchant.ts';
import {openHostedPage} from '../../payment/providers/hosted-checkout/open-page.ts';
import {tolerate} from '../../payment/tolerate.ts';
import {handoffWords} from '../../words/handoff.ts';
import type {HandoffWords} from '../../words/handoff.ts';
import {PaymentCompleteEvent, PaymentHandoffEvent, PaymentStartEvent} from '../payment-events.ts';
import type {Tag} from './tag.ts';

/** Makes ready to lead a buyer to somebody else's checkout: a press opens it at once. */
export const prepareHandoff = async (tag: Tag, merchant: Merchant): Promise<Handoff> => new Handoff(tag, merchant, await handoffWords(tag.language));

/** Somebody else's checkout, in a window of its own. How that ends is known only when its page speaks to ours and the merchant can be asked. */
export class Handoff {
  readonly #tag: Tag;
  readonly #merchant: Merchant;
  readonly #words: HandoffWords;
  /** What is said under the button. */
  sentence: string | undefined;

  constructor(tag: Tag, merchant: Merchant, words: HandoffWords) {
    this.#tag = tag;
    this.#merchant = merchant;
    this.#words = words;
  }

  /** What the button says of where it leads. */
  get caption(): string {
    return this.#words.caption;
  }

  /** In the tick of the press. */
  press(url: string, items: readonly ItemChoice[], total: Money | undefined): void {
    if (standing.has(url)) return;
    const start = new PaymentStartEvent(items, total ?? {amount: 0, currency: 'XXX'}, 'checkout');
    if (this.#tag.dispatchEvent(start)) void this.#open(url).then((event) => (this.#tag.isConnected ? this.#tag : document).dispatchEvent(event));
  }

  /** Only the merchant's own page is given a way to speak to ours. */
  async #open(url: string): Promise<Event> {
    let known: Checkout | undefined;
    const own = new URL(url).origin === this.#merchant.id;
    const page = own ? openHostedPage(url, {told: (news) => 'checkout' in news && (known = news.checkout)}) : null;
    if (!page) openAlone(url);
    standing.add(url);
    void Promise.all([page?.ended, doubleClick()]).then(() => standing.delete(url));
    this.#say(page ? this.#words.opened : undefined);
    const complete = (await page?.ended) === 'complete';
    const paid = complete ? await this.#confirmed(known) : undefined;
    if (page) this.#say(complete && !paid ? this.#words.told : undefined);
    return paid?.order ? new PaymentCompleteEvent('', checkoutTotal(paid), paid.order) : new PaymentHandoffEvent('', url);
  }

  /** A page's word is no proof: the merchant is asked. */
  async #confirmed(told: Checkout | undefined): Promise<Checkout | undefined> {
    const checkout = told && (await this.#merchant.checkouts?.get(told.id, {locale: this.#tag.language}).catch(() => undefined));
    return checkout?.status === 'completed' && checkout.order ? checkout : undefined;
  }

  #say(sentence: string | undefined): void {
    this.sentence = sentence;
    this.#tag.requestUpdate();
  }
}

/** In a window that knows nothing of this page; in this one, where the browser refuses another, as apps' browsers do. */
function openAlone(url: string): void {
  // Opened with `noopener` it would not tell whether it was refused.
  const opened = open('', '_blank');
  if (!opened) return void open(url, '_self');
  // From a sandboxed frame only its opener may send a window on; in one without an origin of its own even the empty window is a stranger.
  opened.location.replace(url);
  tolerate(() => (opened.opener = null));
}

/** What is open already is not opened a second time, by any tag of the page. */
const standing = new Set<string>();

/** A window that tells nothing counts as open for as long as a second click may follow the first; ms. */
const doubleClick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000));
