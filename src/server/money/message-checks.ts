import type {Check} from './audit-checks.ts';

/** Days that what was applied stays in the inbox, and that a message keeps the buyer's address after it was delivered. */
export const KEPT = {inbox: 400, message: 30} as const;

/** What must have been told, and what must have been heard. */
export const MESSAGE_CHECKS: readonly Check[] = [
  {
    code: 'message_missing', level: 'violation', message: 'Nobody will be told about something that happened to an order or a payment',
    sql: `select 'order.confirmation' as kind, o.id as about from orders o where coalesce(o.snapshot #>> '{request,buyer,email}', '') <> ''
        and not exists (select 1 from outbox b where b.dedupe_key = 'order.confirmation:' || o.id)
      union all select k.kind, r.id from refunds r cross join lateral (select case r.status when 'done' then 'order.refunded' else 'refund.failed' end as kind) k
        where r.status in ('done', 'failed') and not exists (select 1 from outbox b where b.kind = k.kind and b.payload #>> '{data,refund_id}' = r.id)
      union all select 'order.disputed', d.id from disputes d where d.payment_id is not null
        and not exists (select 1 from outbox b where b.kind = 'order.disputed' and b.payload #>> '{data,dispute_id}' = d.id)
      union all select 'payment.held', p.id from payments p where p.status = 'held'
        and not exists (select 1 from outbox b where b.kind = 'payment.held' and b.payload #>> '{data,payment_id}' = p.id)`,
  }, {
    code: 'order_event_missing', level: 'violation', message: 'The platform that brought an order will not be told of it, or of something that happened to it',
    sql: `select o.id as order, e.what from orders o cross join lateral (select 'created' as what union all select a.id || ':' || a.status from order_adjustments a where a.order_id = o.id) e
      where o.events_to is not null and not exists (select 1 from outbox b where b.dedupe_key = 'order.event:' || o.id || ':' || e.what and b.platform = o.events_to)`,
  }, {
    code: 'message_forgotten', level: 'violation', message: 'A message is not delivered, and nobody will try again although it was not given up',
    sql: `select id::text as message, kind from outbox where delivered_at is null and next_try_at is null and attempts < 24`,
  }, {
    code: 'message_given_up', level: 'warning', message: 'A message could not be delivered for three days and waits for a person',
    sql: `select 'message-' || id as message, kind, failed_reason as reason from outbox b where delivered_at is null and next_try_at is null and attempts >= 24
      and not exists (select 1 from decisions where about = 'message' and subject = 'message-' || b.id and decision = 'dismissed')`,
  }, {
    code: 'notification_forgotten', level: 'violation', message: 'A notification was taken and not applied, and nobody will try again',
    sql: `select 'notification-' || id as notification from inbox where state = 'received' and next_try_at is null`,
  }, {
    code: 'notification_lost', level: 'violation', message: 'A notification moved a payment and is no longer in the inbox', timed: true,
    sql: `select e.payment_id as payment, substr(e.cause, 14) as event from payment_events e join payments p on p.id = e.payment_id
      where e.cause like 'notification:%' and e.at > $1::timestamptz - interval '${KEPT.inbox - 10} days'
        and not exists (select 1 from inbox i where i.handler_id = p.handler_id and i.event_id = substr(e.cause, 14))`,
  },
];
