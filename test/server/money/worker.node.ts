import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {BATCH, claimDue} from '../../../src/server/money/claim-due.ts';
import type {Money} from '../../../src/server/money/money.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import {LEASE} from '../../../src/server/money/schedule.ts';
import type {Services} from '../../../src/server/services.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Another server on the same books, whose service behaves otherwise. */
function serving(shop: ScriptedShop, change: Partial<PaymentHandler>, more: Partial<Services> = {}): Money {
  return createMoney({...shop.services, handlers: [{...shop.service.handler, ...change}], ...more});
}

async function nextCheck(shop: ScriptedShop, trade: string): Promise<number> {
  const [row] = await shop.database.query<{next_check_at: Date}>('select next_check_at from payments where trade_no = $1', [trade]);
  return Number(row?.next_check_at) - shop.services.clock().getTime();
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await pause(10);
  }
  throw new Error('It did not come true');
}

describe('The worker', () => {
  it('tries again as soon as the lease is over when the database was away, however often it had asked before', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {trade} = await shop.paid('redirect');
    const failing = async (code?: string): Promise<number> => {
      await shop.database.query('update payments set checks = 9, next_check_at = $1', [shop.services.clock()]);
      await claimDue(shop.services, 'payments to ask after', shop.service.handler.id, () => Promise.reject(Object.assign(new Error('gone'), {code})));
      return nextCheck(shop, trade);
    };
    for (const code of ['57P01', '53300', 'ECONNREFUSED', 'connection_lost']) assert.equal(await failing(code), LEASE, code);
    assert.ok(await failing() > 5 * MINUTE);
  });

  it('leases what it begins late in a long run from that instant on', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    for (let n = 0; n <= BATCH; n++) await shop.paid('redirect');
    let asked = 0;
    const leases: number[] = [];
    const slow = serving(shop, {async query(intent, signal) {
      if (++asked <= BATCH) shop.wait(2 * LEASE / BATCH);
      else leases.push(await nextCheck(shop, intent.tradeNo));
      return shop.service.handler.query(intent, signal);
    }});
    shop.wait(MINUTE);
    await slow.runDueWork();
    assert.equal(leases[0], LEASE);
    await shop.clean();
  });

  it('does not let a service that is silent hold up another', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    await shop.paid('redirect');
    const {trade, checkout} = await shop.paid('redirect');
    await shop.database.query(`update payments set handler_id = 'silent' where trade_no <> $1`, [trade]);
    shop.service.buyer(trade, 'approve');
    let answer = (): void => {};
    const silence = new Promise<void>(resolve => { answer = resolve; });
    const silent: PaymentHandler = {...shop.service.handler, id: 'silent', query: async () => {
      await silence;
      return {status: 'unknown'};
    }};
    const both = createMoney({...shop.services, handlers: [silent, shop.service.handler]});
    shop.wait(MINUTE);
    await both.beginDueWork();
    await until(async () => await shop.state(checkout) === 'paid');
    shop.wait(MINUTE);
    await both.beginDueWork();
    answer();
    await both.close();
  });

  it('does not wait for a long list of disputes, which is read to its end all the same', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid();
    const other = await shop.paid('redirect');
    shop.service.disputed(trade);
    shop.service.buyer(other.trade, 'approve');
    shop.wait(MINUTE);
    let lastPage = (): void => {};
    const pages = new Promise<void>(resolve => { lastPage = resolve; });
    const slow = serving(shop, {async listDisputes() {
      await pages;
      return shop.service.disputes;
    }});
    await slow.beginDueWork();
    await until(async () => await shop.state(other.checkout) === 'paid');
    assert.equal((await shop.payment(checkout))['disputed'], 0);
    lastPage();
    await slow.settled();
    assert.equal((await shop.payment(checkout))['disputed'], 12800);
    await shop.clean();
  });

  it('gives a list that took too long more time at the next reading', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid();
    shop.service.disputed(trade);
    shop.wait(2 * HOUR);
    // Only a wait of a minute is over at once: the database's connections have waits of their own.
    const {setTimeout: real} = globalThis;
    let over = (): void => {};
    t.mock.method(globalThis, 'setTimeout', (run: () => void, ms?: number) => {
      if (ms === MINUTE) over = run;
      return real(run, ms);
    });
    const slow = serving(shop, {async listDisputes(_since, signal) {
      over();
      over = () => {};
      signal.throwIfAborted();
      return shop.service.disputes;
    }});
    await slow.runDueWork();
    assert.equal((await shop.payment(checkout))['disputed'], 0);
    shop.wait(HOUR);
    await slow.runDueWork();
    assert.equal((await shop.payment(checkout))['disputed'], 12800);
  });

  it('asks less and less often what fails by a fault of ours, and goes on with the rest', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const [broken, sound] = [await shop.paid('redirect'), await shop.paid('redirect')];
    shop.service.buyer(sound.trade, 'approve');
    const errors: string[] = [];
    const nonsense = serving(shop, {query: (intent, signal) => intent.tradeNo === broken.trade
      ? Promise.resolve({status: 'paid', providerTradeNo: 'SV', amount: intent.amount, paidAt: new Date(NaN)}) : shop.service.handler.query(intent, signal),
    }, {log: {...shop.services.log, error: event => void errors.push(event)}});
    const waits: number[] = [];
    for (let n = 0; n < 6; n++) {
      shop.wait(waits.at(-1) ?? 2000);
      await nonsense.runDueWork();
      waits.push(await nextCheck(shop, broken.trade));
    }
    assert.deepEqual(waits, [10, 20, 40, 80, 160, 320].map(seconds => seconds * 1000));
    assert.deepEqual(new Set(errors), new Set(['worker.failed']));
    assert.equal(await shop.state(sound.checkout), 'paid');
  });

  it('leaves a live payment alone in a shop for trying, on one database and with the same service', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const open = await shop.paid('redirect');
    const paid = await shop.paid();
    await shop.database.query(`update payments set mode = 'live'; update checkouts set mode = 'live'; update orders set mode = 'live'`);
    const before = shop.service.calls.length;
    shop.service.disputed(paid.trade);
    await shop.hear({tradeNo: open.trade});
    for (const wait of [MINUTE, 30 * MINUTE, 3 * HOUR]) await shop.later(wait);
    await shop.money.refresh(open.checkout);
    assert.equal(await shop.money.closeLivePayment(open.checkout, 'cancelled'), 'open');
    await assert.rejects(shop.money.refundPayment(String((await shop.payment(paid.checkout))['id']), 100, 'x', 'staff:mei'), {name: 'RefundRefused', message: /^This payment is live/});
    assert.deepEqual(shop.service.calls.slice(before), []);
    assert.equal(await shop.state(open.checkout), 'acting');
    const live = createMoney({...shop.services, mode: 'live', handlers: [{...shop.handler, mode: 'live'}]});
    shop.service.buyer(open.trade, 'approve');
    await live.runDueWork();
    assert.equal(await shop.state(open.checkout), 'paid');
  });

  it('does not ask after the payments of a service that is not configured, until it is back', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid('redirect');
    const errors: string[] = [];
    const without = createMoney({...shop.services, handlers: [], log: {...shop.services.log, error: event => void errors.push(event)}});
    shop.service.buyer(trade, 'approve');
    shop.wait(MINUTE);
    assert.equal(await without.runDueWork(), 0);
    assert.deepEqual(errors, []);
    await shop.later(1);
    assert.equal(await shop.state(checkout), 'paid');
  });

  it('looks for late money again after the service was away', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid('decline');
    shop.service.loses('query', 'before', 6);
    for (let n = 0; n < 8; n++) await shop.later(2 * MINUTE);
    await shop.later(30 * MINUTE);
    shop.service.takesAgainstTheRules(trade);
    await shop.later(6 * HOUR);
    assert.equal(await shop.state(checkout), 'honoured');
  });

  it('reads a list of refunds again soon when it could not be read', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid();
    for (const hours of [1, 6, 6, 24, 48, 96]) await shop.later(hours * HOUR + MINUTE);
    shop.service.refundsInDashboard(trade, 500);
    shop.service.loses('listRefunds', 'before');
    await shop.later(8 * 24 * HOUR + MINUTE);
    assert.equal((await shop.payment(checkout))['refunded'], 0);
    await shop.later(HOUR + MINUTE);
    assert.equal((await shop.payment(checkout))['refunded'], 500);
  });
});

it('A payment that has been paid meanwhile is not closed any more', async t => {
  const shop = await scriptedShop();
  t.after(() => shop.close());
  const {checkout, trade} = await shop.paid('redirect');
  const hasty = serving(shop, {}, {database: {...shop.database, async query<Row>(text: string, values?: readonly unknown[]) {
    const rows = await shop.database.query<Row>(text, values);
    if (text.includes('and live') && text.includes('select *')) {
      shop.service.buyer(trade, 'approve');
      await shop.hear({tradeNo: trade});
    }
    return rows;
  }}});
  assert.equal(await hasty.closeLivePayment(checkout, 'cancelled'), 'paid');
  assert.equal(shop.service.calls.some(call => call.startsWith('close')), false);
  assert.equal((await shop.payment(checkout))['closing'], null);
});
