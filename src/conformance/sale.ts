import type {Money} from '../commerce/money.ts';
import type {Attempt, PayRequest, PaymentStory} from '../payment/attempt.ts';
import type {PaymentProvider, Place} from '../payment/provider.ts';
import {takeUp} from '../payment/take-up.ts';
import {MerchantSite} from './merchant-site.ts';
import {pageIsFree, takePage} from './one-case.ts';
import type {Overheard} from './overheard.ts';
import {nothingYet, overhear} from './overheard.ts';
import type {PageWatch} from './page-watch.ts';
import {watchPage} from './page-watch.ts';
import type {OwnSurface, ProviderWorld} from './provider-world.ts';
import {breathe, ScriptedClock} from './scripted-clock.ts';
import {ScriptedMerchant} from './scripted-merchant.ts';
import {ScriptedPage} from './scripted-page.ts';

/** What a case changes before anything happens. */
export interface SaleSetting {
  readonly total?: Money;
  /** Set before the tag asks for anything. */
  before?(sale: Sale): void;
}

/** One provider on one page with one merchant, driven through the real story of a payment. */
export interface Sale {
  readonly world: ProviderWorld;
  readonly clock: ScriptedClock;
  readonly merchant: ScriptedMerchant;
  readonly page: ScriptedPage;
  /** Where the buyer pays on the merchant's own page: what stands there. */
  readonly site: MerchantSite | undefined;
  readonly watch: PageWatch;
  readonly heard: Overheard;
  readonly provider: PaymentProvider;
  readonly own: OwnSurface | undefined;
  readonly place: Place;
  story: PaymentStory | undefined;
  /** What `mount` answered. */
  unmount: (() => void) | undefined;
  /** Adapts the request of the next press. */
  request: Partial<PayRequest>;
  /** Answers the press of the provider's own button; false: no payment began. */
  mayPress: boolean;
  /** The story ended, in this state. */
  readonly ended: Attempt | undefined;
  readonly state: Attempt['state'] | undefined;
  /** Loads and mounts, as the tag does near the viewport. */
  ready(): Promise<void>;
  /** The buyer presses: our button, or the provider's own. In the tick of a gesture. */
  press(): void;
  /** The second press, on a total that the buyer has looked at. */
  confirm(): Promise<void>;
  pay(page?: ScriptedPage): PaymentStory;
  takeUp(page: ScriptedPage): PaymentStory | undefined;
  /** The words that the buyer was shown, in order. */
  ends(): string;
  close(): Promise<void>;
}

const items = [{id: 'tea', quantity: 1}];
const displays = /^(popup|redirect|qr|sheet)$/;
const defaultTotal: Money = {amount: 12_800, currency: 'HKD'};
export const totalOf = (world: ProviderWorld): Money => world.total ?? defaultTotal;

/** Opens a page on which nothing has happened yet. `close` puts everything back. */
export async function openSale(source: PaymentProvider | (() => PaymentProvider), world: ProviderWorld, setting: SaleSetting = {}): Promise<Sale> {
  await pageIsFree();
  const clock = new ScriptedClock();
  const total = setting.total ?? totalOf(world);
  const merchant = new ScriptedMerchant(clock, world, total);
  const page = new ScriptedPage(clock);
  const {touches = {}, own, locale = 'en'} = world;
  const openWindow = (url: string, features: string): unknown => {
    const closedOff = /\bno(opener|referrer)\b/.test(features);
    const opened = page.openWindow(url, !closedOff);
    return closedOff ? null : opened;
  };
  const site = siteOf(world, clock, merchant, page);
  const watch = watchPage({clock, touches, openWindow, opens: (what) => void page.opens(what)});
  clock.busy = () => watch.underWay > 0 || Boolean(site?.isTalking);
  const heard = nothingYet();
  let ended: Attempt | undefined;
  let opened: Sale | undefined = undefined;
  let closing: Promise<void> | undefined;
  const leave = takePage(async () => {
    clock.end(new Error('Another rule began before this one had ended: rules run one after the other'));
    // What stands in for the vendor's script may never end.
    await Promise.race([opened?.close().catch(() => undefined), breathe(1000)]);
    watch.stop();
  });
  try {
    await world.begin?.({
      get gesture() {
        return page.gesture;
      },
      get paid() {
        return merchant.paid.length > 0;
      },
      opens: (what) => void page.opens(what),
      pays: () => merchant.decide(merchant.open, 'paid'),
    });
  } catch (error) {
    watch.stop();
    leave();
    throw error;
  }
  const bare = typeof source === 'function' ? source() : source;
  const mode = world.merchant?.mode ?? 'test';
  const sale: Sale = {
    world, clock, merchant, page, site, watch, heard, own,
    provider: overhear(bare, heard, () => ({handlers: spokenFor(bare, merchant), ...(watch.frame && {frame: watch.frame})})),
    get place() {
      return {merchant: {id: world.merchant?.id ?? 'https://shop.example', mode}, handlers: merchant.handlers, total, locale};
    },
    story: undefined,
    unmount: undefined,
    request: {},
    mayPress: true,
    get ended() {
      return ended;
    },
    get state() {
      return sale.story?.attempt.state;
    },
    ready: () => makeReady(sale, bare),
    press: () => press(sale, bare),
    confirm: () => confirm(sale, bare),
    pay: (from = page) => from.till.pay({...requestOf(sale, from), total, ...sale.request}),
    takeUp: (from) => takeUp(requestOf(sale, from), from.till)?.story,
    ends: () => endsOf(sale),
    close: () => (closing ??= close()),
  };
  const close = async (): Promise<void> => {
    try {
      sale.story?.stop();
      sale.unmount?.();
      page.die();
      await clock.settle();
      site?.close();
      await world.end?.();
    } finally {
      watch.stop();
      leave();
    }
  };
  opened = sale;
  const {pay} = sale;
  sale.pay = (from) => {
    const story = pay(from);
    sale.story = story;
    ended = undefined;
    void story.ended.then((attempt) => story === sale.story && (ended = attempt));
    return story;
  };
  setting.before?.(sale);
  return sale;
}

function siteOf({way}: ProviderWorld, clock: ScriptedClock, merchant: ScriptedMerchant, page: ScriptedPage): MerchantSite | undefined {
  if (way !== 'merchant-page') return undefined;
  if (typeof window !== 'object') throw new Error('There is no window here. A provider that leads to the merchant\'s own page is judged in a browser, or under a test runner that gives a page (jsdom, happy-dom)');
  return new MerchantSite(clock, merchant, page);
}

const spokenFor = ({handlers}: PaymentProvider, merchant: ScriptedMerchant): ScriptedMerchant['handlers'] => merchant.handlers.filter(({name}) => handlers.includes(name));

function requestOf(sale: Sale, page: ScriptedPage): Omit<PayRequest, 'total'> {
  const {world, merchant, provider, watch} = sale;
  const display = world.display ?? (displays.test(world.way) ? (world.way as 'popup') : undefined);
  const given = {handlers: spokenFor(provider, merchant), ...(watch.frame && {frame: watch.frame})};
  return {merchant: merchant.seenFrom(page), provider, items, locale: world.locale ?? 'en', ...(display && {display}), ...given};
}

async function makeReady(sale: Sale, provider: PaymentProvider): Promise<void> {
  const {clock, place, watch, own} = sale;
  const loading = provider.prepare?.(place, new AbortController().signal);
  if (loading) await finished(clock, loading, 'prepare');
  if (!provider.mount) return;
  if (!watch.frame) throw new Error('A provider with a surface of its own is judged in a browser');
  const mounting = provider.mount(watch.frame, place, () => begins(sale));
  await finished(clock, mounting, 'mount');
  sale.unmount = await mounting;
  await own?.fill?.(watch.frame);
  await clock.settle();
}

async function finished(clock: ScriptedClock, work: Promise<unknown>, what: string): Promise<void> {
  work.catch(() => undefined);
  if (!(await clock.until(work, 10_000))) throw new Error(`${what} did not finish within 10 s`);
  await work;
}

/** What our button does; the provider's own button calls it too. */
function begins(sale: Sale): boolean {
  if (!sale.mayPress) return false;
  if (sale.state === 'review' && !sale.ended) {
    sale.story?.confirm();
    return true;
  }
  if (sale.story && !sale.ended) return false;
  sale.pay();
  return true;
}

function press(sale: Sale, {surface}: PaymentProvider): void {
  const {page, watch, own} = sale;
  page.inGesture(() => {
    if (surface === 'own-button' && own?.press && watch.frame) own.press(watch.frame);
    else begins(sale);
  });
}

/** The tag tells what is mounted of the new total, or mounts it anew; then the buyer presses. */
async function confirm(sale: Sale, provider: PaymentProvider): Promise<void> {
  const {watch: {frame}, place, merchant, clock} = sale;
  if (provider.update && frame && sale.unmount) provider.update(frame, {...place, total: merchant.price});
  else if (provider.mount) {
    sale.unmount?.();
    await makeReady(sale, provider);
  }
  await clock.pass(500);
  press(sale, provider);
}

const telling = /^(needs-buyer|review|pending|paid|cancelled|failed|expired|handed-off)$/;

function endsOf({page, story, merchant}: Sale): string {
  const words: string[] = [];
  for (const {state, problem} of page.shown) {
    const word = state === 'acting' && problem?.code === 'popup_blocked' ? 'a link instead of the window' : state === 'failed' && problem ? `failed (${problem.code})` : state;
    if ((telling.test(state) || word !== state) && words.at(-1) !== word) words.push(word);
  }
  const now = story?.attempt.state;
  if (now && !telling.test(now)) words.push(merchant.open ? `${now}, the trade is open` : now);
  return words.join(' → ') || 'nothing began';
}
