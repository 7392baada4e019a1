import type {Money} from '../../commerce/money.ts';
import type {PaymentHandler} from './payment-handler.ts';

/** Whether a payment service takes this amount in this mode. An amount of 0 needs no service: only the currency counts. */
export function takes(handler: Pick<PaymentHandler, 'mode' | 'currencies' | 'limits'>, {amount, currency}: Money, mode: 'test' | 'live'): boolean {
  if (handler.mode !== mode || !(handler.currencies?.includes(currency) ?? true)) return false;
  const {min = 0, max = Infinity, step = 1} = handler.limits?.[currency] ?? {};
  return amount === 0 || (amount >= min && amount <= max && amount % step === 0);
}
