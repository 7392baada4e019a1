import {randomBytes} from 'node:crypto';

export interface AntomAmount {
  readonly currency: string;
  /** Minor units, as text. */
  readonly value: string;
}

/** A payment in Antom's books; times in ms since the epoch. */
export interface AntomPayment {
  readonly requestId: string;
  readonly paymentId: string;
  /** The request as it came, to tell a repeat from another one under the same number. */
  readonly request: string;
  readonly amount: AntomAmount;
  readonly wallet: string;
  readonly description: string;
  readonly created: number;
  readonly expires: number;
  readonly notifyUrl: string | undefined;
  readonly redirectUrl: string | undefined;
  status: 'PROCESSING' | 'PENDING' | 'SUCCESS' | 'FAIL' | 'CANCELLED';
  resultCode: string;
  paidAt?: number;
  readonly refunds: AntomRefund[];
}

export interface AntomRefund {
  readonly requestId: string;
  readonly refundId: string;
  readonly amount: AntomAmount;
  readonly at: number;
  status: 'PROCESSING' | 'SUCCESS' | 'FAIL';
  readonly notifyUrl: string | undefined;
}

/** How a call was refused or left open: `F` or `U`, and a code. */
export class Result extends Error {
  override readonly name = 'Result';
  readonly status: 'F' | 'U';
  readonly code: string;
  constructor(status: 'F' | 'U', code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export function refuse(code: string, status: 'F' | 'U' = 'F'): never {
  throw new Result(status, code);
}

export const newNumber = (now: Date): string => `${now.toISOString().slice(0, 10).replaceAll('-', '')}194010800100188${randomBytes(6).toString('hex')}`;

export const refundedOf = ({refunds}: AntomPayment): number => refunds.filter(({status}) => status === 'SUCCESS').reduce((sum, {amount}) => sum + Number(amount.value), 0);

export class AntomBooks {
  readonly payments = new Map<string, AntomPayment>();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock().getTime();
  }

  /** By the merchant's number or Antom's own. A payment whose time is over has failed. */
  find(requestId?: string, paymentId?: string): AntomPayment | undefined {
    const found = paymentId === undefined ? this.payments.get(requestId ?? '') : [...this.payments.values()].find((one) => one.paymentId === paymentId);
    if (found?.status === 'PROCESSING' && found.expires <= this.now) Object.assign(found, {status: 'FAIL', resultCode: 'ORDER_IS_CLOSED'});
    return found;
  }

  open(payment: Omit<AntomPayment, 'paymentId' | 'status' | 'resultCode' | 'refunds' | 'created'>): AntomPayment {
    const known = this.find(payment.requestId);
    if (known && known.request !== payment.request) refuse('REPEAT_REQ_INCONSISTENT');
    if (known?.status === 'CANCELLED') refuse('ORDER_IS_CANCELED');
    if (known?.status === 'FAIL') refuse('ORDER_IS_CLOSED');
    if (known) return known;
    const opened: AntomPayment = {...payment, paymentId: newNumber(this.#clock()), status: 'PROCESSING', resultCode: 'PAYMENT_IN_PROCESS', refunds: [], created: this.now};
    this.payments.set(payment.requestId, opened);
    return opened;
  }

  /** The buyer decides in the wallet. */
  decide(payment: AntomPayment, act: 'approve' | 'pending' | 'decline'): void {
    if (this.find(payment.requestId)?.status !== 'PROCESSING' && payment.status !== 'PENDING') refuse('ORDER_IS_CLOSED');
    if (act === 'approve') Object.assign(payment, {status: 'SUCCESS', resultCode: 'SUCCESS', paidAt: this.now});
    else Object.assign(payment, act === 'pending' ? {status: 'PENDING', resultCode: 'PAYMENT_IN_PROCESS'} : {status: 'FAIL', resultCode: 'USER_BALANCE_NOT_ENOUGH'});
  }

  /** What was paid goes back in full; a cancelled payment never counts again. */
  cancel(payment: AntomPayment): void {
    if (payment.status === 'FAIL') refuse('ORDER_IS_CLOSED');
    if (payment.refunds.length) refuse('CANCEL_NOT_ALLOWED');
    if (payment.status === 'SUCCESS') this.#giveBackAll(payment);
    Object.assign(payment, {status: 'CANCELLED', resultCode: 'ORDER_IS_CANCELED'});
  }

  #giveBackAll(payment: AntomPayment): void {
    payment.refunds.push({requestId: `cancel-${payment.requestId}`, refundId: newNumber(this.#clock()), amount: payment.amount, at: this.now, status: 'SUCCESS', notifyUrl: undefined});
  }

  refund(payment: AntomPayment, requestId: string, amount: AntomAmount, notifyUrl?: string): AntomRefund {
    const before = payment.refunds.find((one) => one.requestId === requestId);
    if (before) return before.amount.value === amount.value ? before : refuse('REPEAT_REQ_INCONSISTENT');
    if (payment.status !== 'SUCCESS') refuse('ORDER_STATUS_INVALID');
    if (amount.currency !== payment.amount.currency) refuse('CURRENCY_NOT_SUPPORT');
    if (!/^[1-9]\d*$/.test(amount.value) || refundedOf(payment) + Number(amount.value) > Number(payment.amount.value)) refuse('REFUND_AMOUNT_EXCEED');
    const refund: AntomRefund = {requestId, refundId: newNumber(this.#clock()), amount, at: this.now, status: 'SUCCESS', notifyUrl};
    payment.refunds.push(refund);
    return refund;
  }
}
