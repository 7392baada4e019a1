import {z} from 'zod';
import type {Trade} from '../payment-handler.ts';
import {AntomAmount, fromAntom} from './amount.ts';
import type {AntomAnswer} from './gateway.ts';

const PaymentBody = z.looseObject({
  paymentRequestId: z.string(), paymentId: z.string().min(1), paymentStatus: z.string(), paymentResultCode: z.string().optional(), paymentAmount: AntomAmount.optional(),
  paymentTime: z.iso.datetime({offset: true}).optional(),
});
type PaymentBody = z.output<typeof PaymentBody>;

export const NOT_THERE = 'ORDER_NOT_EXIST';

/** Codes of a failed payment that say that it was closed rather than refused. */
const CLOSED: ReadonlyMap<string, 'expired' | 'cancelled'> = new Map([['ORDER_IS_CLOSED', 'expired'], ['ORDER_IS_CANCELED', 'cancelled']]);

/** Reads the answer of `inquiryPayment`. What cannot be read with certainty is `unknown`; so is an answer about another payment. */
export function readPayment({status, code, body}: AntomAnswer, tradeNo: string, now: Date): Trade {
  if (status !== 'S') return status === 'F' && code === NOT_THERE ? {status: 'absent'} : {status: 'unknown'};
  const {success, data: payment} = PaymentBody.safeParse(body);
  return success && payment.paymentRequestId === tradeNo ? byStatus(payment, now) : {status: 'unknown'};
}

/** `PENDING`: the buyer has done everything and the money is not sure yet. That is not paid. */
function byStatus(payment: PaymentBody, now: Date): Trade {
  const {paymentId: providerTradeNo, paymentResultCode: code = 'FAIL'} = payment;
  switch (payment.paymentStatus) {
    case 'SUCCESS':
      return paid(payment, now);
    case 'PROCESSING':
    case 'PENDING':
      return {status: 'waiting', providerTradeNo};
    case 'CANCELLED':
      return {status: 'closed', providerTradeNo, reason: 'cancelled'};
    case 'FAIL': {
      const reason = CLOSED.get(code);
      return reason ? {status: 'closed', providerTradeNo, reason} : {status: 'declined', providerTradeNo, reason: code};
    }
    default:
      return {status: 'unknown'};
  }
}

function paid({paymentId, paymentAmount, paymentTime}: PaymentBody, now: Date): Trade {
  if (!paymentAmount) return {status: 'unknown'};
  try {
    return {status: 'paid', providerTradeNo: paymentId, amount: fromAntom(paymentAmount), paidAt: paymentTime === undefined ? now : new Date(paymentTime)};
  } catch {
    return {status: 'unknown'};
  }
}
