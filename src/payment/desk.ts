import type {Checkout, CheckoutRequest, CompleteRequest} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import {attributionOf} from '../commerce/item.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {Checkouts} from '../merchant/merchant.ts';
import type {BuyerDetails, PayRequest} from './attempt.ts';
import type {Operation} from './attempts.ts';
import type {Journal} from './journal.ts';
import {returnAddress} from './return-address.ts';
import {isLost} from './standing.ts';
import type {Surroundings} from './surroundings.ts';

type DeskRequest = Pick<PayRequest, 'merchant' | 'items' | 'coupon' | 'campaign' | 'locale'>;

const tries = 3;

/** Speaks to the merchant for one attempt: every change has its key, and what may have been lost is repeated with the same key and body. */
export class Desk {
  readonly #request: DeskRequest;
  readonly #journal: Journal;
  readonly #surroundings: Surroundings;
  /** The completes of this page in full; their credentials live here and nowhere else. */
  readonly #completes = new Map<string, CompleteRequest>();

  constructor(request: DeskRequest, journal: Journal, surroundings: Surroundings) {
    this.#request = request;
    this.#journal = journal;
    this.#surroundings = surroundings;
  }

  get checkoutId(): string | undefined {
    return this.#journal.trail.checkoutId;
  }

  /** The checkout of this purchase: the one that is known, else a new one. Throws `MerchantError`. */
  async open(details: BuyerDetails): Promise<Checkout> {
    const known = await this.#known();
    const open = known ?? (await this.#create());
    const missing = details.buyer || details.fulfillment ? open.status === 'incomplete' : false;
    return missing ? this.update(open, details) : open;
  }

  /** Throws `MerchantError`. */
  look(): Promise<Checkout> {
    return this.#checkouts.get(this.checkoutId ?? '', this.#options);
  }

  /** Throws `MerchantError`. */
  async update(checkout: Checkout, details: BuyerDetails): Promise<Checkout> {
    const lines = checkout.line_items.map(({id, item, quantity}) => ({id, item: {id: item.id}, quantity}));
    const {buyer, fulfillment} = checkout;
    const body = {...this.#body(), line_items: lines, buyer, ...(fulfillment?.methods && {fulfillment: {methods: fulfillment.methods}}), ...details};
    const key = this.#surroundings.uuid();
    return this.#insist(() => this.#checkouts.update(checkout.id, body, key, this.#options));
  }

  /** What is to be sent to pay `checkout`, for the book and for `complete`. */
  prepare(instrument: Instrument): Operation<CompleteRequest> {
    const {attempt, trail} = this.#journal;
    const returnUrl = returnAddress(this.#surroundings.address(), this.checkoutId ?? '', trail.tag ?? attempt.purchase);
    const operation = {key: this.#surroundings.uuid(), body: {instrument, expectedTotal: attempt.total, returnUrl}};
    this.#completes.set(operation.key, operation.body);
    return operation;
  }

  /** Sends a prepared complete, for the first time or again. Throws `MerchantError`; `undefined` when this page cannot repeat it. */
  async complete(key: string): Promise<Checkout | undefined> {
    const body = this.#completes.get(key);
    return body && this.#checkouts.complete(this.checkoutId ?? '', body, key, this.#options);
  }

  /** Throws `MerchantError`. */
  async cancel(): Promise<Checkout> {
    const key = this.#surroundings.uuid();
    return this.#insist(() => this.#checkouts.cancel(this.checkoutId ?? '', key, this.#options));
  }

  async #known(): Promise<Checkout | undefined> {
    if (!this.checkoutId) return undefined;
    try {
      const checkout = await this.#insist(() => this.look());
      if (checkout.status !== 'canceled') return checkout;
    } catch (error) {
      if (!(error instanceof MerchantError && error.code === 'not_found')) throw error;
    }
    // The merchant says that it is over, so another one cannot be a second.
    this.#journal.note({}, {checkoutId: undefined, create: undefined});
    return undefined;
  }

  async #create(): Promise<Checkout> {
    const create = this.#journal.trail.create ?? {key: this.#surroundings.uuid(), body: this.#body()};
    this.#journal.note({}, {create});
    try {
      const checkout = await this.#insist(() => this.#checkouts.create(create.body, create.key, this.#options));
      this.#journal.note({}, {checkoutId: checkout.id});
      return checkout;
    } catch (error) {
      // A refusal is the answer to this key for ever; the next press asks anew.
      if (!isLost(error)) this.#journal.note({}, {create: undefined});
      throw error;
    }
  }

  #body(): CheckoutRequest {
    const {items, coupon, campaign, locale} = this.#request;
    return {
      line_items: items.map(({id, quantity}) => ({item: {id}, quantity})),
      context: {language: locale},
      ...(coupon && {discounts: {codes: [coupon]}}),
      attribution: attributionOf(campaign),
    };
  }

  /** Repeats what got no answer, with the same key and body. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      try {
        return await ask();
      } catch (error) {
        if (round === tries || !isLost(error)) throw error;
        await new Promise<void>((done) => void this.#surroundings.later(300 * 3 ** round, done));
      }
    }
  }

  get #checkouts(): Checkouts {
    const {checkouts} = this.#request.merchant;
    if (!checkouts) throw new MerchantError('incompatible', 'This merchant takes no checkouts');
    return checkouts;
  }

  get #options(): {locale: string} {
    return {locale: this.#request.locale};
  }
}
