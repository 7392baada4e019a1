import type {Checkout, CheckoutRequest, CompleteRequest} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import {attributionOf} from '../commerce/item.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {BuyerDetails, PayRequest} from './attempt.ts';
import type {Operation} from './attempts.ts';
import type {Journal} from './journal.ts';
import {returnAddress} from './return-address.ts';
import {isGone, isLost} from './standing.ts';
import type {Surroundings} from './surroundings.ts';

type DeskRequest = Pick<PayRequest, 'merchant' | 'items' | 'coupon' | 'campaign' | 'locale'>;

const tries = 3;

/** Speaks to the merchant for one attempt: every change has its key, and what may have been lost is repeated with the same key and body. */
export interface Desk {
  /** The checkout of this purchase: the one that is known, else a new one. Throws `MerchantError`, as all of these do. */
  open(details: BuyerDetails): Promise<Checkout>;
  look(): Promise<Checkout>;
  update(checkout: Checkout, details: BuyerDetails): Promise<Checkout>;
  /** What is to be sent to pay the checkout, for the book and for `complete`. */
  prepare(instrument: Instrument): Operation<CompleteRequest>;
  /** Sends a prepared complete, for the first time or again; `undefined` when this page cannot repeat it. */
  complete(key: string): Promise<Checkout | undefined>;
  cancel(): Promise<Checkout>;
}

export function openDesk({merchant, items, coupon, campaign, locale}: DeskRequest, journal: Journal, {uuid, later, address}: Surroundings): Desk {
  const {checkouts} = merchant;
  if (!checkouts) throw new MerchantError('incompatible', 'This merchant takes no checkouts');
  const options = {locale};
  /** The completes of this page in full; their credentials live here and nowhere else. */
  const completes = new Map<string, CompleteRequest>();
  const checkoutId = (): string => journal.attempt.checkoutId ?? '';
  const look = (): Promise<Checkout> => checkouts.get(checkoutId(), options);

  /** Repeats what got no answer, with the same key and body. */
  const insist = async (ask: () => Promise<Checkout>, round = 1): Promise<Checkout> => {
    try {
      return await ask();
    } catch (error) {
      if (round === tries || !isLost(error)) throw error;
      await new Promise<void>((done) => void later(300 * 3 ** round, done));
      return insist(ask, round + 1);
    }
  };

  const body = (): CheckoutRequest => ({
    line_items: items.map(({id, quantity}) => ({item: {id}, quantity})),
    context: {language: locale},
    ...(coupon && {discounts: {codes: [coupon]}}),
    attribution: attributionOf(campaign),
  });

  const known = async (): Promise<Checkout | undefined> => {
    if (!checkoutId()) return undefined;
    try {
      const checkout = await insist(look);
      if (checkout.status !== 'canceled') return checkout;
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    // The merchant says that it is over, so another one cannot be a second.
    journal.note({checkoutId: undefined, create: undefined});
    return undefined;
  };

  const create = async (): Promise<Checkout> => {
    const operation = journal.attempt.create ?? {key: uuid(), body: body()};
    journal.note({create: operation});
    try {
      const checkout = await insist(() => checkouts.create(operation.body, operation.key, options));
      journal.note({checkoutId: checkout.id});
      return checkout;
    } catch (error) {
      // A refusal is the answer to this key for ever; the next press asks anew.
      if (!isLost(error)) journal.note({create: undefined});
      throw error;
    }
  };

  const update = async (checkout: Checkout, details: BuyerDetails): Promise<Checkout> => {
    const lines = checkout.line_items.map(({id, item, quantity}) => ({id, item: {id: item.id}, quantity}));
    const {id, buyer, fulfillment} = checkout;
    const changed = {...body(), line_items: lines, buyer, ...(fulfillment?.methods && {fulfillment: {methods: fulfillment.methods}}), ...details};
    const key = uuid();
    return insist(() => checkouts.update(id, changed, key, options));
  };

  return {
    look,
    update,
    async open(details) {
      const checkout = (await known()) ?? (await create());
      return (details.buyer || details.fulfillment) && checkout.status === 'incomplete' ? update(checkout, details) : checkout;
    },
    prepare(instrument) {
      const {tag, purchase, total} = journal.attempt;
      const operation = {key: uuid(), body: {instrument, expectedTotal: total, returnUrl: returnAddress(address(), checkoutId(), tag ?? purchase)}};
      completes.set(operation.key, operation.body);
      return operation;
    },
    async complete(key) {
      const request = completes.get(key);
      return request && checkouts.complete(checkoutId(), request, key, options);
    },
    cancel() {
      const key = uuid();
      return insist(() => checkouts.cancel(checkoutId(), key, options));
    },
  };
}
