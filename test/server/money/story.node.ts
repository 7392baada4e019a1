import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import type {Database} from '../../../src/server/database/database.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {Choice, Telling} from '../../../src/server/sandbox-wallet/wallet.ts';
import {refundedOf} from '../../../src/server/sandbox-wallet/books.ts';
import type {CrashingDatabase} from './crashing-database.ts';
import {crashing} from './crashing-database.ts';
import type {Shop} from './shop.ts';
import {emptied, openShop, ORIGIN, ownDatabase} from './shop.ts';

const CHECKOUTS = 3;
const STOCK = 2;

type Step =
  | {do: 'pay'; at: number; token: string; times: number}
  | {do: 'decide'; at: number; choice: Choice; telling: Telling}
  | {do: 'break'; at: number; telling: 'once' | 'twice' | 'late'}
  | {do: 'close'; at: number; why: 'cancelled' | 'changed'}
  | {do: 'refund'; at: number; amount: number}
  | {do: 'notify'}
  | {do: 'forge'; at: number}
  | {do: 'work'}
  | {do: 'look'; at: number}
  | {do: 'wait'; ms: number}
  | {do: 'trouble'; operation: 'create' | 'query' | 'close' | 'refund' | 'queryRefund'; effect: 'lose-before' | 'lose-after'; times: number}
  | {do: 'die'; steps: number}
  | {do: 'together'; steps: Step[]};

const at = fc.nat(CHECKOUTS - 1);
const one: fc.Arbitrary<Step> = fc.oneof(
  {weight: 6, arbitrary: fc.record({do: fc.constant('pay' as const), at, token: fc.constantFrom('approve', 'decline', 'pending', 'redirect', 'redirect'), times: fc.integer({min: 1, max: 3})})},
  {weight: 5, arbitrary: fc.record({
    do: fc.constant('decide' as const), at, choice: fc.constantFrom<Choice[]>('approve', 'approve', 'decline', 'cancel'),
    telling: fc.constantFrom<Telling[]>('once', 'twice', 'late', 'never')})},
  {weight: 2, arbitrary: fc.record({do: fc.constant('break' as const), at, telling: fc.constantFrom('once' as const, 'twice' as const, 'late' as const)})},
  {weight: 2, arbitrary: fc.record({do: fc.constant('close' as const), at, why: fc.constantFrom('cancelled' as const, 'changed' as const)})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('refund' as const), at, amount: fc.integer({min: 1, max: 300})})},
  {weight: 3, arbitrary: fc.record({do: fc.constant('notify' as const)})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('forge' as const), at})},
  {weight: 3, arbitrary: fc.record({do: fc.constant('work' as const)})},
  {weight: 2, arbitrary: fc.record({do: fc.constant('look' as const), at})},
  {weight: 3, arbitrary: fc.record({do: fc.constant('wait' as const), ms: fc.constantFrom(1000, 20_000, 120_000, 17 * 60_000, 45 * 60_000, 3 * 3_600_000)})},
  {weight: 2, arbitrary: fc.record({
    do: fc.constant('trouble' as const), operation: fc.constantFrom('create' as const, 'query' as const, 'close' as const, 'refund' as const, 'queryRefund' as const),
    effect: fc.constantFrom('lose-before' as const, 'lose-after' as const), times: fc.integer({min: 1, max: 3})})},
  {weight: 2, arbitrary: fc.record({do: fc.constant('die' as const), steps: fc.nat(18)})},
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  {weight: 5, arbitrary: one},
  {weight: 1, arbitrary: fc.record({do: fc.constant('together' as const), steps: fc.array(one, {minLength: 2, maxLength: 5})})},
);

describe('Whatever happens to a payment', () => {
  let real: Database;
  let database: CrashingDatabase;
  before(async () => {
    real = await ownDatabase();
    database = crashing(real);
  });
  after(() => real.close());

  for (const latePayment of ['honour-if-stock', 'refund'] as const) {
    it(`both sides' books agree, nobody is charged twice and nothing paid is lost (late money: ${latePayment})`, async () => {
      await fc.assert(fc.asyncProperty(fc.array(steps, {minLength: 8, maxLength: 40, size: 'max'}), async story => {
        await emptied(real);
        const shop = await openShop({database, config: {latePayment}});
        const mug = await shop.article(STOCK);
        const checkouts: string[] = [];
        for (let n = 0; n < CHECKOUTS; n++) checkouts.push(await shop.checkout(mug, {minutes: n === 0 ? 5 : 60}));
        await discounted(real, checkouts.slice(0, 2));
        for (const step of story) await take(step, shop, checkouts, database);
        database.revive();
        await shop.settle(11 * 60);
        await agrees(shop, mug);
        await shop.close();
      }), {numRuns: Number(process.env['STORIES'] ?? 40)});
    });
  }
});

async function take(step: Step, shop: Shop, checkouts: readonly string[], database: CrashingDatabase): Promise<void> {
  try {
    await perform(step, shop, checkouts, database);
  } catch (error) {
    if ((error as Error).name !== 'Killed') throw error;
    // The process is gone; the next one starts on what it left.
    await shop.money.settled();
    database.revive();
  }
}

async function perform(step: Step, whole: Shop, checkouts: readonly string[], database: CrashingDatabase): Promise<void> {
  const {money, sandbox, ...shop} = whole;
  const id = 'at' in step ? checkouts[step.at]! : '';
  switch (step.do) {
    case 'pay':
      return allOf(Array.from({length: step.times}, () => shop.pay(id, step.token)));
    case 'together':
      return allOf(step.steps.map(other => perform(other, whole, checkouts, database)));
    case 'refund':
      return refundSome(whole, id, step.amount);
    case 'decide':
      for (const trade of await tradesOf(database, id)) if (sandbox.wallet.find(trade)) sandbox.wallet.decide(trade, step.choice, step.telling);
      return;
    case 'break': {
      const trade = (await tradesOf(database, id)).map(no => sandbox.wallet.find(no)).find(one => one?.opening && one.status !== 'paid');
      if (trade) sandbox.wallet.payAgainstTheRules(trade.tradeNo, step.telling);
      return;
    }
    case 'close':
      await money.closeLivePayment(id, step.why);
      return;
    case 'notify':
      await sandbox.notifier.deliverDue();
      return;
    case 'forge': {
      const body = JSON.stringify({event_id: 'evt_forged', type: 'trade.paid', trade_no: (await tradesOf(database, id))[0] ?? 'none', wallet_no: 'W'});
      const request = new Request(`${ORIGIN}/notify/sandbox`, {method: 'POST', body, headers: {'sandbox-timestamp': '1', 'sandbox-signature': 'v1=00'}});
      assert.equal((await money.receiveNotification('sandbox', request)).status, 400);
      return;
    }
    case 'work':
      await money.runDueWork();
      return;
    case 'look':
      await money.refresh(id);
      return;
    case 'wait':
      return shop.wait(step.ms);
    case 'trouble':
      return sandbox.faults.order(step);
    case 'die':
      return database.killAfter(step.steps);
  }
}

/** Waits for all of them, then fails as the first that failed. */
async function allOf(work: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function refundSome({money, database}: Shop, checkoutId: string, amount: number): Promise<void> {
  const [order] = await database.query<{payment_id: string}>('select payment_id from orders where checkout_id = $1', [checkoutId]);
  if (order) await money.refundPayment(order.payment_id, amount, 'scratched', 'staff:mei');
}

async function tradesOf(database: Database, checkoutId: string): Promise<string[]> {
  return (await database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by created_at desc', [checkoutId])).map(row => row.trade_no);
}

/** A discount that can be used once takes part in these checkouts: the audit counts its uses at the end. */
async function discounted(database: Database, checkouts: readonly string[]): Promise<void> {
  await database.query(`insert into discounts (id, code, code_key, title, percent, most_uses) values ('disc_1', 'ONCE', 'ONCE', '{"en": "Once"}', 1000, 1)`, []);
  await database.query(`update checkouts set priced = priced || '{"discounts": [{"id": "disc_1", "code": "ONCE", "title": "Once", "amount": 5}]}' where id = any($1::text[])`, [checkouts]);
}

async function agrees(shop: Shop, mug: string): Promise<void> {
  const {books} = shop.sandbox.wallet.journal;
  const report = await audit(shop.database, {sandboxBooks: () => books, now: shop.services.clock()});
  assert.deepEqual(report.violations, []);
  assert.deepEqual(report.warnings.filter(one => one.code !== 'inbox_held'), []);
  const [open] = await shop.database.query<{n: number}>(`select count(*) as n from payments where status in ('intent', 'acting', 'confirming')`, []);
  assert.equal(open!.n, 0);
  const kept = [...books.trades.values()].filter(trade => (trade.paid?.amount ?? 0) > refundedOf(trade)).length;
  const orders = await shop.count('orders');
  assert.equal(kept, orders);
  assert.equal(await shop.stock(mug), STOCK - orders);
}
