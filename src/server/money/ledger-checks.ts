import type {Check} from './audit-checks.ts';
import {OWN_ACCOUNTS, SIDES} from './ledger.ts';

const OWN = OWN_ACCOUNTS.map(account => `'${account}'`).join(', ');
const balance = (account: string): string => `coalesce(sum(e.amount) filter (where e.account = '${account}'), 0)`;

const named = (side: string): readonly string[] => side.split(' or ').flatMap(one => (one === 'owed' ? ['late', 'unmatched'] : [one]));
const sides = Object.entries(SIDES).flatMap(([kind, [debit, credit]]) => [...named(debit).map(one => `('${kind}', 1, '${one}')`), ...named(credit).map(one => `('${kind}', -1, '${one}')`)]).join(', ');

/** What the ledger must say of each payment, account by account, and of nothing else. */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    code: 'ledger_account', level: 'violation', message: 'The accounts of the ledger do not say of a payment what became of its money',
    sql: `select p.id as payment from payments p left join (
        select t.payment_id, e.currency, ${OWN_ACCOUNTS.map(account => `${balance(account)} as ${account}`).join(', ')}
        from ledger_transactions t join ledger_entries e on e.transaction_id = t.id group by t.payment_id, e.currency) l on l.payment_id = p.id and l.currency = p.currency
      left join (select payment_id, sum(booked - lost) as open, sum(lost) as lost from disputes group by payment_id) d on d.payment_id = p.id
      where (coalesce(l.sales, 0), coalesce(l.refunds, 0), coalesce(l.late, 0) + coalesce(l.unmatched, 0), coalesce(l.disputed, 0), coalesce(l.losses, 0), coalesce(l.repaid, 0)) is distinct from (
        case when p.order_id is null then 0 else -p.captured end, case when p.order_id is null then 0 else p.refunded end,
        case when p.order_id is null then p.refunded + p.repaid - p.captured else 0 end, coalesce(d.open, 0), coalesce(d.lost, 0), -p.repaid)`,
  }, {
    code: 'ledger_stray', level: 'violation', message: 'The ledger has a transaction that belongs to nothing in the books, or an account that nobody knows',
    sql: `select t.id as transaction from ledger_transactions t left join payments p on p.id = t.payment_id left join orders o on o.id = t.order_id
      left join refunds r on r.id = t.refund_id left join disputes d on d.id = t.dispute_id
      where p.id is null or (t.order_id is not null and o.payment_id is distinct from p.id) or (t.refund_id is not null and r.payment_id is distinct from p.id)
        or (t.dispute_id is not null and d.payment_id is distinct from p.id)
        or exists (select 1 from ledger_entries e where e.transaction_id = t.id and e.account not in (${OWN}) and e.account <> 'provider:' || p.handler_id)`,
  }, {
    code: 'ledger_kind', level: 'violation', message: 'A transaction of the ledger moves money between other accounts than its kind does',
    sql: `select distinct t.id as transaction, t.kind from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
      where (t.kind, sign(e.amount)::int, case when e.account like 'provider:%' then 'provider' else e.account end) not in (${sides})`,
  }, {
    code: 'ledger_currency', level: 'violation', message: 'Money has changed its currency on its way through the books',
    sql: `select p.id as payment, r.id as refund, null as order from payments p join refunds r on r.payment_id = p.id where r.currency <> p.currency
      union all select p.id, null, o.id from payments p join orders o on o.payment_id = p.id where o.currency <> p.currency
      union all select p.id, null, null from payments p join ledger_transactions t on t.payment_id = p.id join ledger_entries e on e.transaction_id = t.id
        where e.currency <> p.currency and t.kind not in ('unmatched_capture', 'unmatched_return', 'repaid')`,
  },
];
