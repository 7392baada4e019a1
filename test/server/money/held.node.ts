import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {PaymentHandler, Trade} from '../../../src/server/handlers/payment-handler.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {HeldChoice} from '../../../src/server/money/decide-held.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import type {ScriptedShop} from './scripted-shop.ts';
import {scriptedShop} from './scripted-shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('What waits for a person', () => {
  let shop: ScriptedShop;
  before(async () => { shop = await scriptedShop(); });
  after(() => shop.close());

  const decide = (id: string, act: HeldChoice['act'], more: Partial<HeldChoice> = {}) =>
    shop.money.decideHeld({id, act, actor: 'staff:mei', reason: 'asked the buyer', ...more});
  const idOf = async (checkout: string): Promise<string> => String((await shop.payment(checkout))['id']);
  const waiting = async (): Promise<readonly string[]> => (await shop.money.held()).map(({about, why}) => `${about}: ${why}`);
  const balance = async (account: string, currency = 'HKD'): Promise<number> =>
    (await audit(shop.database, {now: shop.services.clock()})).balances.find(one => one.account === account && one.currency === currency)?.amount ?? 0;
  const decisions = async (): Promise<readonly string[]> => (await shop.database.query<{line: string}>(
    `select about || ' ' || decision || ' by ' || actor || ': ' || reason as line from decisions order by id desc`, [])).map(({line}) => line);

  /** A buyer who paid 100 where 12800 was asked for; `late`: after the payment was declined. */
  async function odd(amount = 100, token = 'redirect'): Promise<{checkout: string; mug: string; trade: string; id: string}> {
    const sale = await shop.paid(token);
    shop.service.takesAgainstTheRules(sale.trade, amount);
    await shop.hear({tradeNo: sale.trade});
    assert.equal(await shop.state(sale.checkout), 'held');
    return {...sale, id: await idOf(sale.checkout)};
  }

  it('is listed with its reason, its money and what may be done', async () => {
    const {id, checkout, trade} = await odd();
    const held = (await shop.money.held()).find(one => one.id === id);
    assert.deepEqual(held, {
      about: 'payment', id, since: shop.services.clock(), why: 'The provider took HKD 100 (minor units), our books say HKD 12800 (minor units)',
      amount: {amount: 100, currency: 'HKD'}, mode: 'test', ids: {checkout, trade, service: 'scripted'}, may: ['refund', 'accept', 'repaid']});
    assert.ok((await waiting()).includes('notification: mismatch'));
    await shop.money.refundPayment(id, 100, 'wrong amount', 'staff:mei');
    assert.equal((await shop.money.held()).some(one => one.id === id), false);
    await shop.clean();
  });

  it('becomes the order when the shop accepts it, with the difference on it', async () => {
    const {id, checkout, mug} = await odd(12000);
    await decide(id, 'accept', {reason: 'a discount for the trouble'});
    assert.deepEqual([await shop.state(checkout), await shop.statusOf(checkout), await shop.stock(mug)], ['honoured', 'completed', 0]);
    const [line] = await shop.database.query(
      'select a.type, a.status, a.amount, a.description from order_adjustments a join orders o on o.id = a.order_id where o.checkout_id = $1', [checkout]);
    assert.deepEqual(line, {type: 'price_adjustment', status: 'completed', amount: -800, description: 'a discount for the trouble'});
    assert.equal((await decisions())[0], 'payment accepted by staff:mei: a discount for the trouble');
    await assert.rejects(decide(id, 'accept'), {name: 'DecisionRefused', message: 'This payment does not wait for anybody.'});
    await shop.clean();
    await shop.money.refundPayment(id, 12000, 'returned', 'staff:mei');
    await shop.clean();
  });

  it('becomes the order also when it came late, from the stock that is there', async () => {
    const gone = await odd(12000, 'decline');
    await shop.pay(await shop.checkout(gone.mug));
    await assert.rejects(decide(gone.id, 'accept'), {name: 'DecisionRefused', message: /^There is not enough left of article-.+: put it on the shelf first, or give the money back\.$/});
    assert.equal(await shop.state(gone.checkout), 'held');
    await shop.database.query('update variants set stock = 1 where id = $1', [gone.mug]);
    await decide(gone.id, 'accept');
    assert.deepEqual([await shop.state(gone.checkout), await shop.stock(gone.mug)], ['honoured', 0]);
    await shop.clean();
  });

  it('is not accepted for a checkout that was paid otherwise', async () => {
    const {id, checkout} = await odd(12000, 'decline');
    await shop.database.query('update variants set stock = 1 where id = (select priced #>> \'{line_items,0,item,id}\' from checkouts where id = $1)', [checkout]);
    await shop.database.query(`update payments set created_at = created_at - interval '1 second' where id = $1`, [id]);
    await shop.pay(checkout);
    await assert.rejects(decide(id, 'accept'), {name: 'DecisionRefused', message: /^Its checkout was paid otherwise/});
    await decide(id, 'repaid');
    await shop.clean();
  });

  it('ends when the shop has paid the buyer back from its own pocket, and nothing more is given back', async () => {
    const kept = await balance('provider:scripted');
    const repaid = await balance('repaid');
    const {id, checkout, mug} = await odd();
    await decide(id, 'repaid', {reason: 'bank transfer'});
    assert.deepEqual([await shop.state(checkout), await shop.statusOf(checkout), await shop.stock(mug)], ['refunded', 'ready_for_complete', 1]);
    assert.deepEqual([await balance('provider:scripted') - kept, await balance('repaid') - repaid, await balance('unmatched')], [100, -100, 0]);
    await assert.rejects(shop.money.refundPayment(id, 100, 'again', 'staff:mei'), {name: 'RefundRefused', message: 'Nothing of this payment is left to give back.'});
    await shop.clean();
  });

  it('may be settled from the shop\'s own pocket again when a refund came back after that', async () => {
    const repaid = await balance('repaid');
    const {id, checkout, trade} = await odd();
    await shop.money.refundPayment(id, 40, 'a part', 'staff:mei');
    await decide(id, 'repaid', {reason: 'the rest in cash'});
    assert.equal(await shop.state(checkout), 'refunded');
    shop.service.bouncesRefunds(trade);
    await shop.hear({tradeNo: trade, about: 'refund'});
    assert.equal(await shop.state(checkout), 'held');
    await decide(id, 'repaid', {reason: 'in cash, too'});
    assert.deepEqual([await shop.state(checkout), await balance('repaid') - repaid, await balance('unmatched')], ['refunded', -100, 0]);
    await shop.clean();
  });

  it('enters the books when it was given back at the service, of which its list does not tell', async () => {
    const kept = await balance('provider:scripted');
    const {id, checkout} = await odd();
    await decide(id, 'repaid', {atService: true});
    assert.deepEqual([await shop.state(checkout), (await shop.payment(checkout))['refunded'], await balance('provider:scripted') - kept], ['refunded', 100, 0]);
    await shop.clean();
  });

  it('of another currency is given back, never accepted, and the books come out even', async () => {
    const sale = await shop.paid('redirect');
    const paid: Trade = {status: 'paid', providerTradeNo: 'SV-odd', amount: {amount: 900, currency: 'CNY'}, paidAt: shop.services.clock()};
    const other: PaymentHandler = {...shop.handler, query: async () => paid};
    await createMoney({...shop.services, handlers: [other]}).receiveNotification('scripted', shop.service.notification({tradeNo: sale.trade}));
    shop.wait(MINUTE);
    await createMoney({...shop.services, handlers: [other]}).runDueWork();
    const id = await idOf(sale.checkout);
    assert.equal(await shop.state(sale.checkout), 'held');
    await assert.rejects(decide(id, 'accept'), {name: 'DecisionRefused', message: /^Money in another currency/});
    await decide(id, 'repaid', {atService: true});
    assert.deepEqual([await shop.state(sale.checkout), await balance('unmatched', 'CNY'), await balance('provider:scripted', 'CNY')], ['refunded', 0, 0]);
    await shop.clean();
  });

  it('is decided by one when two do so at once', async () => {
    const {id} = await odd(12000);
    const ends = await Promise.allSettled([decide(id, 'accept'), decide(id, 'repaid'), decide(id, 'accept')]);
    assert.equal(ends.filter(end => end.status === 'fulfilled').length, 1);
    await shop.clean();
  });

  it('is not decided while the buyer disputes it or a refund is under way, and never dismissed', async () => {
    const {id, trade, checkout} = await odd();
    shop.service.disputed(trade);
    await shop.hear({tradeNo: trade, about: 'dispute'});
    await assert.rejects(decide(id, 'repaid'), {name: 'DecisionRefused', message: /^The buyer disputes this payment/});
    await assert.rejects(decide(id, 'dismiss'), {name: 'DecisionRefused', message: /^Money is never dismissed/});
    shop.service.disputed(trade, {status: 'lost'});
    await shop.hear({tradeNo: trade, about: 'dispute'});
    await decide(id, 'repaid', {reason: 'their bank gave it back'});
    assert.equal(await shop.state(checkout), 'refunded');
    await shop.clean();
    const pending = await odd();
    shop.service.loses('refund', 'before');
    await shop.money.refundPayment(pending.id, 50, 'half', 'staff:mei');
    await assert.rejects(decide(pending.id, 'repaid'), {name: 'DecisionRefused', message: /^A refund of this payment is under way/});
    await assert.rejects(decide(pending.id, 'accept'), {name: 'DecisionRefused', message: 'A refund of this payment is under way.'});
  });

  it('is tried again or dismissed when it is a notification', async () => {
    await shop.hear({tradeNo: 'ht_of_another_shop'});
    for (let n = 0; n < 14; n++) await shop.later(7 * HOUR);
    const [one] = (await shop.money.held()).filter(({ids}) => ids['trade'] === 'ht_of_another_shop');
    assert.deepEqual([one?.about, one?.why, one?.may], ['notification', 'unknown_trade', ['retry', 'dismiss']]);
    await decide(one!.id, 'retry');
    assert.equal((await shop.money.held()).some(({id}) => id === one!.id), false);
    for (let n = 0; n < 14; n++) await shop.later(7 * HOUR);
    await decide(one!.id, 'dismiss', {reason: 'the other shop on this account'});
    assert.equal((await shop.money.held()).some(({id}) => id === one!.id), false);
    assert.equal((await decisions())[0], 'notification dismissed by staff:mei: the other shop on this account');
    await shop.clean();
  });

  it('is a message that could not be delivered, which goes out once the address is right', async t => {
    const heard: string[] = [];
    const gone = createMoney({...shop.services, config: {...shop.services.config, notifyUrl: 'http://127.0.0.1:1/'}});
    await shop.paid();
    for (let n = 0; n < 30; n++) {
      shop.wait(6 * HOUR);
      await gone.runDueWork();
    }
    const messages = (await shop.money.held()).filter(({about}) => about === 'message');
    assert.ok(messages.length > 0);
    const {warnings} = await audit(shop.database, {now: shop.services.clock()});
    assert.ok(warnings.some(({code, ids}) => code === 'message_given_up' && ids['message'] === messages[0]!.id));
    t.mock.method(globalThis, 'fetch', async (_url: unknown, init: RequestInit) => {
      heard.push(init.body as string);
      return new Response(null, {status: 204});
    });
    await decide(messages[0]!.id, 'retry');
    await gone.runDueWork();
    assert.equal(heard.length, 1);
    for (const {id} of messages.slice(1)) await decide(id, 'dismiss');
    assert.deepEqual((await shop.money.held()).filter(({about}) => about === 'message'), []);
    await shop.clean();
  });

  it('is a refund that failed, until somebody has seen to it', async () => {
    const later = await scriptedShop({refunds: 'later'});
    const {checkout} = await later.paid();
    const refund = await later.money.refundPayment(String((await later.payment(checkout))['id']), 500, 'scratched', 'staff:mei');
    later.service.finishesRefunds('failed');
    await later.later(HOUR);
    const [held] = await later.money.held();
    assert.deepEqual([held?.about, held?.id], ['refund', refund.id]);
    // Whichever is read first: the refund itself, or the service's list.
    assert.match(held?.why ?? '', /^(account closed|The provider lists it as failed)$/);
    await later.money.decideHeld({id: refund.id, act: 'dismiss', actor: 'staff:mei', reason: 'paid in cash'});
    assert.deepEqual(await later.money.held(), []);
    assert.deepEqual((await audit(later.database, {now: later.services.clock()})).warnings, []);
    await later.close();
  });

  it('keeps for good who decided what', async () => {
    await assert.rejects(shop.database.query(`update decisions set actor = 'nobody'`, []), /append-only/);
    await assert.rejects(shop.database.query('delete from decisions', []), /append-only/);
    await assert.rejects(shop.database.query('delete from payment_events', []), /append-only/);
    await assert.rejects(decide('pay_nobody', 'accept'), {name: 'DecisionRefused', message: /^"pay_nobody" does not wait for that/});
    await assert.rejects(decide('refund_nobody', 'dismiss'), {name: 'DecisionRefused', message: /^Nothing that waits is called "refund_nobody"/});
    await assert.rejects(decide('notification-999', 'dismiss', {reason: ' '}), {name: 'DecisionRefused', message: 'A decision needs a reason.'});
  });
});
