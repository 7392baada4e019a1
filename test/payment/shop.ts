import type {Checkout, CheckoutRequest, CompleteRequest, PaymentStatus} from '../../src/commerce/checkout.ts';
import type {SandboxCredential} from '../../src/commerce/instrument.ts';
import type {PaymentAction} from '../../src/commerce/payment-action.ts';
import type {Checkouts, Merchant} from '../../src/merchant/merchant.ts';
import {MerchantError} from '../../src/merchant/merchant.ts';
import type {Timekeeper} from './browser.ts';
import {Network} from './network.ts';
import type {Operation} from './network.ts';

export interface Trade {
  readonly id: string;
  readonly checkout: string;
  /** The attempt that paid: its id is the instrument's. */
  readonly attempt: string;
  readonly amount: number;
  status: 'open' | 'paid' | 'declined' | 'cancelled' | 'expired';
}

interface Books {
  readonly id: string;
  readonly request: CheckoutRequest;
  total: number;
  status: 'incomplete' | 'ready_for_complete' | 'completed' | 'canceled';
  trade?: Trade;
  messages: Checkout['messages'];
  order?: string;
}

/** A merchant in memory with books, one live payment a checkout, and keys that make things happen once. */
export class Shop {
  readonly clock: Timekeeper;
  readonly checkouts = new Map<string, Books>();
  readonly trades: Trade[] = [];
  /** Every request that reached the shop. */
  readonly heard: {operation: Operation; key?: string; body?: unknown}[] = [];
  price = 12800;
  needsDelivery = false;
  links: Checkout['links'] = [];
  /** False: a UCP merchant without our extension. */
  speaksOurExtension = true;
  /** The buyer must go to the shop's own page before anything can be paid. */
  wantsToSeeTheBuyer = false;
  /** What the buyer must do, instead of going to the wallet. */
  action: PaymentAction | undefined;
  /** The shop never closes a checkout that can still be paid. */
  keepsCheckouts = false;
  /** The shop cannot close a trade just now. */
  cannotClose = false;
  readonly network: Network;
  #answers = new Map<string, {body: string; answer: Checkout}>();
  #ids = 0;

  constructor(clock: Timekeeper) {
    this.clock = clock;
    this.network = new Network(clock);
  }

  /** The shop as one tab sees it. */
  seenFrom(tab: {readonly alive: boolean; readonly frozen?: Promise<void> | undefined}): Merchant {
    const send = <T>(operation: Operation, act: () => T): Promise<T> => this.network.carry(tab, operation, act);
    const checkouts: Checkouts = {
      create: (body, key) => send('create', () => this.#once('create', '', key, body, () => this.#create(body))),
      get: (id) => send('get', () => this.#show(this.#find(id))),
      update: (id, body, key) => send('update', () => this.#once('update', id, key, body, () => this.#update(this.#find(id), body))),
      complete: (id, body, key) => send('complete', () => this.#once('complete', id, key, body, () => this.#complete(this.#find(id), body))),
      cancel: (id, key) => send('cancel', () => this.#once('cancel', id, key, null, () => this.#cancel(this.#find(id)))),
    };
    return {id: 'https://shop.example', mode: 'test', checkouts};
  }

  get paid(): readonly Trade[] {
    return this.trades.filter(({status}) => status === 'paid');
  }

  get open(): readonly Trade[] {
    return this.trades.filter(({status}) => status === 'open');
  }

  /** The buyer pays on the shop's own page. */
  sellOnOwnPage(checkout: string): void {
    this.#sell(this.#find(checkout));
  }

  /** Somebody at the wallet decides. A trade that is not open any more does not change. */
  decide(trade: Trade | undefined, status: Exclude<Trade['status'], 'open'>): void {
    if (trade?.status !== 'open') return;
    trade.status = status;
    const books = this.checkouts.get(trade.checkout);
    if (status === 'paid' && books) this.#sell(books);
  }

  #once(operation: Operation, id: string, key: string, body: unknown, act: () => Checkout): Checkout {
    this.heard.push({operation, key, body});
    const text = JSON.stringify(body);
    const scope = `${operation} ${id} ${key}`;
    const known = this.#answers.get(scope);
    if (known && known.body !== text) throw new MerchantError('conflict', 'Another body under the same key');
    const answer = known?.answer ?? act();
    this.#answers.set(scope, {body: text, answer});
    return answer;
  }

  #create(request: CheckoutRequest): Checkout {
    const books: Books = {id: `checkout-${++this.#ids}`, request, total: this.price, status: this.needsDelivery ? 'incomplete' : 'ready_for_complete', messages: []};
    this.checkouts.set(books.id, books);
    return this.#show(books);
  }

  #update(books: Books, request: CheckoutRequest): Checkout {
    if (books.status === 'canceled' || books.status === 'completed' || books.trade?.status === 'open') throw refused(`The checkout is ${books.status}`);
    if (request.fulfillment) {
      books.total = this.price + 3000;
      books.status = 'ready_for_complete';
    }
    return this.#show(books);
  }

  #complete(books: Books, {instrument, expectedTotal}: CompleteRequest): Checkout {
    if (books.status === 'canceled') throw refused('The checkout is canceled');
    if (books.status === 'completed' || books.trade?.status === 'open') return this.#show(books);
    if (books.status === 'incomplete') return this.#show(books);
    books.total = this.needsDelivery ? this.price + 3000 : this.price;
    if (expectedTotal.amount !== books.total) {
      return this.#show(books, [{type: 'error', code: 'total_changed', content: 'The total changed', severity: 'recoverable'}]);
    }
    const trade: Trade = {id: `trade-${this.trades.length + 1}`, checkout: books.id, attempt: instrument.id, amount: books.total, status: 'open'};
    this.trades.push(trade);
    books.trade = trade;
    const {token} = instrument.credential as unknown as SandboxCredential;
    if (token === 'approve') this.decide(trade, 'paid');
    if (token === 'decline') this.decide(trade, 'declined');
    return this.#show(books);
  }

  #cancel(books: Books): Checkout {
    if (books.status === 'completed' || books.status === 'canceled') throw refused(`The checkout is ${books.status}`);
    if (books.trade?.status === 'open') {
      if (this.cannotClose) return this.#show(books);
      books.trade.status = 'cancelled';
    }
    if (!this.keepsCheckouts) books.status = 'canceled';
    return this.#show(books);
  }

  #sell(books: Books): void {
    books.status = 'completed';
    books.order = `order-${books.id}`;
  }

  #find(id: string): Books {
    const books = this.checkouts.get(id);
    if (!books) throw new MerchantError('not_found', `There is no checkout ${id}`);
    return books;
  }

  #show(books: Books, messages: Checkout['messages'] = books.messages): Checkout {
    const {trade, status} = books;
    const live = trade?.status === 'open';
    const action = live ? this.#action(trade) : undefined;
    const failed: Checkout['messages'] = trade?.status === 'declined' && status !== 'completed' ? [{type: 'error', code: 'payment_failed', content: 'Declined', severity: 'recoverable'}] : [];
    return {
      id: books.id,
      status: live || (this.wantsToSeeTheBuyer && status === 'ready_for_complete') ? 'requires_escalation' : status,
      currency: 'HKD',
      line_items: books.request.line_items.map(({item, quantity}, at) => ({id: `line-${at}`, item: {id: item.id, title: 'Tea', price: this.price}, quantity, totals: []})),
      totals: [...(books.total > this.price ? [{type: 'fulfillment', amount: books.total - this.price}] : []), {type: 'total', amount: books.total}],
      messages: [...messages, ...failed],
      links: this.links,
      continue_url: `https://shop.example/checkout/${books.id}`,
      ...(books.order && {order: {id: books.order, permalink_url: `https://shop.example/orders/${books.order}`}}),
      handlers: [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}],
      ...(this.speaksOurExtension && {
        extension: {
          mode: 'test' as const,
          payment: {status: statusOf(trade), closed: trade?.status !== 'open' && trade?.status !== 'paid', ...(action && {action})},
          needs_delivery: this.needsDelivery,
        },
      }),
    };
  }

  #action(trade: Trade): PaymentAction {
    return this.action ?? {type: 'redirect', url: `https://wallet.example/${trade.id}`};
  }
}

const refused = (content: string): MerchantError => new MerchantError('refused', content, {messages: [{type: 'error', code: 'checkout_closed', content, severity: 'unrecoverable'}]});

function statusOf(trade: Trade | undefined): PaymentStatus {
  if (!trade) return 'none';
  return trade.status === 'open' ? 'acting' : trade.status;
}
