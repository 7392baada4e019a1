import type {AntomAmount, AntomPayment} from './books.ts';
import {stamp} from './operations.ts';

/** One step of a dispute, in the words of `notifyDispute`. Each step says only what it is about. */
export interface DisputeNews {
  readonly type: string;
  /** Of the dispute; default: the payment's only one. */
  readonly id?: string;
  /** Default: a chargeback. */
  readonly kind?: string;
  readonly judged?: string;
  /** `null`: not said. Default: the payment's. */
  readonly amount?: AntomAmount | null;
  readonly judgedAmount?: AntomAmount;
}

export const OUTCOMES: Readonly<Record<'open' | 'won' | 'lost', DisputeNews>> = {
  open: {type: 'DISPUTE_CREATED'},
  won: {type: 'DISPUTE_JUDGED', judged: 'ACCEPT_BY_CUSTOMER', amount: null},
  lost: {type: 'DISPUTE_JUDGED', judged: 'ACCEPT_BY_MERCHANT', amount: null},
};

/** The body of `notifyDispute`. It carries neither `notifyType` nor `result`, unlike every other notification. */
export function disputeNews({requestId, paymentId, amount: paid, created}: AntomPayment, news: DisputeNews, now: number): object {
  const {type, id = `dispute_${paymentId}`, kind = 'CHARGEBACK', judged, amount = paid, judgedAmount = judged ? paid : undefined} = news;
  return {
    disputeNotificationType: type, disputeId: id, paymentId, paymentRequestId: requestId, disputeTime: stamp(created), disputeType: kind, disputeSource: 'ALIPAY_HK',
    ...(amount && {disputeAmount: amount}), ...(type === 'DISPUTE_CREATED' && {disputeReasonMsg: 'Goods not received', defenseDueTime: stamp(now + 7 * 86_400_000), defendable: true}),
    ...(judged && {disputeJudgedResult: judged, disputeJudgedTime: stamp(now), ...(judgedAmount && {disputeJudgedAmount: judgedAmount})}),
  };
}
