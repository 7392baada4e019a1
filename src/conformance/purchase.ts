import type {Checkout} from '../commerce/checkout.ts';
import {checkoutTotal} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {HandlerWorld} from './handler-world.ts';
import type {ServiceTrade} from './service.ts';
import type {Answer, UcpClient} from './ucp-client.ts';

/** One checkout at the server, and what the service's books say of it. */
export interface Purchase {
  readonly id: string;
  readonly total: Money;
  /** The statuses that the server told, in order. */
  readonly told: string[];
  look(): Promise<Checkout>;
  /** Completes with a new instrument. */
  complete(options?: {readonly instrument?: Instrument; readonly key?: string; readonly expected?: Money}): Promise<Answer>;
  cancel(): Promise<Answer>;
  /** The trade that the buyer has before them; throws when there is none. */
  trade(): Promise<string>;
  /** The buyer decides at the service. */
  buyer(act: 'approve' | 'decline' | 'cancel'): Promise<void>;
  /** The service's books on this purchase. */
  books(): Promise<readonly ServiceTrade[]>;
  /** Lets time pass until the server says so, or for a few minutes; true when it does. */
  becomes(...statuses: readonly Checkout['status'][]): Promise<boolean>;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, Math.min(ms, 3000)));
export const later = ({later: skip = pause}: HandlerWorld, ms: number): Promise<void> => skip(ms);

export async function instrumentFor(world: HandlerWorld, bare: ReturnType<HandlerWorld['instrument']> = world.instrument()): Promise<Instrument> {
  return {...(await bare), id: crypto.randomUUID(), handler_id: world.handler};
}

/** Opens a checkout. Trades that the service knew before are not its own. */
export async function openPurchase(world: HandlerWorld, client: UcpClient): Promise<Purchase> {
  const {service, control, goods} = world;
  const before = new Set((await service.books()).map(({tradeNo}) => tradeNo));
  const first = await client.create(goods);
  const {id} = first;
  const told: string[] = [];
  let action: PaymentAction | undefined;
  const note = (checkout: Checkout | undefined): void => {
    if (checkout && told.at(-1) !== checkout.status) told.push(checkout.status);
    action = checkout?.extension?.payment.action ?? action;
  };
  const purchase: Purchase = {
    id,
    total: checkoutTotal(first),
    told,
    async look() {
      const checkout = await client.get(id);
      note(checkout);
      return checkout;
    },
    async complete({instrument, ...options} = {}) {
      const answer = await client.complete(id, instrument ?? (await instrumentFor(world)), {expected: purchase.total, ...options});
      note(answer.checkout);
      return answer;
    },
    async cancel() {
      const answer = await client.cancel(id);
      note(answer.checkout);
      return answer;
    },
    async trade() {
      const own = await purchase.books();
      const known = (await control?.tradeOf?.(id)) ?? (own.find(({status}) => status === 'open') ?? own.at(-1))?.tradeNo;
      if (!known) throw new Error('The service knows no trade of this checkout');
      return known;
    },
    buyer: async (act) => service.buyer(await purchase.trade(), act, action),
    books: async () => (await service.books()).filter(({tradeNo}) => !before.has(tradeNo)),
    async becomes(...statuses) {
      for (const wait of [0, 500, 3000, 20_000, 40_000, 70_000, 70_000, 130_000]) {
        if (wait) await later(world, wait);
        if (statuses.includes((await purchase.look()).status)) return true;
      }
      return false;
    },
  };
  return purchase;
}

/** What differs between what the server says of a checkout and what the service's books say. `givenBack`: what staff or a bank gave back on purpose. */
export async function differences(purchase: Purchase, givenBack = 0): Promise<readonly string[]> {
  const {status} = await purchase.look();
  const books = await purchase.books();
  const {amount, currency} = purchase.total;
  const kept = books.reduce((sum, {paid, refunded}) => sum + paid - refunded, 0);
  const wanted = status === 'completed' ? amount - givenBack : 0;
  return [
    ...(kept === wanted ? [] : [`the checkout is ${status}, and the service keeps ${kept} where ${wanted} is right (minor units)`]),
    ...(books.filter(({paid, refunded}) => paid > refunded).length > 1 ? ['the buyer was charged more than once'] : []),
    ...books.filter((one) => one.paid && one.currency !== currency).map((one) => `paid in ${one.currency} instead of ${currency}`),
    ...(books.some((one) => one.refunded > one.paid) ? ['more was given back than was paid'] : []),
  ];
}

/** Whether money would still move: the buyer tries. A service that moves money only when the shop captures keeps trades open that nobody can pay. */
export async function canStillPay({service}: Pick<HandlerWorld, 'service'>, purchase: Purchase): Promise<boolean> {
  const moved = async (): Promise<number> => (await purchase.books()).reduce((sum, {paid}) => sum + paid, 0);
  const before = await moved();
  for (const {tradeNo, status} of await purchase.books()) if (status === 'open') await service.buyer(tradeNo, 'approve').catch(() => undefined);
  return (await moved()) > before;
}
