import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

type Act =
  | {readonly does: 'approve' | 'decline' | 'review' | 'look' | 'cancel' | 'work' | 'dispute' | 'decided' | 'buy'}
  | {readonly does: 'wait'; readonly seconds: number}
  | {readonly does: 'notify'; readonly times: number; readonly forged?: 'signature' | 'body' | 'amount' | 'account'}
  | {readonly does: 'trouble'; readonly fault: 'answer-lost' | 'down' | 'unknown-code'; readonly operation: 'create' | 'query' | 'close' | 'capture' | 'refund'}
  | {readonly does: 'refund' | 'refund in the dashboard'; readonly amount: number};

const act: fc.Arbitrary<Act> = fc.oneof(
  {weight: 5, arbitrary: fc.constantFrom<Act>({does: 'approve'}, {does: 'approve'}, {does: 'decline'}, {does: 'review'}, {does: 'look'}, {does: 'cancel'}, {does: 'work'}, {does: 'dispute'}, {does: 'decided'}, {does: 'buy'})},
  fc.record({does: fc.constant('wait' as const), seconds: fc.constantFrom(2, 20, 70, 600, 1300)}),
  fc.record({does: fc.constant('notify' as const), times: fc.integer({min: 1, max: 3}), forged: fc.constantFrom(undefined, undefined, 'signature', 'body', 'amount', 'account')}),
  {weight: 2, arbitrary: fc.record({
    does: fc.constant('trouble' as const), fault: fc.constantFrom('answer-lost', 'answer-lost', 'down', 'unknown-code'),
    operation: fc.constantFrom('create', 'query', 'close', 'capture', 'capture', 'refund')})},
  fc.record({does: fc.constantFrom('refund', 'refund in the dashboard'), amount: fc.constantFrom(100, 2800, 12800)}),
);

/** What the buyer, PayPal, staff and bad luck do to the newest sale. What cannot be done now does nothing. */
async function perform(shop: Shop, sales: string[], one: Act): Promise<void> {
  if (one.does === 'buy') return void sales.push((await shop.buy()).checkout);
  const checkout = sales.at(-1) ?? '';
  const {paypal} = shop;
  const trade = await shop.tradeNo(checkout);
  const isKnown = [...paypal.orders.orders.values()].some(({unit}) => unit.custom_id === trade);
  const {id, captured} = await shop.payment(checkout);
  switch (one.does) {
    case 'approve':
    case 'decline':
      return isKnown ? paypal.buyer(trade, one.does) : undefined;
    case 'review':
      return isKnown ? paypal.approveAs(trade, 'pending') : undefined;
    case 'decided':
      return isKnown ? paypal.decide(trade, 'COMPLETED') : undefined;
    case 'look':
      return void await shop.look(checkout);
    case 'cancel':
      return void await shop.cancel(checkout).catch(() => undefined);
    case 'work':
      return shop.work();
    case 'wait':
      return shop.wait(one.seconds * 1000);
    case 'notify': {
      const statuses = isKnown ? await paypal.notify(trade, {times: one.times, ...(one.forged ? {forged: one.forged} : {})}) : [];
      const genuine = one.forged === undefined || one.forged === 'amount';
      for (const status of statuses) assert.ok(genuine ? status === 200 : status === 400, `${one.forged ?? 'genuine'}: ${status}`);
      return;
    }
    case 'trouble':
      return void await paypal.trouble(one.fault, 1, one.operation);
    case 'dispute':
      return captured > 0 ? paypal.dispute!(trade) : undefined;
    case 'refund':
      return void await shop.server.money.refundPayment(id, one.amount, 'chipped', 'staff:mei').catch(() => undefined);
    case 'refund in the dashboard':
      return captured > 0 ? paypal.refundInDashboard!(trade, one.amount).catch(() => undefined) : undefined;
  }
}

async function pass(shop: Shop, steps: readonly number[]): Promise<void> {
  for (const seconds of steps) {
    shop.wait(seconds * 1000);
    await shop.work();
  }
}

async function live(acts: readonly Act[], automatic: boolean, intent: 'capture' | 'authorize'): Promise<void> {
  const shop = await openShop({intent});
  try {
    await shop.paypal.notifications(automatic ? 'auto' : 'manual');
    const sales: string[] = [];
    for (const one of [{does: 'buy'} as const, ...acts]) await perform(shop, sales, one);
    await shop.paypal.close();
    // What PayPal still looks at is decided, what is open runs out, and what somebody gave back is read.
    await pass(shop, [2, 30, 60, 300, 600, 600]);
    for (const checkout of sales) await perform(shop, [checkout], {does: 'decided'});
    await pass(shop, [60, 600, 3600, 7 * 3600, 24 * 3600, 24 * 3600]);
    for (const checkout of sales) {
      const {status} = await shop.payment(checkout);
      assert.ok(/^(paid|honoured|refunded|cancelled|expired|failed|declined)$/.test(status), `it ended as ${status}`);
    }
    await shop.audit();
  } finally {
    await shop.close();
  }
}

describe('Whatever happens between a buyer, a shop and PayPal', () => {
  it('the money moves once or not at all, and both sides\' books agree', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, {minLength: 3, maxLength: 14}), fc.boolean(), fc.constantFrom('capture' as const, 'authorize' as const), live),
      {numRuns: Number(process.env['SEQUENCES'] ?? 10), endOnFailure: false});
  });
});
