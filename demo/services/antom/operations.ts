import type {AntomAmount, AntomBooks, AntomPayment, AntomRefund} from './books.ts';
import {refuse} from './books.ts';

export interface Desk {
  readonly books: AntomBooks;
  readonly origin: () => string;
  readonly changed: (payment: AntomPayment, refund?: AntomRefund) => void;
  /** Refunds take their time: they stay `PROCESSING` until told. */
  slowRefunds: boolean;
}

/** What requests carry, as far as it is looked at; none of it is there for certain. */
interface Body {
  readonly productCode?: string;
  readonly paymentRequestId?: string;
  readonly paymentId?: string;
  readonly order?: {readonly referenceOrderId?: string; readonly orderDescription?: string; readonly orderAmount?: AntomAmount};
  readonly paymentAmount?: AntomAmount;
  readonly paymentMethod?: {readonly paymentMethodType?: string};
  readonly paymentExpiryTime?: string;
  readonly paymentNotifyUrl?: string;
  readonly paymentRedirectUrl?: string;
  readonly env?: {readonly terminalType?: string; readonly osType?: string};
  readonly refundRequestId?: string;
  readonly refundId?: string;
  readonly refundAmount?: AntomAmount;
  readonly refundNotifyUrl?: string;
}

type Answer = Readonly<Record<string, unknown>>;

/** The operations of `/v1/payments/`, by the last part of their path. Each throws `Result`. */
export const operations: Readonly<Record<string, (desk: Desk, body: Body) => Answer>> = {
  pay({books, origin}, body) {
    const payment = books.open(readPay(books, body));
    if (payment.status === 'SUCCESS') return {...idsOf(payment), paymentAmount: payment.amount};
    const url = `${origin()}/cashier/${payment.paymentId}`;
    const phone = body.env?.terminalType === 'WAP';
    throw new InProcess({
      ...idsOf(payment), paymentCreateTime: stamp(payment.created), normalUrl: url,
      ...(phone && {applinkUrl: `${url}?app=1`, schemeUrl: `alipays://platformapi/startapp?pay=${payment.paymentId}`}),
      ...(payment.wallet === 'ALIPAY_HK' && {orderCodeForm: {paymentMethodType: payment.wallet, expireTime: stamp(payment.expires), codeDetails: [
        {codeValueType: 'QRCODE', displayType: 'MIDDLEIMAGE', codeValue: `${url}.png`}, {codeValueType: 'QRCODE', displayType: 'TEXT', codeValue: `${url}?code=1`}]}}),
    });
  },
  inquiryPayment({books}, {paymentRequestId, paymentId}) {
    const payment = books.find(paymentRequestId, paymentId) ?? refuse('ORDER_NOT_EXIST');
    return {
      ...idsOf(payment), paymentStatus: payment.status, paymentResultCode: payment.resultCode, paymentAmount: payment.amount, paymentCreateTime: stamp(payment.created),
      ...(payment.paidAt !== undefined && payment.status === 'SUCCESS' && {paymentTime: stamp(payment.paidAt)}),
      ...(payment.refunds.length && {transactions: payment.refunds.map(transactionOf)}),
    };
  },
  cancel({books, changed}, {paymentRequestId, paymentId}) {
    const payment = books.find(paymentRequestId, paymentId) ?? refuse('ORDER_NOT_EXIST');
    books.cancel(payment);
    changed(payment);
    return {...idsOf(payment), cancelTime: stamp(books.now)};
  },
  refund(desk, {paymentId, refundRequestId, refundAmount, refundNotifyUrl}) {
    const payment = desk.books.find(undefined, paymentId) ?? refuse('ORDER_NOT_EXIST');
    const known = payment.refunds.length;
    if (!refundRequestId || !refundAmount) refuse('PARAM_ILLEGAL');
    const refund = desk.books.refund(payment, refundRequestId, refundAmount, refundNotifyUrl);
    if (payment.refunds.length > known && desk.slowRefunds) refund.status = 'PROCESSING';
    const answer = {refundRequestId, refundId: refund.refundId, paymentId: payment.paymentId, refundAmount: refund.amount, refundTime: stamp(refund.at)};
    if (refund.status === 'PROCESSING') throw new InProcess(answer, 'REFUND_IN_PROCESS');
    if (payment.refunds.length > known) desk.changed(payment, refund);
    return answer;
  },
  inquiryRefund({books}, {refundRequestId, refundId}) {
    const all = [...books.payments.values()].flatMap(({refunds}) => refunds);
    const refund = all.find((one) => one.requestId === refundRequestId || one.refundId === refundId) ?? refuse('REFUND_NOT_EXIST');
    return {refundRequestId: refund.requestId, refundId: refund.refundId, refundAmount: refund.amount, refundStatus: refund.status, refundTime: stamp(refund.at)};
  },
};

/** `U` with something to go on with: not an error, and not done either. */
export class InProcess extends Error {
  override readonly name = 'InProcess';
  readonly answer: Answer;
  readonly code: string;
  constructor(answer: Answer, code = 'PAYMENT_IN_PROCESS') {
    super(code);
    this.answer = answer;
    this.code = code;
  }
}

function readPay(books: AntomBooks, body: Body): Parameters<AntomBooks['open']>[0] {
  const {productCode, paymentRequestId = '', order, paymentAmount, paymentMethod, paymentExpiryTime, paymentNotifyUrl, paymentRedirectUrl, env} = body;
  const wallet = paymentMethod?.paymentMethodType;
  if (productCode !== 'CASHIER_PAYMENT' || !/^\w{1,64}$/.test(paymentRequestId) || !paymentAmount || !/^[1-9]\d*$/.test(paymentAmount.value)) refuse('PARAM_ILLEGAL');
  if (!order?.referenceOrderId || !order.orderDescription || order.orderAmount?.value !== paymentAmount.value) refuse('PARAM_ILLEGAL');
  if (env?.terminalType === 'WAP' && !env.osType) refuse('PARAM_ILLEGAL');
  if (wallet !== 'ALIPAY_HK' && wallet !== 'ALIPAY_CN') refuse('PAYMENT_NOT_QUALIFIED');
  if (wallet === 'ALIPAY_HK' && paymentAmount.currency !== 'HKD') refuse('CURRENCY_NOT_SUPPORT');
  const expires = paymentExpiryTime === undefined ? books.now + 14 * 60_000 : Date.parse(paymentExpiryTime);
  if (!(expires > books.now && expires <= books.now + 10 * 60_000) && paymentExpiryTime !== undefined) refuse('PARAM_ILLEGAL');
  const {paymentExpiryTime: _time, ...same} = body;
  return {
    requestId: paymentRequestId, request: JSON.stringify(same), amount: paymentAmount, wallet, description: order.orderDescription, expires, notifyUrl: paymentNotifyUrl,
    redirectUrl: paymentRedirectUrl,
  };
}

export const idsOf = ({requestId, paymentId}: AntomPayment): {paymentRequestId: string; paymentId: string} => ({paymentRequestId: requestId, paymentId});

/** ISO 8601 in Hong Kong's time, as Antom writes it. */
export const stamp = (ms: number): string => `${new Date(ms + 8 * 3600_000).toISOString().slice(0, 19)}+08:00`;

const transactionOf = ({requestId, refundId, amount, at, status}: AntomRefund): Answer => ({
  transactionType: 'REFUND', transactionStatus: status, transactionId: refundId, transactionRequestId: requestId, transactionAmount: amount, transactionTime: stamp(at),
  transactionResult: {resultStatus: status === 'SUCCESS' ? 'S' : 'U', resultCode: status},
});
