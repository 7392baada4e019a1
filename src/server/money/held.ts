import type {Money} from '../../commerce/money.ts';
import type {Queryable} from '../database/database.ts';

/** What may be decided about a held thing. `refund` is `hangtag refund`; everything else is a `HeldChoice`. */
export type HeldAct = 'refund' | 'accept' | 'repaid' | 'dismiss' | 'retry';

/** Something that waits for a person of the shop. */
export interface HeldThing {
  readonly about: 'payment' | 'notification' | 'refund' | 'dispute' | 'message';
  /** What it is called when it is decided about. */
  readonly id: string;
  readonly since: Date;
  /** Why it waits, in English or in the service's own words. */
  readonly why: string;
  readonly amount?: Money;
  readonly mode?: 'test' | 'live';
  /** What it belongs to, such as `{payment: 'pay_…'}`. */
  readonly ids: Readonly<Record<string, string>>;
  readonly may: readonly HeldAct[];
}

interface HeldRow {
  readonly about: HeldThing['about'];
  readonly id: string;
  readonly since: Date;
  readonly why: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly mode: 'test' | 'live' | null;
  readonly ids: Readonly<Record<string, string | null>>;
}

const MAY: Readonly<Record<HeldThing['about'], readonly HeldAct[]>> = {
  payment: ['refund', 'accept', 'repaid'], notification: ['retry', 'dismiss'], refund: ['dismiss'], dispute: ['dismiss'], message: ['retry', 'dismiss'],
};

const undecided = (about: string, subject: string): string =>
  `not exists (select 1 from decisions where about = '${about}' and subject = ${subject} and decision = 'dismissed')`;

/** What waits for a person, the oldest first. The audit warns of the same. */
export async function readHeld(db: Queryable): Promise<readonly HeldThing[]> {
  const rows = await db.query<HeldRow>(
    `select 'payment' as about, p.id, e.at as since, p.reason as why, e2.amount, e2.currency, p.mode,
        jsonb_build_object('checkout', p.checkout_id, 'trade', p.trade_no, 'service', p.handler_id) as ids
       from payments p join lateral (select at from payment_events where payment_id = p.id order by id desc limit 1) e on true
       left join lateral (select -sum(x.amount)::bigint as amount, x.currency from ledger_transactions t join ledger_entries x on x.transaction_id = t.id
         where t.payment_id = p.id and x.account in ('late', 'unmatched') group by x.currency order by 1 desc limit 1) e2 on true where p.status = 'held'
     union all select 'notification', 'notification-' || id, received_at, reason, null, null, mode,
        jsonb_build_object('service', handler_id, 'event', event_id, 'payment', payment_id, 'trade', coalesce(trade_no, provider_trade_no)) from inbox where state = 'held'
     union all select 'refund', r.id, r.updated_at, r.failed_reason, r.amount, r.currency, p.mode, jsonb_build_object('payment', p.id, 'order', o.label)
       from refunds r join payments p on p.id = r.payment_id left join orders o on o.payment_id = p.id where r.status = 'failed' and p.status <> 'held' and ${undecided('refund', 'r.id')}
     union all select 'dispute', d.id, d.created_at, d.reason, d.amount, d.currency, null, jsonb_build_object('service', d.handler_id, 'number', d.provider_dispute_no, 'trade', coalesce(d.trade_no, d.provider_trade_no))
       from disputes d left join payments p on p.id = d.payment_id where (p.id is null or p.currency <> d.currency or p.captured = 0) and ${undecided('dispute', 'd.id')}
     union all select 'message', 'message-' || id, created_at, failed_reason, null, null, payload #>> '{data,mode}', jsonb_build_object('kind', kind, 'order', payload #>> '{data,order_id}', 'platform', platform)
       from outbox where delivered_at is null and next_try_at is null and ${undecided('message', `'message-' || outbox.id`)}
     order by since, id`, []);
  return rows.map(({about, id, since, why, amount, currency, mode, ids}) => ({
    about, id, since, why: why ?? 'no reason is known',
    ...(amount === null || currency === null ? {} : {amount: {amount, currency}}), ...(mode === null ? {} : {mode}),
    ids: Object.fromEntries(Object.entries(ids).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))), may: MAY[about],
  }));
}
