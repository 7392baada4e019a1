import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {audit} from '../../../src/server/money/audit.ts';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

/** Payments of a shop that has seen some of everything, by what became of them. */
type Books = Readonly<Record<'paid' | 'other' | 'givenBack' | 'held' | 'acting' | 'honoured', string>>;

const unlocked = (table: string, change: string): readonly string[] => [`alter table ${table} disable trigger user`, change, `alter table ${table} enable trigger user`];
const dispute = (more: string): string => `insert into disputes (id, handler_id, provider_dispute_no, payment_id, amount, currency, status, withdrawn, booked, lost, reason) ${more}`;

/** What somebody, or a fault of ours, could do to the books; and the check that names it. */
const SABOTAGE: readonly (readonly [what: string, code: string, sql: (books: Books) => string | readonly string[]])[] = [
  ['a sale turned into late money in the ledger', 'ledger_kind', ({paid}) => unlocked('ledger_transactions', `update ledger_transactions set kind = 'late_capture' where dedupe_key = 'capture:${paid}'`)],
  ['a refund written the wrong way round', 'ledger_kind', ({other}) => unlocked('ledger_transactions', `update ledger_transactions set kind = 'refund_reversal' where payment_id = '${other}' and kind = 'refund'`)],
  ['one leg of a capture split, half of it taken elsewhere', 'ledger_account', ({paid}) => unlocked('ledger_entries',
    `with half as (update ledger_entries e set amount = amount / 2 from ledger_transactions t where t.id = e.transaction_id and t.dedupe_key = 'capture:${paid}' and account = 'sales' returning e.transaction_id, e.amount)
     insert into ledger_entries (transaction_id, account, currency, amount) select transaction_id, 'late', 'HKD', amount from half`)],
  ['the whole ledger of a payment forgotten', 'ledger_capture', ({paid}) => [...unlocked('ledger_entries', `delete from ledger_entries where transaction_id in (select id from ledger_transactions where payment_id = '${paid}')`),
    ...unlocked('ledger_transactions', `delete from ledger_transactions where payment_id = '${paid}'`)]],
  ['two orders with their checkouts exchanged', 'order_checkout', ({paid, other}) => [
    'alter table orders drop constraint orders_checkout_id_key',
    `update orders o set checkout_id = p.checkout_id from payments p where (o.payment_id = '${paid}' and p.id = '${other}') or (o.payment_id = '${other}' and p.id = '${paid}')`,
    `update checkouts c set order_id = o.id from orders o where o.checkout_id = c.id`]],
  ['the goods of an order exchanged for others at the same price', 'order_content', ({paid}) => [
    `update checkouts set priced = jsonb_set(priced, '{line_items,0,item,title}', '"Gold"') where id = (select checkout_id from payments where id = '${paid}')`,
    `update orders o set snapshot = jsonb_set(o.snapshot, '{priced}', c.priced) from checkouts c where c.id = o.checkout_id and o.payment_id = '${paid}'`]],
  ['an order that says another thing than its checkout', 'order_content', ({paid}) => `update orders set snapshot = jsonb_set(snapshot, '{priced,line_items,0,price}', '1') where payment_id = '${paid}'`],
  ['a checkout that has changed while it is being paid', 'order_content', ({acting}) => `update checkouts set priced = jsonb_set(priced, '{line_items,0,item,title}', '"Gold"') where id = (select checkout_id from payments where id = '${acting}')`],
  ['an order with the number of another on it', 'order_label', ({paid}) => `update orders set label = 'HK-1' where payment_id = '${paid}'`],
  ['two orders of one name', 'order_label', ({paid, other}) => [`update orders set label = '1' || label, number = 77 where payment_id = '${paid}'`,
    `update orders set label = '177' where payment_id in ('${paid}', '${other}')`, `update orders set number = 177 where payment_id = '${other}'`]],
  ['stock that comes free before the time to pay is over', 'hold_too_short', ({acting}) => `update stock_holds h set expires_at = p.deadline - interval '1 second' from payments p where p.id = h.payment_id and p.id = '${acting}'`],
  ['a checkout that runs out before its stock does', 'hold_too_short', ({acting}) => `update checkouts set expires_at = expires_at - interval '1 year' where id = (select checkout_id from payments where id = '${acting}')`],
  ['a payment that was given back and still keeps its checkout from being paid', 'payment_flags', ({givenBack}) => `update payments set live = true where id = '${givenBack}'`],
  ['a payment that was given back and may still be paid', 'payment_flags', ({givenBack}) => `update payments set closed = false where id = '${givenBack}'`],
  ['money without the day it came', 'payment_flags', ({paid}) => `update payments set paid_at = null where id = '${paid}'`],
  ['a checkout that sends its buyer to a wallet that nobody opened', 'checkout_waits_for_nothing', ({givenBack}) => `update checkouts set status = 'requires_escalation' where id = (select checkout_id from payments where id = '${givenBack}')`],
  ['a dispute at one service about money at another', 'dispute_money', ({paid}) => dispute(`select 'd', 'elsewhere', 'd', id, 5, currency, 'won', false, 0, 0, 'x' from payments where id = '${paid}'`)],
  ['a dispute that was lost and had never taken anything', 'dispute_money', ({paid}) => dispute(`select 'd', handler_id, 'd', id, 5, currency, 'lost', false, 0, 0, 'x' from payments where id = '${paid}'`)],
  ['a use of a discount in another currency', 'discount_unpaid', ({paid}) => [`insert into discounts (id, title, percent, uses) values ('disc_1', '{"en": "Sale"}', 1000, 1)`,
    `insert into discount_uses (discount_id, checkout_id, payment_id, state, amount, currency) select 'disc_1', checkout_id, id, 'used', 5, 'EUR' from payments where id = '${paid}'`]],
  ['a notification of a shop for trying applied to a payment of a live one', 'mode_mixed', ({paid}) => `insert into inbox (handler_id, event_id, trade_no, payload, state, payment_id, mode) select handler_id, 'e', trade_no, '{}', 'applied', id, 'live' from payments where id = '${paid}'`],
  ['an event in the middle of the story gone', 'payment_history', ({givenBack}) => unlocked('payment_events', `delete from payment_events where payment_id = '${givenBack}' and to_status = 'refunding'`)],
  ['the guard of the ledger taken away', 'guard_missing', () => 'alter table ledger_entries disable trigger ledger_entries_append_only'],
  ['the index that lets a checkout be paid once taken away', 'guard_missing', () => 'drop index payments_one_live'],
  ['a stock that may go below zero', 'guard_missing', () => 'alter table variants drop constraint variants_stock_check'],
  ['an adjustment of an order that nothing is behind', 'order_money', ({paid}) => `insert into order_adjustments (id, order_id, type, status, amount) select 'x', order_id, 'price_adjustment', 'completed', -5 from payments where id = '${paid}'`],
  ['an adjustment that is under way and nothing is behind', 'adjustment_wrong', ({paid}) => `insert into order_adjustments (id, order_id, type, status, amount) select 'x', order_id, 'refund', 'pending', -5 from payments where id = '${paid}'`],
  ['goods sold twice over for money that came late', 'stock_sold_twice', ({honoured}) => `update stock_holds set state = 'sold' where payment_id = '${honoured}'`],
  ['held money that the ledger has let go', 'ledger_account', ({held}) => [`insert into ledger_transactions (kind, mode, payment_id, dedupe_key) select 'repaid', 'test', id, 'x' from payments where id = '${held}'`,
    `insert into ledger_entries (transaction_id, account, currency, amount) select id, account, 'HKD', amount from ledger_transactions, (values ('unmatched', 5), ('repaid', -5)) e (account, amount) where dedupe_key = 'x'`]],
];

class Undo extends Error {}

describe('The audit of books that somebody has touched', () => {
  let shop: Shop;
  let books: Books;
  before(async () => {
    shop = await openShop();
    books = await written(shop);
    const {violations} = await audit(shop.database, {sandboxBooks: () => shop.sandbox.wallet.journal.books, now: shop.services.clock()});
    assert.deepEqual(violations, []);
  });
  after(() => shop.close());

  for (const [what, code, sql] of SABOTAGE) {
    it(`names ${what}`, async () => {
      await assert.rejects(shop.database.transaction(async tx => {
        for (const statement of [sql(books)].flat()) await tx.query(statement);
        // The audit opens a transaction of its own; here it looks into ours, which is undone.
        const inside = {...shop.database, transaction: <T>(work: (one: typeof tx) => Promise<T>) => work({
          query: (text, values) => text.startsWith('set transaction') ? Promise.resolve([]) : tx.query(text, values)})};
        const {violations} = await audit(inside, {sandboxBooks: () => shop.sandbox.wallet.journal.books, now: shop.services.clock()});
        assert.ok(violations.some(one => one.code === code), `found only ${violations.map(one => one.message).join(' ')}`);
        throw new Undo();
      }), Undo);
    });
  }
});

async function written(shop: Shop): Promise<Books> {
  const {wallet} = shop.sandbox;
  const begin = async (token: string, stock = 2): Promise<{checkout: string; payment: string; trade: string}> => {
    const checkout = await shop.checkout(await shop.article(stock), {email: 'mei@example.com'});
    await shop.pay(checkout, token);
    return {checkout, payment: String((await shop.payment(checkout))['id']), trade: await shop.tradeOf(checkout)};
  };
  const [paid, other, late, honoured, held] = [await begin('approve'), await begin('approve'), await begin('redirect', 1), await begin('redirect'), await begin('redirect')];
  await shop.money.refundPayment(other.payment, 500, 'chipped', 'staff:mei');
  await shop.money.closeLivePayment(late.checkout, 'cancelled');
  wallet.payAgainstTheRules(late.trade, 'once');
  wallet.payAgainstTheRules(held.trade, 'once', 7);
  wallet.decide(honoured.trade, 'decline', 'once');
  await shop.settle(10);
  wallet.payAgainstTheRules(honoured.trade, 'once');
  await shop.settle(20);
  const acting = await begin('redirect');
  return {paid: paid.payment, other: other.payment, givenBack: late.payment, held: held.payment, honoured: honoured.payment, acting: acting.payment};
}
