import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

describe('Completing a checkout', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('places one order, takes the stock and books the money', async () => {
    const mug = await shop.article(5);
    const checkout = await shop.checkout(mug, {quantity: 2, email: 'mei@example.com'});
    assert.deepEqual(await shop.pay(checkout), {messages: []});
    assert.equal(await shop.statusOf(checkout), 'completed');
    assert.equal(await shop.stock(mug), 3);
    const payment = await shop.payment(checkout);
    assert.equal(payment['status'], 'paid');
    assert.equal(payment['captured'], 25600);
    const orders = await shop.database.query('select * from orders where checkout_id = $1', [checkout]);
    assert.equal(orders.length, 1);
    assert.equal(orders[0]!['payment_id'], payment['id']);
    assert.match(String(orders[0]!['reading_key']), /^[\w-]{32}$/);
    const entries = await shop.database.query(
      'select e.account, e.amount from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.payment_id = $1 order by e.id', [payment['id']]);
    assert.deepEqual(entries, [{account: 'provider:sandbox', amount: 25600}, {account: 'sales', amount: -25600}]);
    const told = await shop.database.query<{kind: string}>('select kind from outbox where payload::text like $1 order by id', [`%${checkout}%`]);
    assert.deepEqual(told.map(row => row.kind), ['order.placed', 'order.confirmation']);
  });

  it('keeps no credential', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    const payment = await shop.payment(checkout);
    assert.doesNotMatch(JSON.stringify(payment['instrument']), /credential|approve/);
  });

  it('charges nothing when the total is not the one that the buyer saw', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug);
    const {messages} = await shop.pay(checkout, 'approve', {expectedTotal: {amount: 12700, currency: 'HKD'}});
    assert.equal(messages[0]?.code, 'total_changed');
    assert.equal(messages[0]?.severity, 'recoverable');
    assert.equal(await shop.stock(mug), 1);
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    assert.equal((await shop.database.query('select 1 from payments where checkout_id = $1', [checkout])).length, 0);
  });

  it('says what is short and takes nothing', async () => {
    const mug = await shop.article(1);
    const checkout = await shop.checkout(mug, {quantity: 2});
    const {messages} = await shop.pay(checkout);
    assert.deepEqual(messages.map(({code, path}) => ({code, path})), [{code: 'out_of_stock', path: '$.line_items[0]'}]);
    assert.equal(await shop.stock(mug), 1);
  });

  it('sells on what may be oversold, and what is not counted', async () => {
    for (const [stock, oversell, rest] of [[1, true, 0], [null, false, null]] as const) {
      const mug = await shop.article(stock, {oversell});
      const checkout = await shop.checkout(mug, {quantity: 3});
      await shop.pay(checkout);
      assert.equal(await shop.statusOf(checkout), 'completed');
      assert.equal(await shop.stock(mug), rest);
    }
  });

  it('gives back exactly what it took when the wallet declines, and lets the buyer try again', async () => {
    const mug = await shop.article(1, {oversell: true});
    const checkout = await shop.checkout(mug, {quantity: 3});
    const {messages} = await shop.pay(checkout, 'decline');
    assert.equal(messages[0]?.code, 'payment_failed');
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
    assert.equal(await shop.stock(mug), 1);
    assert.deepEqual(await shop.money.standing(shop.database, checkout), {status: 'declined', closed: true, handler_id: 'sandbox'});
    await shop.pay(checkout);
    assert.equal(await shop.statusOf(checkout), 'completed');
  });

  it('shows the wallet to the buyer and joins a second press to the same trade', async () => {
    const checkout = await shop.checkout(await shop.article(3));
    const {messages} = await shop.pay(checkout, 'redirect', {display: 'qr'});
    assert.deepEqual(messages.map(({code, severity}) => ({code, severity})), [{code: 'requires_wallet', severity: 'requires_buyer_input'}]);
    assert.equal(await shop.statusOf(checkout), 'requires_escalation');
    const standing = await shop.money.standing(shop.database, checkout);
    assert.equal(standing.action?.type, 'qr');
    await shop.pay(checkout, 'approve');
    assert.equal(await shop.statusOf(checkout), 'requires_escalation');
    assert.deepEqual(await shop.money.standing(shop.database, checkout), standing);
    assert.equal((await shop.database.query('select 1 from payments where checkout_id = $1', [checkout])).length, 1);
  });

  it('stays in progress while the wallet is still thinking', async () => {
    const checkout = await shop.checkout(await shop.article(3));
    await shop.pay(checkout, 'pending');
    assert.equal(await shop.statusOf(checkout), 'complete_in_progress');
    shop.sandbox.wallet.decide(await shop.tradeOf(checkout), 'approve', 'never');
    shop.wait(2000);
    await shop.money.refresh(checkout);
    assert.equal(await shop.statusOf(checkout), 'completed');
  });

  it('needs no payment when there is nothing to pay', async () => {
    const mug = await shop.article(1, {price: 0});
    const checkout = await shop.checkout(mug, {price: 0});
    await shop.pay(checkout);
    assert.equal(await shop.statusOf(checkout), 'completed');
    assert.equal(await shop.stock(mug), 0);
  });

  it('refuses an instrument that the handler does not take', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    const {messages} = await shop.pay(checkout, 'everything');
    assert.equal(messages[0]?.code, 'invalid_instrument');
    assert.equal(await shop.statusOf(checkout), 'ready_for_complete');
  });

  it('refuses a checkout of the other mode: test and live never mix', async () => {
    const checkout = await shop.checkout(await shop.article(1));
    await shop.database.query(`update checkouts set mode = 'live' where id = $1`, [checkout]);
    assert.equal((await shop.pay(checkout)).messages[0]?.code, 'checkout_expired');
    assert.deepEqual(await shop.database.query('select 1 from payments where checkout_id = $1', [checkout]), []);
    await shop.database.query(`update checkouts set mode = 'test' where id = $1`, [checkout]);
  });

  it('refuses a checkout whose time is over', async () => {
    const checkout = await shop.checkout(await shop.article(1), {minutes: 5});
    shop.wait(5 * 60_000);
    const {messages} = await shop.pay(checkout);
    assert.equal(messages[0]?.code, 'checkout_expired');
  });

  it('holds stock longer than the provider may take money, and the checkout at least as long', async () => {
    const checkout = await shop.checkout(await shop.article(1), {minutes: 6});
    await shop.pay(checkout, 'redirect');
    const [times] = await shop.database.query<{deadline: Date; hold: Date; expiry: Date}>(
      `select p.deadline, h.expires_at as hold, c.expires_at as expiry from payments p join stock_holds h on h.payment_id = p.id
       join checkouts c on c.id = p.checkout_id where c.id = $1`, [checkout]);
    assert.ok(times!.deadline < times!.hold && times!.hold <= times!.expiry);
  });
});
