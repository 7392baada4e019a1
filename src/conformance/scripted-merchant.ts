import type {Checkout, CheckoutHandler, CheckoutRequest, CompleteRequest} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import {sameMoney} from '../commerce/money.ts';
import type {Checkouts, Merchant} from '../merchant/merchant.ts';
import {MerchantError} from '../merchant/merchant.ts';
import type {ProviderWorld} from './provider-world.ts';
import type {ScriptedClock} from './scripted-clock.ts';
import type {Books, Trade} from './shown-checkout.ts';
import {shownCheckout} from './shown-checkout.ts';

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
  /** Every checkout wants the buyer on the merchant's own page. */
  wantsBuyer = false;
  /** `none`: it says nothing of how a payment stands, as a merchant without our extension. */
  extension: 'ours' | 'none' = 'ours';
  /** Where a checkout can be continued; `undefined`: nowhere. */
  pageOf: (id: string) => string | undefined;
  /** Hears of every trade that somebody decided on. */
  onDecided: (trade: Trade) => void = () => undefined;
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
    const {origin} = URL.canParse(this.#id) && /^https?:/.test(this.#id) ? new URL(this.#id) : {origin: 'https://shop.example'};
    this.pageOf = (id) => `${origin}/checkout/${id}`;
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
    if (status === 'paid' && books) {
      books.status = 'completed';
      books.order = `order-${books.id}`;
    }
    this.onDecided(trade);
  }

  /** The buyer is on the merchant's own page, and could pay there; a checkout of its own where the address names none. */
  visit(id?: string): Books {
    const books = id === undefined ? this.#open({line_items: [{item: {id: 'tea'}, quantity: 1}]}) : this.#find(id);
    if (books.status !== 'ready_for_complete' || books.trade?.status === 'open') return books;
    books.total = this.price;
    books.trade = {id: `trade-${this.trades.length + 1}`, checkout: books.id, amount: books.total, status: 'open', onPage: true};
    this.trades.push(books.trade);
    return books;
  }

  /** The merchant's page shows another total, and the buyer pays that. */
  reprice(id: string, amount: number): void {
    const books = this.#find(id);
    books.total = {...books.total, amount};
    if (books.trade?.status === 'open') books.trade.amount = books.total;
  }

  /** The time of the checkout is over. */
  expire(id: string): void {
    const books = this.#find(id);
    this.decide(books.trade, 'expired');
    books.status = 'canceled';
    books.expiresAt = new Date(this.#clock.now - 1000).toISOString();
  }

  /** As anybody sees it who knows its id. */
  look(id: string): Checkout {
    return this.#show(this.#find(id));
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
    return this.#show(this.#open(request));
  }

  #open(request: CheckoutRequest): Books {
    const books: Books = {id: `checkout-${this.checkouts.size + 1}`, request, total: this.price, status: 'ready_for_complete'};
    this.checkouts.set(books.id, books);
    return books;
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
      if (this.cannotClose && books.trade.onPage) throw new MerchantError('refused', 'The checkout is being paid');
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

  #show(books: Books): Checkout {
    return shownCheckout(books, this);
  }
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
