import {randomBytes} from 'node:crypto';
import {money, parseAmount, toDecimal} from '../../../src/commerce/money.ts';
import {SimulatedRefusal} from './refusal.ts';

/** As PayPal's REST interface writes it: `{"currency_code": "HKD", "value": "128.00"}`. */
export interface ApiMoney {
  readonly currency_code: string;
  readonly value: string;
}

export interface ApiMovement {
  readonly id: string;
  status: string;
  readonly amount: ApiMoney;
  custom_id?: string | undefined;
  invoice_id?: string | undefined;
  note_to_payer?: string;
  status_details?: {reason: string} | undefined;
  readonly create_time: string;
  update_time: string;
  /** Of a refund: what it gave back. */
  readonly capture?: string;
}

export interface ApiOrder {
  readonly id: string;
  intent: string;
  status: string;
  readonly create_time: string;
  update_time: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  readonly unit: {readonly reference_id: string; readonly amount: ApiMoney; readonly custom_id: string; readonly invoice_id: string; readonly description: string};
  readonly authorizations: ApiMovement[];
  readonly captures: ApiMovement[];
  readonly refunds: ApiMovement[];
  /** What becomes of the next capture. `pending`: it is reviewed first. */
  fate: 'fine' | 'declined' | 'refused' | 'pending';
}

export interface NewOrder {
  readonly intent: string;
  readonly unit: Partial<ApiOrder['unit']> & {readonly amount: ApiMoney};
  readonly returnUrl: string;
  readonly cancelUrl: string;
  readonly wallet: boolean;
}

/** Takes no fractions, although ISO 4217 knows some. */
const WHOLE = new Set(['HUF', 'JPY', 'TWD']);

/** The service's own books: nothing of ours is asked. Every refusal is a `SimulatedRefusal` with PayPal's name for it. */
export class OrderBooks {
  readonly orders = new Map<string, ApiOrder>();
  /** The next authorisation or refund is refused with this issue. */
  readonly refusals: string[] = [];
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  create({intent, unit, returnUrl, cancelUrl, wallet}: NewOrder): ApiOrder {
    if (intent !== 'CAPTURE' && intent !== 'AUTHORIZE') throw new SimulatedRefusal(400, 'INVALID_PARAMETER_VALUE');
    assertAmount(unit.amount);
    const now = this.#now();
    const order: ApiOrder = {
      id: number(17), intent, status: wallet ? 'PAYER_ACTION_REQUIRED' : 'CREATED', create_time: now, update_time: now, returnUrl, cancelUrl,
      unit: {reference_id: 'default', custom_id: '', invoice_id: '', description: '', ...unit}, authorizations: [], captures: [], refunds: [], fate: 'fine',
    };
    this.orders.set(order.id, order);
    return order;
  }

  find(id: string): ApiOrder {
    const order = this.orders.get(id);
    if (!order) throw new SimulatedRefusal(404, 'INVALID_RESOURCE_ID');
    return order;
  }

  /** The newest order with that number of the merchant's. */
  ofTrade(tradeNo: string): ApiOrder {
    const order = [...this.orders.values()].reverse().find(({unit}) => unit.custom_id === tradeNo);
    if (!order) throw new Error(`PayPal has no order for ${tradeNo}`);
    return order;
  }

  patchIntent(id: string, intent: unknown): void {
    const order = this.find(id);
    if (order.status === 'COMPLETED') throw new SimulatedRefusal(422, 'ORDER_ALREADY_COMPLETED');
    if (intent !== 'CAPTURE' && intent !== 'AUTHORIZE') throw new SimulatedRefusal(422, 'INVALID_PARAMETER_VALUE');
    order.intent = intent;
    this.#touch(order);
  }

  /** The buyer agrees on PayPal's page. `fate`: how the means of payment that was chosen behaves. */
  approve(id: string, fate: ApiOrder['fate'] = 'fine'): boolean {
    const order = this.find(id);
    if (!['CREATED', 'PAYER_ACTION_REQUIRED', 'APPROVED'].includes(order.status)) return false;
    order.status = 'APPROVED';
    order.fate = fate;
    this.#touch(order);
    return true;
  }

  capture(id: string): ApiOrder {
    const order = this.find(id);
    this.#assertMovable(order, 'CAPTURE');
    if (order.fate === 'declined') throw new SimulatedRefusal(422, 'INSTRUMENT_DECLINED', {payerAction: order.id});
    if (order.fate === 'refused') throw new SimulatedRefusal(422, 'TRANSACTION_REFUSED');
    this.#take(order, order.unit.amount, order.unit.invoice_id);
    return order;
  }

  authorize(id: string): ApiOrder {
    const order = this.find(id);
    this.#assertMovable(order, 'AUTHORIZE');
    this.#refuseAsTold();
    if (order.fate === 'declined') throw new SimulatedRefusal(422, 'INSTRUMENT_DECLINED', {payerAction: order.id});
    order.authorizations.push({id: number(17), status: 'CREATED', amount: order.unit.amount, custom_id: order.unit.custom_id, invoice_id: order.unit.invoice_id, ...this.#times()});
    order.status = 'COMPLETED';
    this.#touch(order);
    return order;
  }

  captureAuthorization(id: string, invoice?: string): ApiMovement {
    const {order, movement} = this.#movement('authorizations', id);
    if (movement.status === 'CAPTURED') throw new SimulatedRefusal(422, 'AUTHORIZATION_ALREADY_CAPTURED');
    if (movement.status !== 'CREATED') throw new SimulatedRefusal(422, 'AUTHORIZATION_VOIDED');
    if (order.fate === 'declined') throw new SimulatedRefusal(422, 'INSTRUMENT_DECLINED');
    if (order.fate === 'refused') throw new SimulatedRefusal(422, 'TRANSACTION_REFUSED');
    movement.status = 'CAPTURED';
    return this.#take(order, movement.amount, invoice ?? order.unit.invoice_id);
  }

  void(id: string): void {
    const {movement} = this.#movement('authorizations', id);
    if (movement.status === 'CAPTURED') throw new SimulatedRefusal(422, 'PREVIOUSLY_CAPTURED');
    movement.status = 'VOIDED';
    movement.update_time = this.#now();
  }

  refund(captureId: string, {amount, ...more}: {amount?: ApiMoney; custom_id?: string | undefined; invoice_id?: string | undefined; note_to_payer?: string}): ApiMovement {
    this.#refuseAsTold();
    const {order, movement: capture} = this.#movement('captures', captureId);
    const given = amount ?? {...capture.amount, value: decimal(minor(capture.amount) - this.refundedOf(order, captureId), capture.amount.currency_code)};
    if (given.currency_code !== capture.amount.currency_code) throw new SimulatedRefusal(422, 'CURRENCY_MISMATCH');
    assertAmount(given);
    const left = minor(capture.amount) - this.refundedOf(order, captureId);
    if (capture.status === 'PENDING') throw new SimulatedRefusal(422, 'PENDING_CAPTURE');
    if (left === 0) throw new SimulatedRefusal(422, 'CAPTURE_FULLY_REFUNDED');
    if (minor(given) > left) throw new SimulatedRefusal(422, 'REFUND_AMOUNT_EXCEEDED');
    if (this.#clock().getTime() - Date.parse(capture.create_time) > 180 * 86_400_000) throw new SimulatedRefusal(422, 'REFUND_TIME_LIMIT_EXCEEDED');
    const refund: ApiMovement = {id: number(17), status: 'COMPLETED', amount: given, capture: captureId, ...more, ...this.#times()};
    order.refunds.push(refund);
    capture.status = minor(given) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    this.#touch(order);
    return refund;
  }

  /** A dispute is settled for the buyer: what is left of the capture goes back as a refund that the shop has not asked for. */
  reverse(order: ApiOrder): void {
    const [capture] = order.captures;
    const left = capture ? minor(capture.amount) - this.refundedOf(order, capture.id) : 0;
    if (!capture || left === 0) return;
    const currency = capture.amount.currency_code;
    order.refunds.push({
      id: number(17), status: 'COMPLETED', amount: {currency_code: currency, value: decimal(left, currency)}, capture: capture.id, note_to_payer: 'Payment reversed', ...this.#times()});
    capture.status = 'REFUNDED';
    this.#touch(order);
  }

  /** PayPal has looked at a payment that was pending. */
  decide(tradeNo: string, status: 'COMPLETED' | 'DECLINED'): void {
    const order = this.ofTrade(tradeNo);
    for (const capture of order.captures) if (capture.status === 'PENDING') Object.assign(capture, {status, status_details: undefined, update_time: this.#now()});
  }

  captureById(id: string): {order: ApiOrder; movement: ApiMovement} {
    return this.#movement('captures', id);
  }

  refundedOf({refunds}: ApiOrder, captureId: string): number {
    return refunds.filter(({capture, status}) => capture === captureId && status === 'COMPLETED').reduce((sum, {amount}) => sum + minor(amount), 0);
  }

  #assertMovable(order: ApiOrder, intent: string): void {
    if (order.status === 'COMPLETED') throw new SimulatedRefusal(422, order.intent === 'CAPTURE' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED');
    if (order.intent !== intent) throw new SimulatedRefusal(422, 'ACTION_DOES_NOT_MATCH_INTENT');
    if (order.status !== 'APPROVED') throw new SimulatedRefusal(422, 'ORDER_NOT_APPROVED');
  }

  #take(order: ApiOrder, amount: ApiMoney, invoice: string): ApiMovement {
    const pending = order.fate === 'pending';
    const capture: ApiMovement = {
      id: number(17), status: pending ? 'PENDING' : 'COMPLETED', amount, custom_id: order.unit.custom_id, invoice_id: invoice, ...this.#times(),
      ...(pending ? {status_details: {reason: 'PENDING_REVIEW'}} : {}),
    };
    order.captures.push(capture);
    order.status = 'COMPLETED';
    this.#touch(order);
    return capture;
  }

  #refuseAsTold(): void {
    const issue = this.refusals.shift();
    if (issue !== undefined) throw new SimulatedRefusal(422, issue);
  }

  #movement(kind: 'captures' | 'authorizations', id: string): {order: ApiOrder; movement: ApiMovement} {
    for (const order of this.orders.values()) {
      const movement = order[kind].find(one => one.id === id);
      if (movement) return {order, movement};
    }
    throw new SimulatedRefusal(404, 'INVALID_RESOURCE_ID');
  }

  #now = (): string => `${this.#clock().toISOString().slice(0, 19)}Z`;
  #times = (): {create_time: string; update_time: string} => ({create_time: this.#now(), update_time: this.#now()});
  #touch(order: ApiOrder): void {
    order.update_time = this.#now();
  }
}

/** Capitals and digits, as PayPal's numbers look. */
export function number(length: number): string {
  const signs = '0123456789ABCDEFGHJKLMNPRSTUVWXY';
  return [...randomBytes(length)].map(byte => signs[byte % 32] ?? '0').join('');
}

export const minor = ({value, currency_code}: ApiMoney): number => parseAmount(value, currency_code).amount;

export function decimal(amount: number, currency: string): string {
  const text = toDecimal(money(amount, currency));
  return WHOLE.has(currency) ? text.replace(/\.\d+$/, '') : text;
}

function assertAmount({value, currency_code}: ApiMoney): void {
  if (!/^\d{1,29}(\.\d{1,2})?$/.test(value) || Number(value) <= 0) throw new SimulatedRefusal(422, 'INVALID_STRING_FORMAT');
  if (WHOLE.has(currency_code) && value.includes('.')) throw new SimulatedRefusal(422, 'DECIMALS_NOT_SUPPORTED');
}
