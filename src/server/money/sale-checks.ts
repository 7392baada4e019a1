import type {Check} from './audit-checks.ts';
import {CONTENT_HASH} from './content-hash.ts';

const OPEN = `('intent', 'acting', 'confirming', 'authorised')`;

/** What payments, orders and stock must say of each other. */
export const SALE_CHECKS: readonly Check[] = [
  {
    code: 'payment_amount', level: 'violation', message: 'A sale was paid with another amount than was agreed to, and nobody has accepted that',
    sql: `select p.id as payment, p.order_id as order from payments p where p.status in ('paid', 'honoured') and p.captured <> p.amount
      and not exists (select 1 from decisions where about = 'payment' and subject = p.id and decision = 'accepted')`,
  }, {
    code: 'trade_counted_twice', level: 'violation', message: 'One trade at a payment service stands behind two payments',
    sql: `select min(id) as payment, max(id) as other from payments where captured > 0 and provider_trade_no is not null group by handler_id, mode, provider_trade_no having count(*) > 1
      union all select min(id), max(id) from payments group by trade_no having count(*) > 1`,
  }, {
    code: 'refund_counted_twice', level: 'violation', message: 'One refund at a payment service stands twice in the books',
    sql: `select min(r.id) as refund, max(r.id) as other from refunds r join payments p on p.id = r.payment_id where r.status = 'done' and r.provider_refund_no is not null
        group by p.handler_id, p.mode, r.provider_refund_no having count(*) > 1
      union all select min(id), max(id) from refunds group by refund_no having count(*) > 1`,
  }, {
    code: 'order_lost', level: 'violation', message: 'An order is named that is not there, or that belongs to something else',
    sql: `select p.order_id as order, p.id as payment, null as checkout from payments p left join orders o on o.id = p.order_id
        where p.order_id is not null and o.payment_id is distinct from p.id
      union all select c.order_id, null, c.id from checkouts c left join orders o on o.id = c.order_id where c.order_id is not null and o.checkout_id is distinct from c.id`,
  }, {
    code: 'order_total', level: 'violation', message: 'An order costs another amount than what it sold',
    sql: `select o.id as order from orders o where o.total is distinct from
      (select sum((t.value ->> 'amount')::bigint) from jsonb_array_elements(o.snapshot #> '{priced,totals}') t where t.value ->> 'type' = 'total')`,
  }, {
    code: 'adjustment_wrong', level: 'violation', message: 'An order does not say what became of a refund or a dispute of it',
    sql: `select o.id as order, r.id as refund, null as dispute from refunds r join orders o on o.payment_id = r.payment_id left join order_adjustments a on a.id = r.id
        where a.order_id is distinct from o.id or a.amount is distinct from -r.amount
          or a.status is distinct from case r.status when 'done' then 'completed' when 'failed' then 'failed' else 'pending' end
      union all select o.id, null, d.id from disputes d join orders o on o.payment_id = d.payment_id left join order_adjustments a on a.id = d.id
        where d.currency = o.currency and a.order_id is distinct from o.id
      union all select a.order_id, a.id, null from order_adjustments a where (a.type = 'refund' and not exists (select 1 from refunds where id = a.id))
        or (a.type = 'dispute' and not exists (select 1 from disputes where id = a.id))`,
  }, {
    code: 'order_content', level: 'violation', message: 'What is sold is not what its buyer agreed to pay for',
    sql: `select p.id as payment, o.id as order from payments p join (select id, priced, ${CONTENT_HASH} as hash from checkouts) c on c.id = p.checkout_id left join orders o on o.payment_id = p.id
      where (p.status in ${OPEN} or o.id is not null) and (c.hash <> p.content_hash or o.snapshot #> '{priced,line_items}' <> c.priced -> 'line_items')`,
  }, {
    code: 'order_label', level: 'violation', message: 'An order is called by the number of another',
    sql: `select id as order, null as other from orders where right(label, length(number::text)) <> number::text
      union all select min(id), max(id) from orders group by label having count(*) > 1`,
  }, {
    code: 'hold_too_short', level: 'violation', message: 'Stock may be sold to others while its payment can still be made',
    sql: `select h.id as hold, p.id as payment from payments p join checkouts c on c.id = p.checkout_id join stock_holds h on h.payment_id = p.id and h.state = 'held'
      where p.status in ${OPEN} and (h.expires_at <= p.deadline or c.expires_at < h.expires_at)`,
  }, {
    code: 'stock_not_held', level: 'violation', message: 'What an open payment pays for is not the stock that is held for it',
    sql: `select coalesce(w.payment, h.payment) as payment from (
        select p.id as payment, l.value #>> '{item,id}' as variant, sum((l.value ->> 'quantity')::int) as wanted from payments p
        join checkouts c on c.id = p.checkout_id cross join lateral jsonb_array_elements(c.priced -> 'line_items') l where p.status in ${OPEN} group by 1, 2) w
      full join (select s.payment_id as payment, s.variant_id as variant, sum(s.quantity) as held from stock_holds s join payments p on p.id = s.payment_id
        where s.state = 'held' and p.status in ${OPEN} group by 1, 2) h on h.payment = w.payment and h.variant = w.variant where h.held is distinct from w.wanted`,
  }, {
    code: 'stock_sold_twice', level: 'violation', message: 'More stock counts as sold than the order of its payment has',
    sql: `select h.payment_id as payment, h.variant_id as variant from (select payment_id, variant_id, sum(quantity) as kept from stock_holds where state = 'sold' group by 1, 2) h
      join orders o on o.payment_id = h.payment_id where h.kept > coalesce((select sum((l.value ->> 'quantity')::int)
        from jsonb_array_elements(o.snapshot #> '{priced,line_items}') l where l.value #>> '{item,id}' = h.variant_id), 0)`,
  }, {
    code: 'decision_missing', level: 'violation', message: 'What waited for a person is settled, and the record does not say by whom',
    sql: `select id as payment, null as notification from payments p where (repaid > 0 or exists (select 1 from payment_events e where e.payment_id = p.id and e.from_status = 'held' and e.to_status = 'honoured'))
        and not exists (select 1 from decisions where about = 'payment' and subject = p.id)
      union all select null, id::text from inbox i where state = 'ignored' and not exists (select 1 from decisions where about = 'notification' and subject = 'notification-' || i.id)`,
  },
];
