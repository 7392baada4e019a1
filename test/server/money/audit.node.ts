import assert from 'node:assert/strict';
import {after, before, beforeEach, describe, it} from 'node:test';
import {audit} from '../../../src/server/money/audit.ts';
import {CHECKS} from '../../../src/server/money/audit-checks.ts';
import {post} from '../../../src/server/money/ledger.ts';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

const DISPUTE = `insert into disputes (id, handler_id, provider_dispute_no, payment_id, amount, currency, status, withdrawn, booked, lost, reason)
  select 'd', 'sandbox', 'd', id, 5, currency,`;

const TRANSACTION = `insert into ledger_transactions (kind, mode, payment_id, dedupe_key) select 'honour', 'test', id, 'x' from payments where id = $1`;
const ENTRIES = (debit: string, credit: string, currency = 'HKD', payment = '') =>
  `insert into ledger_entries (transaction_id, account, currency, amount) select id, account, '${currency}', amount from ledger_transactions, (values ('${debit}', 5), ('${credit}', -5)) e (account, amount) where dedupe_key = 'x'${payment}`;
const COPY = (table: string, change: string) => `insert into ${table} select (jsonb_populate_record(t, '${change}')).* from ${table} t`;

/** What somebody could break, as SQL over the payment `$1` of a paid order, and the code that must name it. */
const SABOTAGE: Readonly<Record<string, string | readonly string[]>> = {
  ledger_unbalanced: [TRANSACTION, `insert into ledger_entries (transaction_id, account, currency, amount) select id, 'sales', 'HKD', 5 from ledger_transactions where dedupe_key = 'x'`],
  ledger_account: [TRANSACTION, ENTRIES('late', 'sales')],
  ledger_stray: [`insert into ledger_transactions (kind, mode, payment_id, dedupe_key) values ('honour', 'test', 'pay_nobody', 'x')`, ENTRIES('late', 'sales')],
  ledger_currency: [TRANSACTION, ENTRIES('late', 'sales', 'EUR')],
  orders_of_checkout: [`alter table orders drop constraint orders_checkout_id_key`, COPY('orders', '{"id": "o2", "number": 9, "payment_id": null}')],
  orders_of_payment: [`alter table orders drop constraint orders_payment_id_key, drop constraint orders_checkout_id_key`, COPY('orders', '{"id": "o2", "number": 9}')],
  payments_live: [`drop index payments_one_live`, COPY('payments', '{"id": "p2", "trade_no": "t2"}')],
  stock_negative: [`alter table variants drop constraint variants_stock_check`, `update variants set stock = -1 where id = (select variant_id from stock_holds where payment_id = $1)`],
  ledger_kind: [TRANSACTION, ENTRIES('late', 'unmatched')],
  order_content: `update payments set content_hash = 'x' where id = $1`,
  order_label: `update orders set label = 'A' where payment_id = $1`,
  hold_too_short: [`update payments set status = 'acting' where id = $1`, `update stock_holds set state = 'held', expires_at = now() - interval '1 year' where payment_id = $1`],
  guard_missing: `alter table ledger_entries disable trigger ledger_entries_append_only`,
  payment_amount: `update payments set amount = amount + 1 where id = $1`,
  trade_counted_twice: [`drop index payments_one_live`, COPY('payments', '{"id": "p2", "trade_no": "t2"}')],
  refund_counted_twice: [`insert into refunds (id, payment_id, refund_no, provider_refund_no, amount, currency, reason, actor, status)
    select n, id, n, 'same', 1, currency, 'x', 'x', 'done' from payments, (values ('r1'), ('r2')) r (n) where id = $1`],
  order_lost: `update payments set order_id = 'nowhere' where id = $1`,
  order_total: `update orders set snapshot = jsonb_set(snapshot, '{priced,totals}', '[{"type": "total", "amount": 1}]') where payment_id = $1`,
  adjustment_wrong: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status, next_check_at) select 'r', id, 'r', 1, currency, 'x', 'x', 'pending', now() from payments where id = $1`,
  stock_not_held: `update payments set status = 'acting' where id = $1`,
  stock_sold_twice: `insert into stock_holds (id, payment_id, checkout_id, variant_id, quantity, taken, state, expires_at) select 'h2', payment_id, checkout_id, 'other', 1, 1, 'sold', now() from stock_holds where payment_id = $1`,
  decision_missing: `insert into inbox (handler_id, event_id, trade_no, payload, state) values ('sandbox', 'e', $1, '{}', 'ignored')`,
  message_missing: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status) select 'r', id, 'r', 1, currency, 'x', 'x', 'done' from payments where id = $1`,
  message_forgotten: `update outbox set next_try_at = null where $1 <> ''`,
  message_given_up: `update outbox set next_try_at = null, attempts = 24 where $1 <> ''`,
  notification_forgotten: `insert into inbox (handler_id, event_id, trade_no, payload, next_try_at) values ('sandbox', 'e', $1, '{}', null)`,
  notification_lost: `insert into payment_events (payment_id, from_status, to_status, cause, actor, at) values ($1, 'paid', 'paid', 'notification:evt_gone', 'provider', '2026-11-21T09:00:00Z')`,
  ledger_capture: `update payments set captured = captured - 1 where id = $1`,
  order_money: `update payments set captured = captured - 1 where id = $1`,
  ledger_refund: `update payments set refunded = 5 where id = $1`,
  ledger_dispute: `${DISPUTE} 'open', true, 5, 0, 'x' from payments where id = $1`,
  ledger_kept: `update payments set disputed = 5 where id = $1`,
  money_total: `update payments set disputed = 5 where id = $1`,
  dispute_money: `${DISPUTE} 'lost', true, 5, 0, 'x' from payments where id = $1`,
  dispute_open: `${DISPUTE} 'open', false, 0, 0, 'x' from payments where id = $1`,
  dispute_unmatched: `${DISPUTE.replace(', id, 5, currency,', `, id, 5, 'EUR',`)} 'won', false, 0, 0, 'x' from payments where id = $1`,
  overdrawn: `update payments set disputed = captured + 1 where id = $1`,
  order_unpaid: `update payments set order_id = null where id = $1`,
  order_checkout: `update checkouts set total = total + 1 where id = (select checkout_id from payments where id = $1)`,
  checkout_without_order: `update orders set checkout_id = (select id from checkouts where status = 'ready_for_complete' limit 1) where payment_id = $1`,
  paid_without_order: `update payments set status = 'declined' where id = $1`,
  refund_missing: `update payments set status = 'refunded' where id = $1`,
  refund_exceeds: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status, next_check_at)
    select 'r', id, 'r', captured + 1, currency, 'x', 'x', 'requested', now() from payments where id = $1`,
  payment_flags: `update payments set live = false where id = $1`,
  payment_events: `update payments set status = 'honoured' where id = $1`,
  payment_history: `insert into payment_events (payment_id, from_status, to_status, cause, actor) values ($1, 'declined', 'paid', 'x', 'x')`,
  checkout_waits_for_nothing: `update checkouts set status = 'complete_in_progress' where id = (select id from checkouts where status = 'ready_for_complete' limit 1) and $1 <> ''`,
  checkout_payable_twice: `update checkouts set status = 'ready_for_complete' where id = (select checkout_id from payments where id = $1)`,
  stock_held_for_nothing: `update stock_holds set state = 'held' where payment_id = $1`,
  stock_sold_unpaid: `update payments set status = 'refunding' where id = $1`,
  stock_not_reserved: `update stock_holds set quantity = quantity + 1 where payment_id = $1`,
  discount_uses: `insert into discounts (id, title, percent, uses) select 'disc_1', '{"en": "Sale"}', 1000, 1 where $1 <> ''`,
  discount_unpaid: `with d as (insert into discounts (id, title, percent, uses) values ('disc_1', '{"en": "Sale"}', 1000, 1) returning id)
    insert into discount_uses (discount_id, checkout_id, payment_id, state, amount, currency) select d.id, p.checkout_id, p.id, 'reserved', 5, p.currency from d, payments p where p.id = $1`,
  discount_uncounted: `update orders set snapshot = jsonb_set(snapshot, '{priced,discounts}', '[{"id": "disc_1", "title": "Sale", "amount": 5}]') where payment_id = $1`,
  mode_mixed: `update payments set mode = 'live' where id = $1`,
  outbox_missing: `delete from outbox where $1 <> ''`,
  order_event_missing: `update orders set events_to = 'https://platform.example/profile' where payment_id = $1`,
  payment_held: `update payments set status = 'held' where id = $1`,
  payment_forgotten: `update payments set status = 'confirming', next_check_at = null where id = $1`,
  refund_forgotten: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status) select 'r', id, 'r', 1, currency, 'x', 'x', 'pending' from payments where id = $1`,
  refund_failed: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status) select 'r', id, 'r', 1, currency, 'x', 'x', 'failed' from payments where id = $1`,
  refund_overdue: `insert into refunds (id, payment_id, refund_no, amount, currency, reason, actor, status, next_check_at, created_at)
    select 'r', id, 'r', 1, currency, 'x', 'x', 'pending', now(), '2000-01-01' from payments where id = $1`,
  payment_overdue: `update payments set status = 'acting', deadline = '2000-01-01' where id = $1`,
  inbox_held: `insert into inbox (handler_id, event_id, trade_no, payload, state) values ('sandbox', 'e', $1, '{}', 'held')`,
  inbox_stuck: `insert into inbox (handler_id, event_id, trade_no, payload, received_at) values ('sandbox', 'e', $1, '{}', '2000-01-01')`,
  outbox_stuck: `update outbox set attempts = 9, created_at = '2000-01-01' where $1 <> ''`,
  sandbox_unpaid: `update payments set trade_no = 'ht_open' where id = $1`,
  sandbox_still_open: `update payments set trade_no = 'ht_open', closed = true where id = $1`,
  sandbox_absent: `update payments set trade_no = 'nowhere' where id = $1`,
  sandbox_unknown_paid: `update payments set trade_no = 'nowhere' where id = $1`,
  sandbox_amount: `update payments set amount = amount + 1 where id = $1`,
  sandbox_paid: `update payments set captured = captured - 1 where id = $1`,
  sandbox_not_refunded: `update payments set refunded = 5 where id = $1`,
};
const TRADE = {
  amount: 5, currency: 'HKD', subject: 's', merchant: 'm', locale: 'en', display: 'redirect' as const,
  returnUrl: 'https://a.example', notifyUrl: 'https://a.example', deadline: new Date('2030-01-01'),
};

class Undo extends Error {}

describe('The audit', () => {
  let shop: Shop;
  let payment: string;
  before(async () => {
    shop = await openShop();
    await shop.checkout(await shop.article(1));
    const checkout = await shop.checkout(await shop.article(1));
    await shop.pay(checkout);
    payment = String((await shop.payment(checkout))['id']);
    shop.sandbox.wallet.create({...TRADE, tradeNo: 'ht_open', token: 'redirect'});
  });
  after(() => shop.close());
  const report = (database = shop.database): ReturnType<typeof audit> =>
    audit(database, {sandboxBooks: () => shop.sandbox.wallet.journal.books, now: shop.services.clock()});
  beforeEach(async () => assert.deepEqual((await report()).violations, []));

  for (const [code, sql] of Object.entries(SABOTAGE)) {
    it(`names ${code}`, async () => {
      await assert.rejects(shop.database.transaction(async tx => {
        for (const statement of typeof sql === 'string' ? [sql] : sql) await tx.query(statement, statement.includes('$1') ? [payment] : []);
        // The audit opens a transaction of its own; here it looks into ours, which is undone.
        const inside = {...shop.database, transaction: <T>(work: (one: typeof tx) => Promise<T>) => work({
          query: (text, values) => text.startsWith('set transaction') ? Promise.resolve([]) : tx.query(text, values)})};
        const {violations, warnings, ok} = await report(inside);
        const found = [...violations, ...warnings].find(one => one.code === code);
        assert.ok(found, `found only ${[...violations, ...warnings].map(one => one.code).join(' ')}`);
        assert.match(found.message, /^[A-Z].+: .+\.$/);
        assert.equal(ok, violations.length === 0);
        throw new Undo();
      }), Undo);
    });
  }

  it('looks for everything that it lists', () => {
    const untested = CHECKS.map(check => check.code).filter(code => !(code in SABOTAGE));
    assert.deepEqual(untested, []);
  });

  it('compares what the sandbox took with what we know', async () => {
    const {wallet} = shop.sandbox;
    wallet.create({...TRADE, tradeNo: 'ht_foreign', token: 'approve'});
    assert.deepEqual((await report()).violations.map(({code, ids}) => [code, ids['trade']]), [['sandbox_unknown_paid', 'ht_foreign']]);
    wallet.refund('ht_foreign', {refundNo: 'r1', amount: 5, reason: 'none'});
    assert.deepEqual((await report()).violations, []);
  });

  it('counts and balances', async () => {
    const {counts, balances, sandboxTrades} = await report();
    assert.equal(counts['orders'], 1);
    assert.equal(counts['payments.paid'], 1);
    assert.deepEqual(balances, [
      {mode: 'test', account: 'provider:sandbox', currency: 'HKD', amount: 12800}, {mode: 'test', account: 'sales', currency: 'HKD', amount: -12800}]);
    assert.ok(Number(sandboxTrades) >= 1);
    assert.deepEqual((await report()).money, [{mode: 'test', currency: 'HKD', captured: 12800, refunded: 0, disputed: 0, kept: 12800}]);
  });
});

describe('The ledger', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());
  const entry = {kind: 'capture', mode: 'test', dedupeKey: 'capture:x', paymentId: 'x', debit: 'provider:sandbox', credit: 'sales', amount: {amount: 5, currency: 'HKD'}} as const;

  it('takes each transaction once', async () => {
    const now = shop.services.clock();
    assert.equal(await shop.database.transaction(tx => post(tx, entry, now)), true);
    assert.equal(await shop.database.transaction(tx => post(tx, entry, now)), false);
    assert.equal(await shop.count('ledger_entries'), 2);
  });

  it('can only be added to', async () => {
    await assert.rejects(shop.database.query('update ledger_entries set amount = 1', []), /append-only/);
    await assert.rejects(shop.database.query('delete from ledger_transactions', []), /append-only/);
  });

  it('moves only positive amounts', async () => {
    for (const amount of [0, -5]) {
      await assert.rejects(shop.database.transaction(tx => post(tx, {...entry, dedupeKey: 'y', amount: {amount, currency: 'HKD'}}, new Date())), RangeError);
    }
  });
});
