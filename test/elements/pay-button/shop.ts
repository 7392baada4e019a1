import type {Checkout, CheckoutRequest, CompleteRequest, Destination, Fulfillment, LineItem, Link, Message, PaymentStatus, Total} from '../../../src/commerce/checkout.ts';
import type {Offer, OfferVariant} from '../../../src/commerce/item.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import type {Catalogue, Checkouts, Merchant} from '../../../src/merchant/merchant.ts';
import {MerchantError} from '../../../src/merchant/merchant.ts';
import type {Payment, PaymentProvider, ProviderEnding} from '../../../src/payment/provider.ts';

/** What a shop sells and how, for one test. */
export interface ShopPlan {
  readonly mode?: Merchant['mode'];
  readonly offers?: readonly Offer[];
  readonly delivers?: boolean;
  readonly pickup?: readonly Destination[];
  readonly rates?: readonly {readonly id: string; readonly title: string; readonly description?: string; readonly amount: number}[];
  readonly shipsTo?: readonly string[];
  readonly links?: readonly Link[];
  readonly warnings?: readonly Message[];
  /** Added to the price that the catalogue shows. */
  readonly surcharge?: Total;
  readonly needsEmail?: boolean;
}

type Answer = 'approve' | 'decline' | 'pending' | 'unreachable' | PaymentAction;

interface Open {
  readonly id: string;
  request: CheckoutRequest;
  status: Checkout['status'];
  payment: {status: PaymentStatus; closed: boolean; action?: PaymentAction};
  messages: readonly Message[];
}

/** A shop that lives in the test: it answers at once, and tells what it was asked. */
export class Shop {
  readonly asked: string[] = [];
  readonly plan: ShopPlan;
  readonly merchant: Merchant;
  /** What the shop says to the next complete. */
  answer: Answer = 'approve';
  /** Messages with which it meets the next update. */
  objections: readonly Message[] = [];
  #open: Open | undefined;
  #orders = 0;

  constructor(plan: ShopPlan = {}) {
    this.plan = plan;
    const id = `https://shop-${crypto.randomUUID()}.example`;
    this.merchant = {id, mode: plan.mode ?? 'live', catalogue: this.#catalogue(), checkouts: this.#checkouts()};
  }

  get checkout(): Checkout {
    if (!this.#open) throw new Error('No checkout has been opened');
    return this.#render(this.#open);
  }

  /** The buyer pays at the wallet, whatever the page does meanwhile. */
  isPaid(): void {
    if (this.#open) this.#pay(this.#open);
  }

  /** The wallet's trade is over, without money. */
  isClosed(status: 'declined' | 'cancelled' | 'expired'): void {
    if (this.#open) Object.assign(this.#open, {status: 'ready_for_complete', payment: {status, closed: true}});
  }

  #catalogue(): Catalogue {
    const offers = this.plan.offers ?? [tea()];
    const find = async (id: string): Promise<Offer> => {
      this.asked.push(`offer ${id}`);
      const offer = offers.find((one) => one.id === id || one.variants.some((variant) => variant.id === id));
      if (!offer) throw new MerchantError('not_found', `There is no ${id}`);
      const variant = offer.variants.find((one) => one.id === id) ?? offer.variant;
      return {...offer, id, variant};
    };
    return {offer: find, product: find};
  }

  #checkouts(): Checkouts {
    const answer = async (what: string, change: (open: Open) => void = () => undefined): Promise<Checkout> => {
      this.asked.push(what);
      if (!this.#open) throw new MerchantError('not_found', 'No checkout');
      change(this.#open);
      return this.#render(this.#open);
    };
    return {
      create: async (request) => {
        this.#open = {id: crypto.randomUUID(), request, status: 'incomplete', payment: {status: 'none', closed: true}, messages: []};
        return answer('create');
      },
      get: () => answer('get'),
      update: (_, request) => answer('update', (open) => {
        open.request = request;
        open.messages = this.objections;
        this.objections = [];
      }),
      complete: (_, request) => answer('complete', (open) => this.#complete(open, request)),
      cancel: () => answer('cancel', (open) => {
        open.status = 'canceled';
        open.payment = {status: 'cancelled', closed: true};
      }),
    };
  }

  #complete(open: Open, {expectedTotal}: CompleteRequest): void {
    const {answer} = this;
    if (answer === 'unreachable') throw new MerchantError('unreachable', 'No answer');
    const total = this.#totals(open).find(({type}) => type === 'total')?.amount;
    if (total !== expectedTotal.amount) throw new Error(`The page agreed to ${expectedTotal.amount}, the checkout is ${total}`);
    if (answer === 'approve') this.#pay(open);
    else if (answer === 'decline') {
      open.payment = {status: 'declined', closed: true};
      open.messages = [{type: 'error', code: 'payment_failed', severity: 'recoverable', content: 'The bank said no.'}];
    } else if (answer === 'pending') Object.assign(open, {status: 'complete_in_progress', payment: {status: 'confirming', closed: false}});
    else Object.assign(open, {status: 'requires_escalation', payment: {status: 'acting', closed: false, action: answer}});
  }

  #pay(open: Open): void {
    Object.assign(open, {status: 'completed', payment: {status: 'paid', closed: false}});
    this.#orders++;
  }

  #lines({request}: Open): readonly LineItem[] {
    const variants = (this.plan.offers ?? [tea()]).flatMap((offer) => offer.variants.map((variant) => ({offer, variant})));
    return request.line_items.map(({item, quantity}, at) => {
      const found = variants.find(({variant}) => variant.id === item.id) ?? variants[0]!;
      const price = found.variant.price.amount;
      const title = [found.offer.title, found.variant.title].filter(Boolean).join(', ');
      return {id: `line_${at + 1}`, item: {id: item.id, title, price}, quantity, totals: [{type: 'total', amount: price * quantity}]};
    });
  }

  #totals(open: Open): readonly Total[] {
    const subtotal = this.#lines(open).reduce((sum, {totals}) => sum + totals[0]!.amount, 0);
    const rate = this.#rate(open);
    const {surcharge} = this.plan;
    const extra = [
      ...(rate ? [{type: 'fulfillment', display_text: rate.title, amount: rate.amount}] : []),
      ...(surcharge ? [surcharge] : []),
    ];
    const total = extra.reduce((sum, {amount}) => sum + amount, subtotal);
    return [{type: 'subtotal', amount: subtotal}, ...extra, {type: 'total', amount: total}];
  }

  get #rates(): NonNullable<ShopPlan['rates']> {
    return this.plan.rates ?? [{id: 'courier', title: 'Courier to your door', description: '1–2 working days', amount: 3500}, {id: 'post', title: 'Local post', description: '3–5 working days, into your letter box', amount: 1800}];
  }

  #rate({request}: Open): {readonly title: string; readonly amount: number} | undefined {
    const [method] = request.fulfillment?.methods ?? [];
    if (!method) return undefined;
    if (method.type === 'pickup') return {title: 'Collect in the shop', amount: 0};
    const chosen = method.groups?.[0]?.selected_option_id;
    return method.destinations?.length ? (this.#rates.find(({id}) => id === chosen) ?? this.#rates[0]) : undefined;
  }

  #fulfillment(open: Open): Fulfillment | undefined {
    if (!this.plan.delivers) return undefined;
    const [asked] = open.request.fulfillment?.methods ?? [];
    const lines = this.#lines(open).map(({id}) => id);
    const group = (options: ShopPlan['rates'] = []) => [{
      id: 'parcel', line_item_ids: lines, selected_option_id: asked?.groups?.[0]?.selected_option_id ?? options[0]?.id,
      options: options.map(({id, title, description, amount}) => ({id, title, description, totals: [{type: 'total', amount}]})),
    }];
    const destinations = asked?.type === 'shipping' ? (asked.destinations ?? []).map((one, at) => ({...one, id: one.id ?? `d${at}`})) : [];
    const shipping = {
      id: 'shipping', type: 'shipping' as const, line_item_ids: asked?.type === 'pickup' ? [] : lines,
      destinations, selected_destination_id: destinations[0]?.id ?? null, groups: destinations.length ? group(this.#rates) : undefined,
    };
    const shop = asked?.type === 'pickup' ? asked.selected_destination_id : null;
    const pickup = {
      id: 'pickup', type: 'pickup' as const, line_item_ids: asked?.type === 'pickup' ? lines : [], destinations: this.plan.pickup,
      selected_destination_id: shop, groups: shop ? group([{id: 'collect', title: 'Collect in the shop', description: 'Tuesday to Sunday, 11:00–19:00', amount: 0}]) : undefined,
    };
    return {methods: [shipping, ...(this.plan.pickup ? [pickup] : [])]};
  }

  #render(open: Open): Checkout {
    const {plan} = this;
    const given = open.request.fulfillment?.methods[0]?.selected_destination_id;
    const missing = (plan.delivers && !given) || (plan.needsEmail && !open.request.buyer?.email) || open.messages.some(({code}) => code === 'invalid' || code === 'missing');
    const status = open.status === 'incomplete' || open.status === 'ready_for_complete' ? (missing ? 'incomplete' : 'ready_for_complete') : open.status;
    return {
      id: open.id,
      status,
      currency: 'HKD',
      line_items: this.#lines(open),
      totals: this.#totals(open),
      messages: [...(plan.warnings ?? []), ...open.messages],
      links: plan.links ?? [],
      buyer: open.request.buyer,
      fulfillment: this.#fulfillment(open),
      order: open.status === 'completed' ? {id: `order-${this.#orders}`, label: `HC-${1040 + this.#orders}`, permalink_url: `${this.merchant.id}/orders/order-${this.#orders}?key=abc`} : undefined,
      handlers: [],
      extension: {
        mode: plan.mode === 'test' ? 'test' : 'live',
        payment: open.payment,
        needs_delivery: plan.delivers ?? false,
        ships_to: plan.delivers ? (plan.shipsTo ?? ['HK', 'MO', 'CN', 'TW', 'GB', 'US']) : undefined,
        poll_after: 200,
      },
    };
  }
}

const hkd = (amount: number): OfferVariant['price'] => ({amount, currency: 'HKD'});

/** One thing that is sent by post, HK$128.00. */
export function tea(change: Partial<OfferVariant> = {}): Offer {
  const variant: OfferVariant = {id: 'tea', title: '', price: hkd(12800), available: true, ...change};
  return {id: variant.id, productId: 'tea', title: 'Tea tin', language: 'en', variant, variants: [variant], complete: true};
}

/** A thing in three colours, one of them sold out. */
export function bowl(): Offer {
  const variants: readonly OfferVariant[] = [
    {id: 'bowl-cel', title: 'Celadon', price: hkd(38000), available: true, stock: 12},
    {id: 'bowl-ric', title: 'Rice white', price: hkd(36000), listPrice: hkd(42000), available: true, stock: 3},
    {id: 'bowl-ink', title: 'Ink', price: hkd(38000), available: false, stock: 0},
  ];
  return {id: 'bowl-cel', productId: 'bowl', title: 'Gaiwan for one', language: 'en', variant: variants[0]!, variants, complete: true};
}

type Part = (payment: Payment) => Promise<ProviderEnding>;

/** A wallet that does as the test says. */
export class Wallet {
  readonly presses: Payment[] = [];
  readonly provider: PaymentProvider;
  #part: Part = hands;

  constructor(change: Partial<PaymentProvider> = {}) {
    this.provider = {
      id: 'wallet', surface: 'press', handlers: [], name: {en: 'Wallet'}, csp: {},
      available: () => ({status: 'available'}),
      start: (payment) => {
        this.presses.push(payment);
        return this.#part(payment);
      },
      ...change,
    };
  }

  /** How it goes about the next payments. */
  does(part: Part): this {
    this.#part = part;
    return this;
  }
}

/** Hands over an instrument as soon as there is a checkout, and shows what the shop wants shown. */
export async function hands(payment: Payment): Promise<ProviderEnding> {
  await payment.checkout;
  const step = await payment.submit({id: payment.id, handler_id: 'wallet', type: 'test'});
  if (step.status !== 'action') return {ending: 'merchant', step};
  const {how} = await payment.present(step.action).done;
  return how === 'closed' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
}
