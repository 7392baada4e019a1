import type {Checkout, CheckoutHandler, CheckoutRequest, CompleteRequest, PaymentStatus} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import {sameMoney} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Checkouts, Merchant} from '../merchant/merchant.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {ProviderWorld} from './provider-world.ts';
import type {ScriptedClock} from './scripted-clock.ts';

export type Operation = 'create' | 'get' | 'update' | 'complete' | 'cancel';

/** What happens to a request on its way. */
export type Fate =
  | 'arrives'
  | 'request-lost'
  /** The merchant acts; its answer is lost. */
  | 'answer-lost'
  /** Takes 3 s to arrive. */
  | 'slow'
  /** The merchant acts at once and answers after 4 s. */
  | 'answer-late'
  /** Arrives twice. */
  | 'doubled'
  /** Given up as lost, and arrives 5 s later. */
  | 'request-late';

/** A trade in the wallet's books. */
export interface Trade {
  readonly id: string;
  readonly checkout: string;
  readonly instrument: Instrument;
  readonly amount: Money;
  status: 'open' | 'paid' | 'declined' | 'cancelled' | 'expired';
  readonly action?: PaymentAction;
}

interface Books {
  readonly id: string;
  readonly request: CheckoutRequest;
  total: Money;
  status: 'ready_for_complete' | 'completed' | 'canceled';
  trade?: Trade;
  order?: string;
}

/** A merchant in memory with books of its own, beside a wallet with books of its own. Keys make things happen once. */
export class ScriptedMerchant {
  readonly checkouts = new Map<string, Books>();
  /** The wallet's books. */
  readonly trades: Trade[] = [];
  /** Every instrument that reached the merchant under a key of its own. */
  readonly submitted: Instrument[] = [];
  readonly returnUrls: string[] = [];
  price: Money;
  handlers: readonly CheckoutHandler[];
  /** The wallet cannot close a trade just now. */
  cannotClose = false;
  answer: NonNullable<ProviderWorld['answer']>;
  readonly #clock: ScriptedClock;
  readonly #fates: Partial<Record<Operation, Fate[]>> = {};
  readonly #answers = new Map<string, Checkout>();
  readonly #id: string;
  readonly #mode: Merchant['mode'];

  constructor(clock: ScriptedClock, world: ProviderWorld, total: Money) {
    this.#clock = clock;
    this.price = total;
    this.handlers = world.handlers;
    this.#id = world.merchant?.id ?? 'https://shop.example';
    this.#mode = world.merchant?.mode ?? 'test';
    this.answer = (sale) => world.answer?.(sale) ?? {type: 'redirect', url: `https://wallet.example/${sale.trade}`};
  }

  meet(operation: Operation, ...fates: readonly Fate[]): void {
    (this.#fates[operation] ??= []).push(...fates);
  }

  get open(): Trade | undefined {
    return this.trades.find(({status}) => status === 'open');
  }

  get paid(): readonly Trade[] {
    return this.trades.filter(({status}) => status === 'paid');
  }

  /** The merchant as a page sees it; a page that is gone hears nothing. */
  seenFrom(page: {readonly alive: boolean}): Merchant {
    const send = (operation: Operation, act: () => Checkout): Promise<Checkout> => this.#carry(page, operation, act);
    const checkouts: Checkouts = {
      create: (body, key) => send('create', () => this.#once(`create ${key}`, () => this.#create(body))),
      get: (id) => send('get', () => this.#show(this.#find(id))),
      update: (id) => send('update', () => this.#show(this.#find(id))),
      complete: (id, body, key) => send('complete', () => this.#once(`complete ${id} ${key}`, () => this.#complete(this.#find(id), body))),
      cancel: (id, key) => send('cancel', () => this.#once(`cancel ${id} ${key}`, () => this.#cancel(this.#find(id)))),
    };
    return {id: this.#id, mode: this.#mode, handlers: this.handlers, checkouts};
  }

  /** Somebody at the wallet decides. A trade that has ended stays as it is. */
  decide(trade: Trade | undefined, status: Exclude<Trade['status'], 'open'>): void {
    if (trade?.status !== 'open') return;
    trade.status = status;
    const books = this.checkouts.get(trade.checkout);
    if (status !== 'paid' || !books) return;
    books.status = 'completed';
    books.order = `order-${books.id}`;
  }

  /** What differs between the merchant's books and the wallet's. */
  audit(): readonly string[] {
    const faults: string[] = [];
    for (const books of this.checkouts.values()) {
      const paid = this.paid.filter(({checkout}) => checkout === books.id);
      if (paid.length > 1) faults.push(`${books.id} was paid ${paid.length} times`);
      if (books.order && !paid.length) faults.push(`${books.order} has no payment`);
      if (!books.order && paid.length) faults.push(`${books.id} was paid and has no order`);
      if (paid[0] && !sameMoney(paid[0].amount, books.total)) faults.push(`${books.id} took another amount than its total`);
    }
    return faults;
  }

  async #carry(page: {readonly alive: boolean}, operation: Operation, act: () => Checkout): Promise<Checkout> {
    const fate = this.#fates[operation]?.shift() ?? 'arrives';
    await this.#travel(fate === 'slow' ? 3000 : 20);
    if (!page.alive) return new Promise(() => undefined);
    if (fate === 'request-late') this.#clock.later(5000, () => void outcomeOf(act));
    if (fate === 'request-lost' || fate === 'request-late') throw new MerchantError('unreachable', 'The request was lost');
    if (fate === 'doubled') outcomeOf(act);
    const outcome = outcomeOf(act);
    await this.#travel(fate === 'answer-late' ? 4000 : 20);
    if (!page.alive) return new Promise(() => undefined);
    if (fate === 'answer-lost') throw new MerchantError('unreachable', 'The answer was lost');
    return outcome();
  }

  #travel(ms: number): Promise<void> {
    return new Promise((done) => void this.#clock.later(ms, done));
  }

  #once(key: string, act: () => Checkout): Checkout {
    const answer = this.#answers.get(key) ?? act();
    this.#answers.set(key, answer);
    return answer;
  }

  #create(request: CheckoutRequest): Checkout {
    const books: Books = {id: `checkout-${this.checkouts.size + 1}`, request, total: this.price, status: 'ready_for_complete'};
    this.checkouts.set(books.id, books);
    return this.#show(books);
  }

  #complete(books: Books, {instrument, expectedTotal, returnUrl}: CompleteRequest): Checkout {
    this.submitted.push(instrument);
    if (returnUrl) this.returnUrls.push(returnUrl);
    if (books.status === 'canceled') throw new MerchantError('refused', 'The checkout is canceled');
    if (!this.handlers.some(({id}) => id === instrument.handler_id)) throw new MerchantError('refused', `No handler is called ${instrument.handler_id}`);
    if (books.status === 'completed' || books.trade?.status === 'open') return this.#show(books);
    books.total = this.price;
    if (!sameMoney(expectedTotal, books.total)) return this.#show(books);
    const sale = {instrument, trade: `trade-${this.trades.length + 1}`, total: books.total};
    const answer = this.answer(sale);
    const action = typeof answer === 'string' ? undefined : answer;
    const trade: Trade = {id: sale.trade, checkout: books.id, instrument, amount: books.total, status: 'open', ...(action && {action})};
    this.trades.push(trade);
    books.trade = trade;
    if (typeof answer === 'string') this.decide(trade, answer);
    return this.#show(books);
  }

  #cancel(books: Books): Checkout {
    if (books.status !== 'ready_for_complete') throw new MerchantError('refused', `The checkout is ${books.status}`);
    if (books.trade?.status === 'open') {
      if (this.cannotClose) return this.#show(books);
      books.trade.status = 'cancelled';
    }
    books.status = 'canceled';
    return this.#show(books);
  }

  #find(id: string): Books {
    const books = this.checkouts.get(id);
    if (!books) throw new MerchantError('not_found', `There is no checkout ${id}`);
    return books;
  }

  #show({id, status, total, request, trade, order}: Books): Checkout {
    const live = trade?.status === 'open';
    const declined = trade?.status === 'declined' && status !== 'completed';
    const {amount, currency} = total;
    return {
      id,
      status: live ? 'requires_escalation' : status,
      currency,
      line_items: request.line_items.map(({item, quantity}, at) => ({id: `line-${at}`, item: {id: item.id, title: 'Tea', price: amount}, quantity, totals: []})),
      totals: [{type: 'total', amount}],
      messages: declined ? [{type: 'error', code: 'payment_failed', content: 'Declined', severity: 'recoverable'}] : [],
      links: [],
      continue_url: `https://shop.example/checkout/${id}`,
      ...(order && {order: {id: order, permalink_url: `https://shop.example/orders/${order}`}}),
      handlers: this.handlers,
      extension: {
        mode: 'test',
        payment: {status: statusOf(trade), closed: !live && trade?.status !== 'paid', ...(live && trade.action && {action: trade.action})},
        needs_delivery: false,
      },
    };
  }
}

function statusOf(trade: Trade | undefined): PaymentStatus {
  if (!trade) return 'none';
  return trade.status === 'open' ? 'acting' : trade.status;
}

/** Acts now, and tells what came of it later. */
function outcomeOf(act: () => Checkout): () => Checkout {
  try {
    const answer = act();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
