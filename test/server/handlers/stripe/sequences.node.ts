import {describe, it} from 'node:test';
import fc from 'fast-check';
import {finishRefund} from '../../../../demo/services/stripe/refunds.ts';
import type {Operation} from '../../../../demo/services/stripe/api.ts';
import type {StripeFault} from '../../../../demo/services/stripe/trouble.ts';
import {RefundRefused} from '../../../../src/server/money/refund-rows.ts';
import {alipay, checkoutPage, wechatPay} from './stand.ts';
import {openStripeShop} from './shop.ts';
import type {StripeShop} from './shop.ts';

type Means = 'card' | 'declined' | 'challenge' | 'alipay' | 'wechat' | 'page';
type Move =
  | {readonly move: 'buy' | 'pay again'; readonly by: Means}
  | {readonly move: 'trouble'; readonly fault: StripeFault; readonly at: Operation}
  | {readonly move: 'buyer'; readonly act: 'approve' | 'decline' | 'cancel'}
  | {readonly move: 'notify'; readonly times: number; readonly forged: 'signature' | 'amount' | undefined}
  | {readonly move: 'refund' | 'refund in the dashboard'; readonly amount: number}
  | {readonly move: 'wait'; readonly minutes: number}
  | {readonly move: 'cancel' | 'refunds are finished' | 'work'};

const means = fc.constantFrom<Means>('card', 'declined', 'challenge', 'alipay', 'wechat', 'page');
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({move: fc.constantFrom('buy' as const, 'pay again' as const), by: means}),
  fc.record({move: fc.constant('trouble' as const), fault: fc.constantFrom<StripeFault>('answer-lost', 'down', 'unknown-code', 'slow', 'broke', 'busy'), at: fc.constantFrom<Operation>('open', 'create', 'query', 'close', 'refund', 'capture')}),
  fc.record({move: fc.constant('buyer' as const), act: fc.constantFrom('approve' as const, 'decline' as const, 'cancel' as const)}),
  fc.record({move: fc.constant('notify' as const), times: fc.integer({min: 1, max: 3}), forged: fc.constantFrom(undefined, 'signature' as const, 'amount' as const)}),
  fc.record({move: fc.constantFrom('refund' as const, 'refund in the dashboard' as const), amount: fc.integer({min: 1, max: 12800})}),
  fc.record({move: fc.constant('wait' as const), minutes: fc.integer({min: 1, max: 30})}),
  fc.record({move: fc.constantFrom('cancel' as const, 'refunds are finished' as const, 'work' as const)}),
);

async function instrumentFor(shop: StripeShop, by: Means) {
  if (by === 'alipay' || by === 'wechat' || by === 'page') return {alipay, wechat: wechatPay, page: checkoutPage}[by];
  return shop.card({card: 'pm_card_visa', declined: 'pm_card_visa_chargeDeclined', challenge: 'pm_card_authenticationRequired'}[by]);
}

function finishRefunds({service: {world}}: StripeShop): void {
  for (const refund of world.refunds.values()) finishRefund(world, refund, 'succeeded');
}

/** Plays one move; what the shop refuses is refused, and nothing else may go wrong. */
async function play(shop: StripeShop, checkout: string, move: Move): Promise<string> {
  const payment = async (): ReturnType<StripeShop['payment']> => shop.payment(checkout);
  const trade = (await payment() as Awaited<ReturnType<typeof payment>> | undefined)?.trade_no;
  switch (move.move) {
    case 'buy': return (await shop.buy(await instrumentFor(shop, move.by))).checkout;
    case 'pay again': await shop.pay(checkout, await instrumentFor(shop, move.by)); break;
    case 'trouble': shop.service.order(move.fault, 1, move.at); break;
    case 'buyer': if (trade) await shop.service.buyer(trade, move.act); break;
    case 'notify': if (trade) await shop.service.notify(trade, {times: move.times, ...(move.forged ? {forged: move.forged} : {})}); break;
    case 'refund': if (trade) await shop.server.money.refundPayment((await payment()).id, move.amount, 'test', 'staff:mei').catch(refused); break;
    case 'refund in the dashboard': if (trade) await shop.service.refundInDashboard!(trade, move.amount).catch(() => undefined); break;
    case 'wait': shop.wait(move.minutes * 60_000); break;
    case 'cancel': await shop.cancel(checkout).catch(() => undefined); break;
    case 'refunds are finished': finishRefunds(shop); break;
    case 'work': await shop.server.runDueWork(); break;
  }
  return checkout;
}

function refused(error: unknown): void {
  if (!(error instanceof RefundRefused)) throw error;
}

async function settle(shop: StripeShop): Promise<void> {
  shop.service.endTrouble();
  for (let round = 0; round < 8; round++) {
    shop.wait(20 * 60_000);
    await shop.settle(1);
    finishRefunds(shop);
  }
}

describe('Whatever happens at Stripe, in whatever order', () => {
  for (const capture of ['automatic', 'manual'] as const) {
    it(`both sides’ books agree in the end (${capture} capture)`, async () => {
      const shop = await openStripeShop({capture});
      try {
        await fc.assert(fc.asyncProperty(fc.constantFrom('manual' as const, 'auto' as const), means, fc.array(moves, {minLength: 2, maxLength: 9}), async (when, first, played) => {
          await shop.service.notifications(when);
          let {checkout} = await shop.buy(await instrumentFor(shop, first));
          for (const move of played) checkout = await play(shop, checkout, move);
          await settle(shop);
          await shop.audit();
        }), {numRuns: Number(process.env['STRIPE_RUNS'] ?? 8), endOnFailure: false});
      } finally {
        await shop.close();
      }
    });
  }
});
