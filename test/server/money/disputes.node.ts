import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import type {ProviderDispute} from '../../../src/server/handlers/payment-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import {recordTold} from '../../../src/server/money/record-dispute.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';

const HOUR = 3600_000;

describe('A dispute', () => {
  let shop: ScriptedShop;
  before(async () => { shop = await scriptedShop(); });
  after(() => shop.close());
  const about = async (trade: string, change: Partial<ProviderDispute> = {}): Promise<void> => {
    shop.service.disputed(trade, change);
    await shop.hear({tradeNo: trade, about: 'dispute'});
  };
  const balance = async (account: string): Promise<number> => {
    const {balances} = await audit(shop.database, {now: shop.services.clock()});
    return balances.find(one => one.account === account)?.amount ?? 0;
  };
  const adjusted = async (checkout: string): Promise<string> => (await shop.database.query<{line: string}>(
    `select string_agg(a.type || ' ' || a.status || ' ' || a.amount, ', ' order by a.id) as line from order_adjustments a join orders o on o.id = a.order_id where o.checkout_id = $1`,
    [checkout]))[0]!.line;
  const refund = async (checkout: string, amount: number): Promise<{status: string}> =>
    shop.money.refundPayment(String((await shop.payment(checkout))['id']), amount, 'scratched', 'staff:mei');

  it('takes the money out of the books, is told, and comes back when it is won', async () => {
    const {checkout, trade} = await shop.paid();
    const kept = await balance('provider:scripted');
    await about(trade);
    assert.deepEqual([await balance('provider:scripted'), await balance('disputed')], [kept - 12800, 12800]);
    assert.equal(await adjusted(checkout), 'dispute pending -12800');
    const [event] = await shop.database.query<{payload: {data: Record<string, unknown>}}>(`select payload from outbox where kind = 'order.disputed'`, []);
    assert.equal(event?.payload.data['status'], 'open');
    await shop.clean();
    await about(trade, {status: 'won', withdrawn: false});
    assert.deepEqual([await balance('provider:scripted'), await balance('disputed')], [kept, 0]);
    assert.equal(await adjusted(checkout), 'dispute failed -12800');
    await shop.clean();
  });

  it('that is lost has taken the money for good', async () => {
    const {checkout, trade} = await shop.paid();
    await about(trade);
    await about(trade, {status: 'lost'});
    assert.deepEqual([await balance('disputed'), await balance('losses')], [0, 12800]);
    assert.equal(await adjusted(checkout), 'dispute completed -12800');
    await assert.rejects(refund(checkout, 100), {name: 'RefundRefused', message: 'Nothing of this payment is left to give back.'});
    await shop.clean();
    await about(trade, {status: 'won', withdrawn: false});
    assert.equal(await balance('losses'), 0, 'a higher court gave it back');
    await shop.clean();
  });

  it('that has not taken money yet moves none', async () => {
    const {trade} = await shop.paid();
    const kept = await balance('provider:scripted');
    await about(trade, {withdrawn: false});
    assert.equal(await balance('provider:scripted'), kept);
    await about(trade, {withdrawn: true, amount: {amount: 5000, currency: 'HKD'}});
    assert.equal(await balance('provider:scripted'), kept - 5000);
    await about(trade, {status: 'lost', amount: {amount: 5000, currency: 'HKD'}});
    await shop.clean();
  });

  it('is entered though the provider says no real date to answer by', async () => {
    const {checkout, trade} = await shop.paid();
    await about(trade, {respondBy: new Date(Number.NaN)});
    assert.equal(await adjusted(checkout), 'dispute pending -12800');
    const {id} = await shop.payment(checkout);
    const [entered] = await shop.database.query<{handler_id: string; no: string; at: Date | null}>(
      'select handler_id, provider_dispute_no as no, respond_by as at from disputes where payment_id = $1', [id]);
    assert.equal(entered?.at, null);
    for (const [respondBy, at] of [['2026-12-24T18:00:00+08:00', '2026-12-24T10:00:00.000Z'], ['soon', '2026-12-24T10:00:00.000Z']] as const) {
      await recordTold(shop.services, entered.handler_id, {providerDisputeNo: entered.no, status: 'open', withdrawn: true, reason: 'late', respondBy}, String(id));
      assert.equal((await shop.database.query<{at: Date}>('select respond_by as at from disputes where payment_id = $1', [id]))[0]?.at.toISOString(), at);
    }
    await about(trade, {status: 'won', withdrawn: false});
    await shop.clean();
  });

  it('holds refunds back, with a sentence', async () => {
    const {checkout, trade} = await shop.paid();
    await about(trade);
    await assert.rejects(refund(checkout, 100), {name: 'RefundRefused', message: /^The buyer disputes this payment \(DP.+\): giving money back now could pay it back twice\./});
    await about(trade, {status: 'won', withdrawn: false});
    assert.equal((await refund(checkout, 100)).status, 'done');
    await shop.clean();
  });

  it('stops a refund that was asked for and has not arrived, and ends it when the money is lost', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.loses('refund', 'before');
    await refund(checkout, 12800);
    await about(trade);
    for (let n = 0; n < 3; n++) await shop.later(HOUR);
    assert.equal(shop.service.trades.get(trade)!.refunds.length, 0);
    await about(trade, {status: 'lost'});
    await shop.later(7 * HOUR);
    assert.equal(await adjusted(checkout).then(line => line.split(', ').sort().join()), 'dispute completed -12800,refund failed -12800');
    assert.equal(shop.service.trades.get(trade)!.refunds.length, 0);
    await shop.clean();
  });

  it('is found when nobody tells us, and enters once on two servers', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.disputed(trade);
    const other = createMoney(shop.services);
    shop.wait(2 * HOUR);
    await Promise.all([shop.money.runDueWork(), other.runDueWork()]);
    await shop.later(2 * HOUR);
    assert.equal(await adjusted(checkout), 'dispute pending -12800');
    assert.equal((await shop.payment(checkout))['disputed'], 12800);
    await shop.clean();
  });

  it('is read again when the list could not be read', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.loses('listDisputes', 'before', 2);
    await about(trade);
    assert.equal((await shop.payment(checkout))['disputed'], 0);
    for (let n = 0; n < 4; n++) await shop.later(60_000);
    assert.equal((await shop.payment(checkout))['disputed'], 12800);
    await shop.clean();
  });

  it('is found in a list that is too long to be read at once, part by part', async t => {
    const own = await scriptedShop();
    t.after(() => own.close());
    const {checkout, trade} = await own.paid();
    const first = own.services.clock().getTime();
    const changed = Array.from({length: 400}, (_, at) => ({
      at: new Date(first + at * 6 * HOUR), dispute: {providerDisputeNo: `DP-${at}`, amount: {amount: 5, currency: 'HKD'}, status: 'won', withdrawn: false, reason: 'x', ...(at === 399 ? {tradeNo: trade} : {})} as const}));
    let asked = 0;
    Object.assign(own.service.handler, {listDisputes: async (since: Date, _signal: AbortSignal, until = own.services.clock()) => {
      asked++;
      const listed = changed.filter(({at}) => at >= since && at <= until);
      if (listed.length > 60) throw new Error('It takes too long');
      return listed.map(({dispute}) => dispute);
    }});
    own.wait(100 * 24 * HOUR);
    for (let n = 0; n < 12; n++) await own.later(2 * 60_000);
    assert.equal(await own.count('disputes'), 400);
    const [reading] = await own.database.query<{read_to: Date; parts: number}>('select read_to, parts from dispute_reading', []);
    assert.ok(own.services.clock().getTime() - reading!.read_to.getTime() < HOUR);
    assert.equal((await own.database.query(`select 1 from disputes where payment_id is not null`, [])).length, 1);
    assert.ok(asked < 40, `asked ${asked} times`);
    asked = 0;
    for (let n = 0; n < 6; n++) await own.later(2 * HOUR);
    assert.equal(asked, 6, 'and then it is read at once again');
    assert.equal(await own.state(checkout), 'paid');
  });

  it('finds its payment when that is known, however many others wait for theirs', async t => {
    const own = await scriptedShop();
    t.after(() => own.close());
    const {checkout, trade} = await own.paid();
    await own.database.query(
      `insert into disputes (id, handler_id, provider_dispute_no, trade_no, provider_trade_no, amount, currency, status, withdrawn, reason)
       select 'd' || n, $1, 'DP-' || n, case n when 300 then $2 else 'OTHER-' || n end, null, 12800, 'HKD', 'open', true, 'x' from generate_series(1, 300) as n`,
      [own.service.handler.id, trade]);
    await own.later(2 * HOUR);
    assert.equal((await own.payment(checkout))['disputed'], 12800);
    assert.equal(await own.count(`disputes where payment_id is null`), 299);
    await own.clean();
  });

  it('is looked for no longer when the server is about to stop', async t => {
    const own = await scriptedShop();
    t.after(() => own.close());
    const {checkout, trade} = await own.paid();
    own.service.disputed(trade);
    const {handler} = own.service;
    const {listDisputes} = handler;
    let begun: () => void = () => {};
    const asked = new Promise<void>(resolve => { begun = resolve; });
    Object.assign(handler, {listDisputes: (_since: Date, signal: AbortSignal) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('cut short')));
      begun();
    })});
    own.wait(2 * HOUR);
    const stopping = createMoney(own.services);
    await stopping.beginDueWork();
    await asked;
    const closed = await Promise.race([stopping.close().then(() => 'closed'), delay(5000, 'still reading', {ref: false})]);
    assert.equal(closed, 'closed');
    Object.assign(handler, {listDisputes});
    await own.later(HOUR);
    assert.equal((await own.payment(checkout))['disputed'], 12800, 'and is found by the next');
  });

  it('is entered although another cannot be, and then the same list is read again', async t => {
    const own = await scriptedShop();
    t.after(() => own.close());
    const {checkout, trade} = await own.paid();
    own.service.disputes.push({providerDisputeNo: 'DP-broken', amount: {amount: 0.5, currency: 'HKD'}, status: 'open', withdrawn: true, reason: 'x'});
    own.service.disputed(trade);
    await own.later(2 * HOUR);
    assert.equal((await own.payment(checkout))['disputed'], 12800);
    const read = async (): Promise<unknown> => (await own.database.query<{read_to: Date | null}>('select read_to from dispute_reading', []))[0]?.read_to;
    assert.equal(await read(), null);
    own.service.disputes.shift();
    await own.later(2 * HOUR);
    assert.deepEqual(await read(), own.services.clock());
  });

  it('is heard of before the payment itself', async () => {
    const {checkout, trade} = await shop.paid('redirect');
    shop.service.buyer(trade, 'approve');
    await about(trade);
    assert.deepEqual([await shop.state(checkout), (await shop.payment(checkout))['disputed']], ['paid', 12800]);
    await shop.clean();
  });

  it('of a late payment keeps it from being given back as well', async t => {
    const own = await scriptedShop({}, {config: {latePayment: 'refund'}});
    t.after(() => own.close());
    const {checkout, trade} = await own.paid('decline');
    own.service.takesAgainstTheRules(trade);
    own.service.disputed(trade);
    await own.hear({tradeNo: trade, about: 'dispute'});
    await own.later(HOUR);
    const given = own.service.trades.get(trade)!.refunds.length;
    assert.ok(['held', 'refunding', 'refunded'].includes(await own.state(checkout)));
    assert.ok(given <= 1);
    await own.clean();
  });

  it('that is known before its late payment holds that payment, and a person gives it back when it is won', async t => {
    const own = await scriptedShop({}, {config: {latePayment: 'refund'}});
    t.after(() => own.close());
    const {checkout, trade} = await own.paid('decline');
    own.service.takesAgainstTheRules(trade);
    own.service.disputed(trade);
    own.service.loses('query', 'before');
    await own.hear({tradeNo: trade, about: 'dispute'});
    await own.hear({tradeNo: trade});
    assert.equal(await own.state(checkout), 'held');
    await own.later(2 * HOUR);
    assert.equal((await own.payment(checkout))['disputed'], 12800, 'what it took is booked once the payment is known');
    await own.clean();
    own.service.disputed(trade, {status: 'won', withdrawn: false});
    await own.hear({tradeNo: trade, about: 'dispute'});
    await own.money.refundPayment(String((await own.payment(checkout))['id']), 12800, 'late', 'staff:mei');
    assert.equal(await own.state(checkout), 'refunded');
    await own.clean();
  });

  it('about a trade that is not ours, or in another currency, waits for a person', async () => {
    const {checkout, trade} = await shop.paid();
    shop.service.disputes.push({providerDisputeNo: 'DP-foreign', tradeNo: 'ht_nobody', amount: {amount: 5, currency: 'HKD'}, status: 'open', withdrawn: true, reason: 'x'});
    await about(trade, {amount: {amount: 1700, currency: 'USD'}});
    const {warnings, violations} = await audit(shop.database, {now: shop.services.clock()});
    assert.equal(warnings.filter(one => one.code === 'dispute_unmatched').length, 2);
    assert.deepEqual(violations, []);
    assert.equal((await shop.payment(checkout))['disputed'], 0);
  });
});
