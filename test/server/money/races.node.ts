import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Database} from '../../../src/server/database/database.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import type {Money} from '../../../src/server/money/money.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';
import {emptied, instrument, ownDatabase} from './shop.ts';

const MINUTE = 60_000;
type Rule = 'honour-if-stock' | 'refund';
type Steps = 'one' | 'two';

interface World {
  readonly shop: ScriptedShop;
  /** Another server on the same database. */
  readonly other: Money;
  readonly steps: Steps;
}

interface Race {
  readonly title: string;
  /** Answers the checkout that it was about. */
  run(world: World): Promise<string>;
  /** How its newest payment ends, by the shop's rule for late money and by whether the service reserves first. */
  readonly ends: string | ((rule: Rule, steps: Steps) => string);
}

/** Money that comes late: honoured or given back; what is only reserved is never taken. */
const late = (ended: string) => (rule: Rule, steps: Steps): string =>
  steps === 'two' ? ended : rule === 'refund' ? 'refunded' : 'honoured';

const RACES: readonly Race[] = [
  {
    title: 'the notification is here before the service has answered',
    async run({shop, other}) {
      const eager: PaymentHandler = {...shop.handler, create: async (intent, chosen, signal) => {
        const answer = await shop.handler.create(intent, chosen, signal);
        await hearOn(other, shop, {tradeNo: intent.tradeNo});
        return answer;
      }};
      const checkout = await shop.checkout(await shop.article(1));
      await createMoney({...shop.services, handlers: [eager]}).complete({checkoutId: checkout, instrument: paying('approve')});
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the notification comes during completion, on both servers',
    async run({shop, other}) {
      const checkout = await shop.checkout(await shop.article(1));
      const hearing = (async () => {
        while (shop.service.trades.size === 0 || !await shop.tradeOf(checkout).catch(() => '')) await new Promise(resolve => setTimeout(resolve, 1));
        const trade = await shop.tradeOf(checkout);
        await Promise.all([shop.hear({tradeNo: trade}), hearOn(other, shop, {tradeNo: trade})]);
      })();
      await Promise.all([shop.pay(checkout), hearing]);
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the notification comes many times, also of what was before',
    async run({shop, other}) {
      const {checkout, trade} = await shop.paid('redirect');
      const before = shop.service.notification({tradeNo: trade, eventId: `early-${trade}`});
      shop.service.buyer(trade, 'approve');
      await Promise.all([shop.hear({tradeNo: trade, eventId: `same-${trade}`}), hearOn(other, shop, {tradeNo: trade, eventId: `same-${trade}`}), shop.hear({tradeNo: trade})]);
      await shop.money.receiveNotification('scripted', before);
      await shop.money.settled();
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the buyer is back before the notification',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('redirect');
      shop.service.buyer(trade, 'approve');
      await shop.money.refresh(checkout);
      assert.equal(await shop.statusOf(checkout), 'completed');
      await shop.hear({tradeNo: trade});
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the buyer is back after the notification',
    async run({shop, other}) {
      const {checkout, trade} = await shop.paid('redirect');
      shop.service.buyer(trade, 'approve');
      await hearOn(other, shop, {tradeNo: trade});
      await shop.money.refresh(checkout);
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'two servers are asked to pay one checkout at once',
    async run({shop, other}) {
      const checkout = await shop.checkout(await shop.article(5));
      await Promise.all([shop.pay(checkout), other.complete({checkoutId: checkout, instrument: paying('approve')}), shop.pay(checkout)]);
      const trades = await shop.database.query('select 1 from payments where checkout_id = $1', [checkout]);
      assert.equal(trades.length, 1);
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the notification comes after the money was given back',
    async run({shop}) {
      const {checkout, trade} = await shop.paid();
      await shop.money.refundPayment(String((await shop.payment(checkout))['id']), 12800, 'scratched', 'staff:mei');
      await shop.hear({tradeNo: trade});
      assert.equal((await shop.payment(checkout))['refunded'], 12800);
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the money comes after the checkout had expired',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('redirect');
      await shop.later(70 * MINUTE);
      await shop.database.query(`update checkouts set status = 'canceled', priced = priced || '{"ended": "expired"}' where id = $1`, [checkout]);
      await moneyMoves(shop, trade);
      return checkout;
    },
    ends: late('expired'),
  }, {
    title: 'the money comes after the payment was declined',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('decline');
      await moneyMoves(shop, trade);
      return checkout;
    },
    ends: late('declined'),
  }, {
    title: 'the money comes late, and the goods are sold',
    async run({shop}) {
      const {checkout, trade, mug} = await shop.paid('decline');
      await shop.pay(await shop.checkout(mug));
      await moneyMoves(shop, trade);
      return checkout;
    },
    ends: (_rule, steps) => (steps === 'two' ? 'declined' : 'refunded'),
  }, {
    title: 'the money comes late, and the checkout was paid otherwise',
    async run({shop}) {
      const mug = await shop.article(5);
      const checkout = await shop.checkout(mug);
      await shop.pay(checkout, 'decline');
      const first = await shop.tradeOf(checkout);
      await shop.database.query(`update payments set created_at = created_at - interval '1 second' where trade_no = $1`, [first]);
      await shop.pay(checkout);
      await moneyMoves(shop, first);
      await shop.later(20_000);
      const states = await shop.database.query<{status: string}>('select status from payments where trade_no = $1', [first]);
      assert.ok(['refunded', 'declined'].includes(states[0]!.status));
      return checkout;
    },
    ends: 'paid',
  }, {
    title: 'the money comes although the buyer had cancelled',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('redirect');
      assert.equal(await shop.money.closeLivePayment(checkout, 'cancelled'), 'closed');
      await moneyMoves(shop, trade);
      return checkout;
    },
    ends: (_rule, steps) => (steps === 'two' ? 'cancelled' : 'refunded'),
  }, {
    title: 'the buyer pays while we are closing, and the answer to the closing is lost',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('redirect');
      shop.service.loses('close', 'before');
      assert.equal(await shop.money.closeLivePayment(checkout, 'cancelled'), 'open');
      shop.service.buyer(trade, 'approve');
      await shop.later(MINUTE);
      return checkout;
    },
    // What is only reserved is given up: the buyer wanted to cancel.
    ends: (_rule, steps) => (steps === 'two' ? 'cancelled' : 'paid'),
  }, {
    title: 'the money comes late, and nobody tells us',
    async run({shop}) {
      const {checkout, trade} = await shop.paid('decline');
      if (shop.handler.capture) shop.service.reservesAgainstTheRules(trade);
      else shop.service.takesAgainstTheRules(trade);
      for (const wait of [3, 40, 7 * 60]) await shop.later(wait * MINUTE);
      return checkout;
    },
    ends: late('declined'),
  }, {
    title: 'one server closes what the other is about to take',
    async run({shop, other}) {
      const {checkout, trade} = await shop.paid('redirect');
      shop.service.buyer(trade, 'approve');
      await Promise.all([shop.hear({tradeNo: trade}), other.closeLivePayment(checkout, 'cancelled')]);
      await shop.later(MINUTE);
      const state = await shop.state(checkout);
      // Either may be first; what must hold is that both sides agree.
      assert.equal(shop.service.trades.get(trade)!.status, state === 'paid' ? 'paid' : 'closed');
      return state === 'paid' ? checkout : (await shop.paid()).checkout;
    },
    ends: 'paid',
  },
];

function paying(token: string) {
  return instrument(token, 'redirect', 'scripted');
}

async function hearOn(money: Money, {service}: ScriptedShop, news: Parameters<ScriptedShop['hear']>[0]): Promise<void> {
  await money.receiveNotification('scripted', service.notification(news));
  await money.settled();
}

/** Against every rule: the service takes, or reserves, money for a trade that had ended; and tells. */
async function moneyMoves(shop: ScriptedShop, trade: string): Promise<void> {
  if (shop.handler.capture) shop.service.reservesAgainstTheRules(trade);
  else shop.service.takesAgainstTheRules(trade);
  await shop.hear({tradeNo: trade});
}

for (const steps of ['one', 'two'] as const) {
  for (const latePayment of ['honour-if-stock', 'refund'] as const) {
    describe(`At a service of ${steps} ${steps === 'one' ? 'step' : 'steps'}, late money: ${latePayment}`, () => {
      let database: Database;
      before(async () => { database = await ownDatabase(); });
      after(() => database.close());

      for (const {title, run, ends} of RACES) {
        it(title, async t => {
          await emptied(database);
          const shop = await scriptedShop({steps}, {database, config: {latePayment}});
          t.after(() => shop.close());
          const other = createMoney(shop.services);
          const checkout = await run({shop, other, steps});
          for (let n = 0; n < 3; n++) await shop.later(20_000);
          await other.settled();
          const expected = typeof ends === 'string' ? ends : ends(latePayment, steps);
          assert.equal(await shop.state(checkout), expected);
          await shop.clean();
          const [{kept} = {kept: -1}] = await shop.database.query<{kept: number}>(
            `select coalesce(sum(amount), 0)::bigint as kept from ledger_entries where account = 'provider:scripted'`, []);
          assert.equal(kept, shop.service.kept(), 'both sides hold the same');
        });
      }
    });
  }
}
