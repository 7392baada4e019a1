import type {Checkout, CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {Instrument} from '../../../src/commerce/instrument.ts';
import type {Money} from '../../../src/commerce/money.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import type {Payment, Step} from '../../../src/payment/provider.ts';

/** One payment as a provider gets it, whose merchant says what the test says. */
export interface ScriptedPayment {
  readonly payment: Payment;
  readonly submitted: Instrument[];
  readonly presented: PaymentAction[];
  /** The merchant's checkout is there. */
  opens(): void;
  /** The checkout is not to be paid: something changed, or the story ended. */
  interrupts(error: Error): void;
  /** What the merchant answers to the next submit; until then it does not. */
  answers(step: Step): void;
  aborts(): void;
}

export const paid: Step = {status: 'paid', order: {id: 'o1', permalink_url: ''}, checkout: {} as Checkout};

export function scriptedPayment(handlers: readonly CheckoutHandler[], {total = {amount: 12800, currency: 'HKD'}, frame}: {total?: Money; frame?: HTMLElement} = {}): ScriptedPayment {
  const [checkout, open, interrupt] = promised<Checkout>();
  const [answer, answered] = promised<Step>();
  const abort = new AbortController();
  const submitted: Instrument[] = [];
  const presented: PaymentAction[] = [];
  checkout.catch(() => undefined);
  const payment: Payment = {
    id: '3b0f1d6e-6f0f-4c39-9d2a-0f5e0a3f8f11', merchant: {id: location.origin, mode: 'test'}, total, locale: 'en', checkout, signal: abort.signal, handlers,
    ...(frame && {frame}),
    present(action) {
      presented.push(action);
      return {done: new Promise(() => undefined), close: () => undefined};
    },
    async submit(instrument) {
      submitted.push(instrument);
      return answer;
    },
    ask: async () => ({status: 'unknown'}),
  };
  return {
    payment, submitted, presented, answers: answered, interrupts: interrupt,
    opens: () => open({handlers} as Checkout),
    aborts: () => abort.abort(),
  };
}

function promised<Value>(): [Promise<Value>, (value: Value) => void, (error: Error) => void] {
  let keep: (value: Value) => void = () => undefined;
  let break_: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    keep = resolve;
    break_ = reject;
  });
  return [promise, keep, break_];
}
