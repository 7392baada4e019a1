import type {CheckoutExtension, PaymentStatus} from '../../commerce/checkout.ts';
import type {Queryable} from '../database/database.ts';
import type {PaymentRow} from './payment-row.ts';
import type {PaymentState} from './transitions.ts';

const SHOWN: Readonly<Record<PaymentState, PaymentStatus>> = {
  intent: 'confirming', acting: 'acting', confirming: 'confirming', authorised: 'confirming', paid: 'paid', declined: 'declined', cancelled: 'cancelled',
  expired: 'expired', failed: 'failed', late_paid: 'late_paid', honoured: 'paid', refunding: 'refunding', refunded: 'refunded', held: 'held',
};

/** The payment that decides about a checkout: the live one, else the newest. */
async function decidingPayment(db: Queryable, checkoutId: string): Promise<PaymentRow | undefined> {
  const [payment] = await db.query<PaymentRow>(
    'select * from payments where checkout_id = $1 order by live desc, created_at desc, id limit 1', [checkoutId]);
  return payment;
}

/** How a checkout's payment stands, for `CheckoutExtension.payment`. */
export async function standingOf(db: Queryable, checkoutId: string): Promise<CheckoutExtension['payment']> {
  const payment = await decidingPayment(db, checkoutId);
  if (!payment) return {status: 'none', closed: true};
  const status = SHOWN[payment.status];
  return {
    status,
    closed: payment.closed,
    handler_id: payment.handler_id,
    ...(status === 'acting' && payment.action ? {action: payment.action} : {}),
  };
}
