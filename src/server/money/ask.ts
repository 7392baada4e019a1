import type {Trade} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import type {Cause, PaymentRow} from './payment-row.ts';
import {intentOf, readPayment} from './payment-row.ts';
import {askProvider, handlerOf} from './provider-call.ts';
import {readRefunds} from './read-refunds.ts';
import {CALL_TIMEOUT} from './schedule.ts';
import type {Taken} from './take-answer.ts';
import {closeTrade, takeAnswer} from './take-answer.ts';
import {hasEnded, isOpen} from './transitions.ts';

/**
 * Finds out from the provider how a payment stands, and records it. Past its deadline, or when it is being closed, the
 * trade is closed first: stock is free only after the provider has confirmed that.
 */
export async function askAfter(services: Services, paymentId: string, cause: Cause): Promise<Taken> {
  const payment = await readPayment(services.database, paymentId);
  if (!payment) throw new Error(`There is no payment ${paymentId}`);
  const overdue = isOpen(payment.status) && payment.deadline <= services.clock();
  if (overdue || (isOpen(payment.status) && payment.closing)) return closeTrade(services, payment, payment.closing ?? 'expired', cause);
  const trade = await query(services, payment);
  // A provider that takes a closed trade for an open one is told again; money that it keeps for one is given up.
  const stillOpen = trade.status === 'waiting' || trade.status === 'authorised';
  if (stillOpen && hasEnded(payment.status)) return closeTrade(services, payment, 'failed', cause);
  if (trade.status === 'absent' && wasNeverCreated(services, payment)) return closeTrade(services, payment, 'failed', cause);
  // A sale that was undone at the provider: its own list says how.
  const undone = (trade.status === 'closed' || trade.status === 'declined') && payment.captured > payment.refunded;
  if (undone) await readRefunds(services, payment.id);
  return takeAnswer(services, payment.id, trade, cause);
}

async function query(services: Services, payment: PaymentRow): Promise<Trade> {
  const handler = handlerOf(services, payment.handler_id);
  return askProvider<Trade>(services, 'query', payment, signal => handler.query(intentOf(payment, services), signal));
}

/** Its call is over and left no action: the credential is gone, so this trade can only be ruled out. */
function wasNeverCreated({clock}: Services, payment: PaymentRow): boolean {
  const unanswered = payment.status === 'intent' || payment.status === 'confirming';
  return unanswered && payment.created_at.getTime() + CALL_TIMEOUT <= clock().getTime();
}
