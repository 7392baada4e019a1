import assert from 'node:assert/strict';
import fc from 'fast-check';
import {purchaseKey} from '../../src/commerce/item.ts';
import type {Attempt, PayRequest, PaymentStory} from '../../src/payment/attempt.ts';
import {sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {isEnding} from '../../src/payment/transitions.ts';
import type {Merchant} from '../../src/merchant/merchant.ts';
import {takeUp} from '../../src/payment/take-up.ts';
import {Browser} from './browser.ts';
import type {Tab, Clock} from './browser.ts';
import type {Fate, Network, Operation} from './network.ts';

const fates = ['request-lost', 'answer-lost', 'request-late', 'request-slow', 'answer-late', 'doubled', 'busy', 'garbled', 'forbidden', 'conflict'] as const;
export type Decision = 'paid' | 'declined' | 'cancelled';

export type WalletCall = 'create' | 'query' | 'close';
export type WalletFault = 'lose-before' | 'lose-after';

/** What a seller must offer so that sequences can be played against it: the network, the wallet, and both books. */
export interface Seller {
  readonly id: string;
  seenFrom(tab: Tab): Merchant;
  readonly network: Network;
  changePrice(amount: number): Promise<void>;
  /** The `nth` of the trades at the wallet, counted around. */
  decide(nth: number, decision: Decision): Promise<void>;
  decideAll(decision: Decision): Promise<void>;
  /** The next such call between merchant and wallet goes wrong; absent where there is no wallet. */
  trouble?(operation: WalletCall, effect: WalletFault): void;
  endTrouble?(): void;
  /** Attempts (instrument ids) that were charged, one entry a charge, with the order that the merchant has for it. */
  charges(): Promise<readonly {readonly attempt: string; readonly order?: string}[]>;
  /** Throws when the books do not agree with themselves or with each other. */
  audit(): Promise<void>;
}

type Button = 'approve' | 'decline' | 'pending' | 'popup';

/** One thing that happens. `tab` and `nth` are counted around whatever there is. */
export type Happening =
  | {readonly what: 'press'; readonly tab: number; readonly button: Button; readonly collectFirst: boolean; readonly otherCopy: boolean}
  | {readonly what: 'confirm' | 'stop' | 'reset' | 'reopen' | 'ask' | 'close window' | 'close tab' | 'hide' | 'turn away' | 'look' | 'freeze' | 'thaw'; readonly tab: number}
  /** ms by which the browser's clock is put on or back. More than minutes on, and what was bought may be bought again. */
  | {readonly what: 'clock'; readonly by: number}
  | {readonly what: 'reload'; readonly tab: number; readonly takesUp: boolean}
  | {readonly what: 'new tab'; readonly takesUp: boolean}
  | {readonly what: 'decide'; readonly nth: number; readonly decision: Decision}
  | {readonly what: 'trouble'; readonly call: WalletCall; readonly effect: WalletFault}
  | {readonly what: 'price'; readonly amount: number}
  | {readonly what: 'fate'; readonly operation: Operation; readonly fate: Fate};

/** A happening, and how many ms later the next one comes. */
export interface Turn {
  readonly happening: Happening;
  readonly then: number;
}

const tab = fc.nat(3);
const only = <const W extends string>(...words: readonly W[]): fc.Arbitrary<W> => fc.constantFrom(...words);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {weight: 8, arbitrary: fc.record({what: fc.constant('press' as const), tab, button: only<Button>('approve', 'decline', 'pending', 'popup'), collectFirst: fc.boolean(), otherCopy: fc.oneof({weight: 4, arbitrary: fc.constant(false)}, fc.constant(true))})},
  {weight: 8, arbitrary: fc.record({what: only('confirm', 'stop', 'reset', 'reopen', 'ask', 'close window', 'close tab', 'hide', 'turn away', 'look', 'freeze', 'thaw'), tab})},
  {weight: 1, arbitrary: fc.record({what: fc.constant('clock' as const), by: fc.constantFrom(-3_600_000, -60_000, 60_000)})},
  {weight: 3, arbitrary: fc.record({what: fc.constant('reload' as const), tab, takesUp: fc.boolean()})},
  {weight: 2, arbitrary: fc.record({what: fc.constant('new tab' as const), takesUp: fc.boolean()})},
  {weight: 4, arbitrary: fc.record({what: fc.constant('decide' as const), nth: fc.nat(3), decision: only('paid', 'declined', 'cancelled')})},
  {weight: 3, arbitrary: fc.record({what: fc.constant('trouble' as const), call: only('create', 'query', 'close'), effect: only('lose-before', 'lose-after')})},
  {weight: 1, arbitrary: fc.record({what: fc.constant('price' as const), amount: fc.constantFrom(12800, 13000)})},
  {weight: 6, arbitrary: fc.record({what: fc.constant('fate' as const), operation: only('create', 'get', 'complete', 'complete', 'complete', 'cancel'), fate: only(...fates)})},
);

export const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({happening, then: fc.oneof(fc.constantFrom(0, 10, 30, 50), fc.nat(500), fc.integer({min: 500, max: 12_000}), fc.constantFrom(9000, 20_000))}),
  {minLength: 3, maxLength: 24, size: 'max'},
);

export const items = [{id: 'tea', quantity: 1}];

/** Plays one sequence, looks at every promise after each turn, and at the end lets everything come to rest. */
export class Play {
  readonly clock: Clock;
  readonly browser: Browser;
  readonly seller: Seller;
  readonly #request: Omit<PayRequest, 'merchant' | 'provider'>;
  readonly #stories = new Map<Tab, PaymentStory>();
  readonly #followed = new WeakSet<PaymentStory>();

  constructor(seller: Seller, clock: Clock, options: {webLocks: boolean}, request: Omit<PayRequest, 'merchant' | 'provider'>) {
    this.clock = clock;
    this.seller = seller;
    this.browser = new Browser(clock, options);
    this.#request = request;
    this.browser.open();
  }

  get purchase(): string {
    return purchaseKey({merchant: this.seller.id, items: this.#request.items});
  }

  async run(sequence: readonly Turn[]): Promise<void> {
    for (const {happening, then} of sequence) {
      await this.#happen(happening);
      await this.clock.pass(then);
      await this.#check();
    }
    await this.#rest();
  }

  async #happen(it: Happening): Promise<void> {
    if (it.what === 'decide') return this.seller.decide(it.nth, it.decision);
    if (it.what === 'trouble') return this.seller.trouble?.(it.call, it.effect);
    if (it.what === 'price') return this.seller.changePrice(it.amount);
    if (it.what === 'fate') return this.seller.network.meet(it.operation, it.fate);
    if (it.what === 'clock') return void (this.browser.skew += it.by);
    if (it.what === 'new tab') return this.#open(it.takesUp);
    const {tabs} = this.browser;
    const tab = tabs[it.tab % tabs.length];
    if (!tab) return this.#open(true);
    if (tab.frozen && it.what !== 'thaw' && it.what !== 'close tab' && it.what !== 'reload') tab.thaw();
    if (it.what === 'press') this.#press(tab, it);
    else if (it.what === 'reload') (tab.die(), this.#open(it.takesUp));
    else this.#act(tab, it.what);
  }

  #act(tab: Tab, what: 'confirm' | 'stop' | 'reset' | 'reopen' | 'ask' | 'close window' | 'close tab' | 'hide' | 'turn away' | 'look' | 'freeze' | 'thaw'): void {
    if (what === 'close tab') return tab.die();
    if (what === 'hide' || what === 'freeze' || what === 'thaw') return tab[what]();
    if (what === 'turn away') return void (tab.focused = false);
    if (what === 'look') return tab.look();
    if (what === 'close window') {
      if (tab.window) tab.window.closed = true;
      return;
    }
    const story = this.#stories.get(tab);
    // Buying again is another purchase; here every charge after the first is one too many.
    if (what !== 'reset' || story?.attempt.state !== 'paid') story?.[what]();
  }

  #press(tab: Tab, {button, collectFirst, otherCopy}: Extract<Happening, {what: 'press'}>): void {
    const provider = sandboxWith(button === 'popup' ? {} : {token: button});
    this.#keep(tab, (otherCopy ? tab.otherCopy : tab.till).pay({...this.#request, merchant: this.seller.seenFrom(tab), provider, display: 'popup', collectFirst}));
  }

  #open(takesUp: boolean): void {
    const tab = this.browser.open();
    if (!takesUp) return;
    const story = takeUp({...this.#request, merchant: this.seller.seenFrom(tab), provider: sandboxWith()}, tab.till)?.story;
    if (story) this.#keep(tab, story);
  }

  #keep(tab: Tab, story: PaymentStory): void {
    this.#stories.set(tab, story);
    if (this.#followed.has(story)) return;
    this.#followed.add(story);
    void story.ended.then((attempt) => {
      if (tab.alive && story.leads) this.browser.told.push({tab, attempt, how: 'ended'});
    });
  }

  async #check(): Promise<void> {
    const charges = await this.seller.charges();
    assert.ok(charges.length <= 1, `The buyer was charged ${charges.length} times`);
    const {told} = this.browser;
    for (const {attempt} of told) {
      const charged = charges.some((charge) => charge.attempt === attempt.id);
      if (attempt.state === 'paid') assert.ok(charges.some(({order}) => order === attempt.order?.id), 'Paid was shown without an order of the merchant');
      else if (isEnding(attempt.state)) assert.ok(!charged, `${attempt.state} was shown for an attempt that was charged`);
    }
    const endings = told.filter(({how}) => how === 'ended').map(({attempt}) => attempt.id);
    assert.equal(new Set(endings).size, endings.length, 'An attempt ended twice');
    for (const tab of this.browser.tabs) assert.deepEqual(tab.reports.filter((error) => !/nothing to/.test(String(error))), []);
    await this.seller.audit();
  }

  /** Everything works again, somebody looks at every tab, and the wallet decides what is still open. */
  async #rest(): Promise<void> {
    this.seller.network.clear();
    this.seller.endTrouble?.();
    for (const tab of this.browser.tabs) tab.thaw();
    await this.clock.pass(90_000);
    await this.seller.decideAll('paid');
    this.#open(true);
    for (let minute = 0; minute < 40 && (minute === 0 || this.#restless.length); minute++) {
      for (const tab of this.browser.tabs) tab.thaw();
      await this.clock.pass(60_000);
      await this.#check();
    }
    const shown = new Set(this.browser.told.filter(({attempt}) => attempt.state === 'paid').map(({attempt}) => attempt.order?.id));
    for (const {order} of await this.seller.charges()) assert.ok(shown.has(order), 'A paid order was never shown');
    assert.deepEqual(this.#restless.map(({state}) => state), [], 'A tab is left without an ending');
  }

  get #restless(): readonly Attempt[] {
    const attempts = this.browser.tabs.map((tab) => (this.#stories.has(tab) ? tab.attempts[this.purchase] : undefined));
    return attempts.filter((attempt) => attempt !== undefined && !isSettled(attempt)) as Attempt[];
  }
}

/** At rest: ended, or waiting for the buyer. */
const isSettled = ({state}: Attempt): boolean => isEnding(state) || /^(ready|review|needs-buyer)$/.test(state);
