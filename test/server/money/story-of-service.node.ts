import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import type {Database} from '../../../src/server/database/database.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {Money} from '../../../src/server/money/money.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import {RefundRefused} from '../../../src/server/money/refund-rows.ts';
import type {CrashingDatabase} from './crashing-database.ts';
import {calledBy, crashing} from './crashing-database.ts';
import type {Operation} from './scripted-service.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';
import {emptied, instrument, ownDatabase} from './shop.ts';

const CHECKOUTS = 3;
const STOCK = 2;
const DAY = 24 * 3600_000;

type Step =
  | {do: 'pay'; at: number; token: string; server: number}
  | {do: 'buyer'; at: number; act: 'approve' | 'decline' | 'cancel'}
  | {do: 'against the rules'; at: number; how: 'takes' | 'reserves'}
  | {do: 'close'; at: number; why: 'cancelled' | 'changed'; server: number}
  | {do: 'refund'; at: number; amount: number; server: number}
  | {do: 'dashboard'; at: number; amount: number}
  | {do: 'finish'; status: 'done' | 'failed'}
  | {do: 'bounce'; at: number}
  | {do: 'dispute'; at: number; status: 'open' | 'won' | 'lost'; withdrawn: boolean}
  | {do: 'tell'; at: number; about: 'trade' | 'refund' | 'dispute'; server: number}
  | {do: 'storm'; at: number; act: 'approve' | 'decline' | 'cancel'}
  | {do: 'work'; server: number}
  | {do: 'look'; at: number}
  | {do: 'wait'; ms: number}
  | {do: 'lose'; operation: Operation; loss: 'before' | 'after'}
  | {do: 'die'; steps: number}
  | {do: 'together'; steps: Step[]};

const at = fc.nat(CHECKOUTS - 1);
const server = fc.nat(1);
const amount = fc.integer({min: 1, max: 13_000});
const rec = <Do extends Step['do'], Fields>(name: Do, fields: {[Field in keyof Fields]: fc.Arbitrary<Fields[Field]>}): fc.Arbitrary<Step> =>
  fc.record({do: fc.constant(name), ...fields}) as unknown as fc.Arbitrary<Step>;

const one: fc.Arbitrary<Step> = fc.oneof(
  {weight: 6, arbitrary: rec('pay', {at, server, token: fc.constantFrom('approve', 'approve', 'decline', 'redirect', 'redirect')})},
  {weight: 4, arbitrary: rec('buyer', {at, act: fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const, 'cancel' as const)})},
  {weight: 2, arbitrary: rec('against the rules', {at, how: fc.constantFrom('takes' as const, 'reserves' as const)})},
  {weight: 2, arbitrary: rec('close', {at, server, why: fc.constantFrom('cancelled' as const, 'changed' as const)})},
  {weight: 3, arbitrary: rec('refund', {at, server, amount})},
  {weight: 2, arbitrary: rec('dashboard', {at, amount})},
  {weight: 2, arbitrary: rec('finish', {status: fc.constantFrom('done' as const, 'done' as const, 'failed' as const)})},
  {weight: 1, arbitrary: rec('bounce', {at})},
  {weight: 2, arbitrary: rec('dispute', {at, status: fc.constantFrom('open' as const, 'open' as const, 'won' as const, 'lost' as const), withdrawn: fc.boolean()})},
  {weight: 4, arbitrary: rec('tell', {at, server, about: fc.constantFrom('trade' as const, 'trade' as const, 'refund' as const, 'dispute' as const)})},
  {weight: 2, arbitrary: rec('storm', {at, act: fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const, 'cancel' as const)})},
  {weight: 3, arbitrary: rec('work', {server})},
  {weight: 2, arbitrary: rec('look', {at})},
  {weight: 3, arbitrary: rec('wait', {ms: fc.constantFrom(1000, 20_000, 120_000, 17 * 60_000, 3 * 3_600_000, 5 * DAY)})},
  {weight: 3, arbitrary: rec('lose', {
    operation: fc.constantFrom<Operation[]>('create', 'query', 'capture', 'capture', 'close', 'refund', 'queryRefund', 'listRefunds', 'listDisputes'),
    loss: fc.constantFrom('before' as const, 'after' as const)})},
  {weight: 3, arbitrary: rec('die', {steps: fc.nat(24)})},
);
/** ms that the clock of the second server is ahead of the first's. */
const skew = fc.constantFrom(0, 0, 3 * 60_000, -3 * 60_000);
const step: fc.Arbitrary<Step> = fc.oneof({weight: 5, arbitrary: one}, {weight: 1, arbitrary: rec('together', {steps: fc.array(one, {minLength: 2, maxLength: 4})})});

interface Scene {
  readonly shop: ScriptedShop;
  readonly servers: readonly Money[];
  readonly checkouts: readonly string[];
  readonly database: CrashingDatabase;
}

describe('Whatever happens at a service and on two servers', () => {
  let real: Database;
  before(async () => { real = await ownDatabase(); });
  after(() => real.close());

  for (const steps of ['one', 'two'] as const) {
    for (const latePayment of ['honour-if-stock', 'refund'] as const) {
      it(`both sides' books agree in the end (${steps} ${steps === 'one' ? 'step' : 'steps'}, late money: ${latePayment})`, async () => {
        await fc.assert(fc.asyncProperty(fc.array(step, {minLength: 8, maxLength: 40, size: 'max'}), fc.constantFrom('at once' as const, 'later' as const), skew, async (story, refunds, apart) => {
          await emptied(real);
          const database = crashing(real);
          const shop = await scriptedShop({steps, refunds, refundDays: 60}, {database, config: {latePayment}});
          const mug = await shop.article(STOCK);
          const checkouts: string[] = [];
          for (let n = 0; n < CHECKOUTS; n++) checkouts.push(await shop.checkout(mug, {minutes: n === 0 ? 5 : 60}));
          const {clock} = shop.services;
          const services = {...shop.services, handlers: [calledBy(database, shop.handler)]};
          const servers = [createMoney(services), createMoney({...services, clock: () => new Date(clock().getTime() + apart)})];
          const scene = {shop, checkouts, database, servers};
          for (const next of story) await take(next, scene);
          database.revive();
          await settle(shop);
          await agrees(shop, mug);
          await shop.close();
        }), {numRuns: Number(process.env['STORIES'] ?? 12)});
      });
    }
  }
});

async function take(next: Step, scene: Scene): Promise<void> {
  try {
    await perform(next, scene);
  } catch (error) {
    if (error instanceof RefundRefused) return;
    if ((error as Error).name !== 'Killed') throw error;
    // The process is gone; the next one starts on what it left.
    for (const money of scene.servers) await money.settled();
    scene.database.revive();
  }
}

async function perform(next: Step, scene: Scene): Promise<unknown> {
  const {shop, servers, checkouts, database} = scene;
  const {service} = shop;
  const checkout = 'at' in next ? checkouts[next.at]! : '';
  const money = 'server' in next ? servers[next.server]! : shop.money;
  const trades = 'at' in next ? await tradesOf(database, checkout) : [];
  const [trade = ''] = trades;
  switch (next.do) {
    case 'pay': return money.complete({checkoutId: checkout, instrument: instrument(next.token, 'redirect', 'scripted')});
    case 'buyer': return service.buyer(trade, next.act);
    case 'against the rules': return next.how === 'reserves' && shop.handler.capture ? service.reservesAgainstTheRules(trade) : service.takesAgainstTheRules(trade);
    case 'close': return money.closeLivePayment(checkout, next.why);
    case 'refund': return refundOf(money, database, checkout, next.amount);
    case 'dashboard': return service.left(trade) >= next.amount ? service.refundsInDashboard(trade, next.amount) : undefined;
    case 'finish': return service.finishesRefunds(next.status);
    case 'bounce': return service.bouncesRefunds(trade);
    case 'dispute': return disputed(scene, trade, next);
    case 'tell': {
      await money.receiveNotification('scripted', service.notification({about: next.about, ...(trade === '' ? {providerTradeNo: 'none'} : {tradeNo: trade})}));
      return money.settled();
    }
    case 'storm': return storm(scene, trade, checkout, next.act);
    case 'work': return money.runDueWork();
    case 'look': return servers[0]!.refresh(checkout);
    case 'wait': return shop.wait(next.ms);
    case 'lose': return service.loses(next.operation, next.loss);
    case 'die': return database.killAfter(next.steps);
    case 'together': {
      const ends = await Promise.allSettled(next.steps.map(other => perform(other, scene)));
      for (const end of ends) if (end.status === 'rejected' && !(end.reason instanceof RefundRefused)) throw end.reason;
      return;
    }
  }
}

/** The buyer acts and is back, and both servers hear of it at once, twice, while they look by themselves. */
async function storm({shop: {service}, servers}: Scene, tradeNo: string, checkout: string, act: 'approve' | 'decline' | 'cancel'): Promise<void> {
  if (tradeNo === '') return;
  service.buyer(tradeNo, act);
  const news = {tradeNo, eventId: `${act} ${tradeNo}`};
  const ends = await Promise.allSettled(servers.flatMap(money => [
    money.receiveNotification('scripted', service.notification(news)), money.refresh(checkout), money.receiveNotification('scripted', service.notification(news)), money.runDueWork()]));
  for (const money of servers) await money.settled();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** A bank disputes what was paid and not given back; a later word about it replaces the earlier. */
function disputed({shop: {service}}: Scene, trade: string, {status, withdrawn}: Extract<Step, {do: 'dispute'}>): void {
  const known = service.disputes.some(one => one.tradeNo === trade);
  const left = service.left(trade);
  if (!known && left <= 0) return;
  service.disputed(trade, {status, withdrawn: status === 'lost' || (status === 'open' && withdrawn), ...(known ? {} : {amount: {amount: left, currency: 'HKD'}})});
}

async function refundOf(money: Money, db: Database, checkout: string, wanted: number): Promise<unknown> {
  const [order] = await db.query<{payment_id: string}>('select payment_id from orders where checkout_id = $1', [checkout]);
  return order && money.refundPayment(order.payment_id, wanted, 'scratched', 'staff:mei');
}

async function tradesOf(db: Database, checkout: string): Promise<string[]> {
  return (await db.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by created_at desc, id', [checkout])).map(row => row.trade_no);
}

/**
 * Nobody tells anybody anything any more but what nobody would ask for: the worker finds the rest, in days. Disputes are decided,
 * refunds are finished.
 */
async function settle(shop: ScriptedShop): Promise<void> {
  await tellOfLateTakings(shop);
  for (const minutes of [...Array<number>(6).fill(1), ...Array<number>(6).fill(10), ...Array<number>(12).fill(60)]) await shop.later(minutes * 60_000);
  for (const dispute of [...shop.service.disputes]) if (dispute.status === 'open') shop.service.disputed(dispute.tradeNo ?? '', {status: 'lost', withdrawn: true});
  for (let day = 0; day < 76; day += 2) {
    shop.service.finishesRefunds('done');
    await shop.later(2 * DAY);
  }
}

/** After our last look at a trade that had ended only the service itself can say that it has taken its money. */
async function tellOfLateTakings({database, service, money}: ScriptedShop): Promise<void> {
  const left = await database.query<{trade_no: string}>('select trade_no from payments where next_check_at is null', []);
  for (const {trade_no: tradeNo} of left) await money.receiveNotification('scripted', service.notification({about: 'trade', tradeNo}));
  await money.settled();
}

async function agrees(shop: ScriptedShop, mug: string): Promise<void> {
  const report = await audit(shop.database, {now: shop.services.clock()});
  assert.deepEqual(report.violations, []);
  const forPeople = new Set(['inbox_held', 'payment_held', 'refund_failed', 'overdrawn']);
  assert.deepEqual(report.warnings.filter(one => !forPeople.has(one.code)), []);
  const lost = shop.service.disputes.reduce((sum, {status, amount: {amount: gone}}) => sum + (status === 'lost' ? gone : 0), 0);
  const [hkd] = report.money;
  assert.deepEqual([hkd?.kept ?? 0, hkd?.disputed ?? 0], [shop.service.kept() - lost, lost]);
  const [{open} = {open: -1}] = await shop.database.query<{open: number}>(
    `select count(*) as open from payments where status in ('intent', 'acting', 'confirming', 'authorised', 'late_paid', 'refunding')`, []);
  assert.equal(open, 0);
  assert.equal([...shop.service.trades.values()].some(({status}) => status === 'authorised' || status === 'open'), false, 'nothing is left reserved');
  assert.equal(await shop.stock(mug), STOCK - await shop.count('orders'));
}
