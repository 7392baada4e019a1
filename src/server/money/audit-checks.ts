import type {Queryable} from '../database/database.ts';
import {GUARD_CHECKS} from './guard-checks.ts';
import {LEDGER_CHECKS} from './ledger-checks.ts';
import {MESSAGE_CHECKS} from './message-checks.ts';
import {SALE_CHECKS} from './sale-checks.ts';
import {PAYMENT_STATES, transitions} from './transitions.ts';

/** Something that must not be (a violation), or that a person should look at (a warning). */
export interface Finding {
  /** Closed set; see `CHECKS` and `audit-sandbox.ts`. */
  readonly code: string;
  /** What it is about, such as `{payment: 'pay_…'}`. */
  readonly ids: Readonly<Record<string, string>>;
  readonly message: string;
}

export interface Check {
  readonly code: string;
  readonly level: 'violation' | 'warning';
  /** What is wrong with every row that `sql` finds. */
  readonly message: string;
  /** Its columns are the ids of the finding; `$1` is the instant of the audit where it needs one. */
  readonly sql: string;
  readonly timed?: true;
}

const OPEN = `('intent', 'acting', 'confirming', 'authorised')`;
const ENDED = `('declined', 'cancelled', 'expired', 'failed')`;
const SOLD = `('paid', 'honoured')`;
const allowed = PAYMENT_STATES.flatMap(from => transitions[from].map(to => `('${from}', '${to}')`)).join(', ');

/** What the database must prove by itself. */
export const CHECKS: readonly Check[] = [
  ...LEDGER_CHECKS, ...SALE_CHECKS, ...MESSAGE_CHECKS, ...GUARD_CHECKS,
  {
    code: 'ledger_unbalanced', level: 'violation', message: 'A ledger transaction does not add up to zero',
    sql: `select t.id as transaction from ledger_transactions t left join ledger_entries e on e.transaction_id = t.id
      group by t.id, e.currency having count(e.id) < 2 or sum(e.amount) <> 0`,
  }, {
    code: 'ledger_capture', level: 'violation', message: 'What the ledger took in for a payment is not what the payment says',
    sql: `select p.id as payment from payments p left join ledger_transactions t on t.dedupe_key = 'capture:' || p.id
      left join ledger_entries e on e.transaction_id = t.id and e.account = 'provider:' || p.handler_id
      where coalesce(case when e.currency = p.currency then e.amount end, 0) <> p.captured`,
  }, {
    code: 'ledger_refund', level: 'violation', message: 'What the ledger gave back for a payment is not what the payment and its refunds say',
    sql: `select p.id as payment from payments p where p.refunded <> coalesce((select sum(amount) from refunds where payment_id = p.id and status = 'done'), 0)
      or p.refunded <> coalesce((select -sum(e.amount) from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
        where t.payment_id = p.id and t.refund_id is not null and e.account = 'provider:' || p.handler_id), 0)`,
  }, {
    code: 'ledger_dispute', level: 'violation', message: 'What the ledger let go in disputes is not what the payment and its disputes say',
    sql: `select p.id as payment from payments p where p.disputed <> coalesce((select sum(booked) from disputes where payment_id = p.id), 0)
      or p.disputed <> coalesce((select -sum(e.amount) from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
        where t.payment_id = p.id and t.dispute_id is not null and e.account = 'provider:' || p.handler_id), 0)
      or coalesce((select sum(lost) from disputes where payment_id = p.id), 0) <> coalesce((select sum(e.amount) from ledger_transactions t
        join ledger_entries e on e.transaction_id = t.id where t.payment_id = p.id and t.dispute_id is not null and e.account = 'losses'), 0)`,
  }, {
    code: 'ledger_kept', level: 'violation', message: 'Captured less refunded less disputed is not what the ledger says the payment service keeps',
    sql: `select p.id as payment from payments p where p.captured - p.refunded - p.disputed <> coalesce((select sum(e.amount) from ledger_transactions t
        join ledger_entries e on e.transaction_id = t.id where t.payment_id = p.id and e.account = 'provider:' || p.handler_id and e.currency = p.currency), 0)`,
  }, {
    code: 'dispute_money', level: 'violation', message: 'What a dispute has taken is not what it stands for',
    sql: `select d.id as dispute, p.id as payment from disputes d join payments p on p.id = d.payment_id where p.currency = d.currency and p.captured > 0 and (
        d.handler_id <> p.handler_id or d.booked <> case when d.withdrawn or d.status = 'lost' then d.amount else 0 end or d.lost <> case when d.status = 'lost' then d.amount else 0 end)`,
  }, {
    code: 'dispute_unmatched', level: 'warning', message: 'A dispute fits no payment in our books',
    sql: `select d.id as dispute, d.provider_dispute_no as number from disputes d left join payments p on p.id = d.payment_id
      where (p.id is null or p.currency <> d.currency or p.captured = 0)
        and not exists (select 1 from decisions where about = 'dispute' and subject = d.id and decision = 'dismissed')`,
  }, {
    code: 'dispute_open', level: 'warning', message: 'A dispute waits for the answer of the shop or of the bank',
    sql: `select id as dispute, payment_id as payment, to_char(respond_by at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as "respond before" from disputes where status = 'open'`,
  }, {
    code: 'overdrawn', level: 'warning', message: 'More has gone back than was taken: refund and dispute overlap',
    sql: `select id as payment from payments where captured < refunded + disputed + repaid`,
  }, {
    code: 'order_money', level: 'violation', message: 'Captured less refunded less lost in disputes is not the total of the order less its adjustments',
    sql: `select o.id as order, p.id as payment from orders o join payments p on p.id = o.payment_id
      where p.currency <> o.currency or p.captured - p.refunded - coalesce((select sum(lost) from disputes where payment_id = p.id), 0) <>
        o.total + coalesce((select sum(amount) from order_adjustments where order_id = o.id and status = 'completed'), 0)`,
  }, {
    code: 'order_unpaid', level: 'violation', message: 'An order that costs something has no payment that was taken',
    sql: `select o.id as order from orders o left join payments p on p.id = o.payment_id
      where o.total > 0 and (p.id is null or p.status not in ${SOLD} or p.order_id is distinct from o.id)`,
  }, {
    code: 'order_checkout', level: 'violation', message: 'An order and its checkout do not agree',
    sql: `select o.id as order, c.id as checkout from orders o join checkouts c on c.id = o.checkout_id
      left join payments p on p.id = o.payment_id
      where c.status <> 'completed' or c.order_id is distinct from o.id or c.total <> o.total or c.currency <> o.currency or p.checkout_id <> c.id`,
  }, {
    code: 'checkout_without_order', level: 'violation', message: 'A checkout is completed, but there is no order',
    sql: `select c.id as checkout from checkouts c where c.status = 'completed' and not exists (select 1 from orders o where o.checkout_id = c.id)`,
  }, {
    code: 'orders_of_checkout', level: 'violation', message: 'A checkout has more than one order',
    sql: `select checkout_id as checkout from orders group by checkout_id having count(*) > 1`,
  }, {
    code: 'orders_of_payment', level: 'violation', message: 'A payment has more than one order',
    sql: `select payment_id as payment from orders where payment_id is not null group by payment_id having count(*) > 1`,
  }, {
    code: 'paid_without_order', level: 'violation', message: 'Money was taken, but there is neither an order nor a refund for it',
    sql: `select p.id as payment from payments p left join orders o on o.payment_id = p.id
      where (p.status in ${SOLD} and o.id is null) or (p.captured > 0 and (p.status in ${OPEN} or p.status in ${ENDED} or p.status = 'late_paid'))`,
  }, {
    code: 'refund_missing', level: 'violation', message: 'Late money is to be given back, but no refund is under way',
    sql: `select p.id as payment from payments p where (p.status = 'refunding' and p.captured >
        coalesce((select sum(amount) from refunds where payment_id = p.id and status <> 'failed'), 0)) or (p.status = 'refunded' and p.captured > p.refunded + p.repaid + p.disputed)`,
  }, {
    code: 'refund_exceeds', level: 'violation', message: 'More is given back than was taken',
    sql: `select p.id as payment from payments p where p.captured < coalesce((select sum(amount) from refunds where payment_id = p.id and status = 'done'), 0)
      or p.captured < coalesce((select sum(amount) from refunds where payment_id = p.id and status <> 'failed' and origin = 'shop'), 0)`,
  }, {
    code: 'payments_live', level: 'violation', message: 'A checkout has more than one live payment',
    sql: `select checkout_id as checkout from payments where live group by checkout_id having count(*) > 1`,
  }, {
    code: 'payment_flags', level: 'violation', message: 'A payment is live, closed or paid in a way that its status does not allow',
    sql: `select id as payment from payments where (status in ${OPEN} and (not live or closed)) or (status in ${ENDED} and (live or not closed))
      or (status in ${SOLD} and not live) or (status = 'refunded' and (live or not closed)) or (captured > 0 and paid_at is null)`,
  }, {
    code: 'payment_events', level: 'violation', message: 'A payment is not in the status that its last event moved it to',
    sql: `select p.id as payment from payments p left join lateral
      (select to_status from payment_events e where e.payment_id = p.id order by e.id desc limit 1) e on true where e.to_status is distinct from p.status`,
  }, {
    code: 'payment_history', level: 'violation', message: 'The events of a payment do not follow one another',
    sql: `select distinct payment_id as payment from (select payment_id, from_status, to_status, lag(to_status) over (partition by payment_id order by id) as before
      from payment_events) e where e.from_status is distinct from e.before
      or (e.from_status is null and e.to_status <> 'intent') or (e.from_status is not null and (e.from_status, e.to_status) not in (${allowed}))`,
  }, {
    code: 'checkout_waits_for_nothing', level: 'violation', message: 'A checkout says that its payment is under way, but it has no live payment',
    sql: `select c.id as checkout from checkouts c where c.status in ('complete_in_progress', 'requires_escalation') and not exists (select 1 from payments p where p.checkout_id = c.id and p.live)`,
  }, {
    code: 'checkout_payable_twice', level: 'violation', message: 'A checkout could be paid anew while a payment of it is live',
    sql: `select c.id as checkout, p.id as payment from checkouts c join payments p on p.checkout_id = c.id and p.live
      where c.status in ('incomplete', 'ready_for_complete')`,
  }, {
    code: 'stock_negative', level: 'violation', message: 'A stock is below zero',
    sql: `select id as variant from variants where stock < 0`,
  }, {
    code: 'stock_held_for_nothing', level: 'violation', message: 'Stock is held for a payment that can no longer need it',
    sql: `select h.id as hold, p.id as payment from stock_holds h join payments p on p.id = h.payment_id
      where h.state = 'held' and p.status not in ${OPEN} and p.status not in ('held', 'refunding')`,
  }, {
    code: 'stock_sold_unpaid', level: 'violation', message: 'Stock counts as sold, but its payment was not taken',
    sql: `select h.id as hold, p.id as payment from stock_holds h join payments p on p.id = h.payment_id where h.state = 'sold' and p.status not in ${SOLD}`,
  }, {
    code: 'stock_not_reserved', level: 'violation', message: 'What a payment pays for is not the stock that is kept for it',
    sql: `select w.payment from (
        select p.id as payment, l.value #>> '{item,id}' as variant, sum((l.value ->> 'quantity')::int) as wanted from payments p
        join orders o on o.payment_id = p.id cross join lateral jsonb_array_elements(o.snapshot #> '{priced,line_items}') l group by p.id, variant) w
      left join (select payment_id, variant_id, sum(quantity) as kept from stock_holds where state = 'sold' group by payment_id, variant_id) h
        on h.payment_id = w.payment and h.variant_id = w.variant where h.kept is distinct from w.wanted`,
  }, {
    code: 'discount_uses', level: 'violation', message: 'The uses of a discount do not add up, or are more than it has',
    sql: `select d.id as discount from discounts d left join discount_uses u on u.discount_id = d.id and u.state <> 'released'
      group by d.id having d.uses <> count(u.id) or count(u.id) filter (where not u.beyond) > coalesce(d.most_uses, count(u.id))`,
  }, {
    code: 'discount_unpaid', level: 'violation', message: 'A use of a discount does not fit the payment or the order that it belongs to',
    sql: `select u.discount_id as discount, u.checkout_id as checkout, p.id as payment from discount_uses u left join payments p on p.id = u.payment_id
      left join orders o on o.checkout_id = u.checkout_id where (u.state = 'used' and (o.id is null or o.payment_id is distinct from u.payment_id))
      or (u.state <> 'released' and u.currency <> p.currency) or (u.state = 'reserved' and (p.id is null or (p.status not in ${OPEN} and p.status not in ('held', 'refunding')))) or (u.state = 'released' and p.status in ${SOLD} and not exists
        (select 1 from discount_uses k where k.payment_id = p.id and k.discount_id = u.discount_id and k.state = 'used'))`,
  }, {
    code: 'discount_uncounted', level: 'violation', message: 'An order was sold for less than its goods cost, and no use of a discount says so',
    sql: `select o.id as order, d.value ->> 'id' as discount from orders o cross join lateral jsonb_array_elements(o.snapshot #> '{priced,discounts}') d
      left join discount_uses u on u.checkout_id = o.checkout_id and u.discount_id = d.value ->> 'id' and u.state = 'used'
      where u.amount is distinct from (d.value ->> 'amount')::bigint`,
  }, {
    code: 'mode_mixed', level: 'violation', message: 'Test and live are mixed',
    sql: `select p.id as payment, null as order from payments p join checkouts c on c.id = p.checkout_id where p.mode <> c.mode
      union all select p.id, o.id from orders o join checkouts c on c.id = o.checkout_id left join payments p on p.id = o.payment_id
        where o.mode <> c.mode or o.mode <> coalesce(p.mode, o.mode)
      union all select t.payment_id, t.order_id from ledger_transactions t join payments p on p.id = t.payment_id where t.mode <> p.mode
      union all select p.id, null from inbox i join payments p on p.id = i.payment_id where i.mode <> p.mode`,
  }, {
    code: 'outbox_missing', level: 'violation', message: 'Nobody will be told about an order',
    sql: `select o.id as order from orders o where not exists (select 1 from outbox b where b.dedupe_key = 'order.placed:' || o.id)`,
  }, {
    code: 'payment_held', level: 'warning', message: 'A payment waits for a person', sql: `select id as payment from payments where status = 'held'`,
  }, {
    code: 'refund_failed', level: 'warning', message: 'A refund failed', 
    sql: `select id as refund, payment_id as payment from refunds r where status = 'failed'
      and not exists (select 1 from decisions where about = 'refund' and subject = r.id and decision = 'dismissed')`,
  }, {
    code: 'payment_overdue', level: 'warning', message: 'A payment has been without an answer for an hour past its deadline', timed: true,
    sql: `select id as payment from payments where status in ${OPEN} and deadline < $1::timestamptz - interval '1 hour'`,
  }, {
    code: 'payment_forgotten', level: 'violation', message: 'A payment is open, but nobody will ask after it',
    sql: `select id as payment from payments where status in ${OPEN} and next_check_at is null`,
  }, {
    code: 'refund_overdue', level: 'warning', message: 'A refund has been under way for a day', timed: true,
    sql: `select id as refund, payment_id as payment from refunds where status in ('requested', 'pending') and created_at < $1::timestamptz - interval '1 day'`,
  }, {
    code: 'refund_forgotten', level: 'violation', message: 'A refund is under way, but nobody will ask after it',
    sql: `select id as refund from refunds where status in ('requested', 'pending') and next_check_at is null`,
  }, {
    code: 'inbox_held', level: 'warning', message: 'A notification waits for a person', sql: `select 'notification-' || id as notification, reason from inbox where state = 'held'`,
  }, {
    code: 'inbox_stuck', level: 'warning', message: 'A notification has not been applied for an hour', timed: true,
    sql: `select id::text as notification from inbox where state = 'received' and received_at < $1::timestamptz - interval '1 hour'`,
  }, {
    code: 'outbox_stuck', level: 'warning', message: 'A message has not been delivered for a day', timed: true,
    sql: `select id::text as message, kind, failed_reason as reason from outbox where delivered_at is null and attempts > 0 and next_try_at is not null and created_at < $1::timestamptz - interval '1 day'`,
  },
];

export async function runCheck(db: Queryable, check: Check, now: Date): Promise<readonly Finding[]> {
  const rows = await db.query<Record<string, unknown>>(check.sql, check.timed ? [now] : []);
  return rows.map(row => finding(check.code, check.message, row));
}

export function finding(code: string, message: string, ids: Readonly<Record<string, unknown>>): Finding {
  const named = Object.entries(ids).filter(([, id]) => id !== null && id !== undefined).map(([name, id]) => [name, String(id as string | number)] as const);
  return {code, ids: Object.fromEntries(named), message: `${message}: ${named.map(([name, id]) => `${name} ${id}`).join(', ')}.`};
}
