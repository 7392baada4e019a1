import type {Ask} from '../../../demo/services/stripe/browser/stand-in.ts';
import {standIn} from '../../../demo/services/stripe/browser/stand-in.ts';
import {groups} from '../../../demo/services/stripe/browser/group.ts';
import {made} from '../../../demo/services/stripe/browser/express-buttons.ts';
import type {Checkout, CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {Instrument} from '../../../src/commerce/instrument.ts';
import type {Money} from '../../../src/commerce/money.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import type {Payment, Place, Step} from '../../../src/payment/provider.ts';

export const hkd128: Money = {amount: 12800, currency: 'HKD'};
export const paid: Step = {status: 'paid', order: {id: 'o1', permalink_url: ''}, checkout: {} as Checkout};

export const stripeHandler = (config: object = {}): CheckoutHandler => ({
  name: 'dev.hangtag.stripe', id: 'stripe',
  config: {publishable_key: 'pk_test_simulated', methods: ['card', 'alipay', 'wechat_pay'], capture: 'automatic', ...config},
});

export const stripePlace = (more: Partial<Place> = {}, config: object = {}): Place => ({
  merchant: {id: location.origin, mode: 'test'}, handlers: [stripeHandler(config)], total: hkd128, locale: 'en', ...more,
});

export const soon = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Done = {readonly how: 'closed' | 'blocked' | 'settled'};

/** One payment as a provider gets it; the merchant and the buyer do what the test says. */
export class PaymentScript {
  readonly submitted: Instrument[] = [];
  readonly presented: {readonly action: PaymentAction; readonly end: (done: Done) => void; closed: boolean}[] = [];
  asked = 0;
  answer: Step = paid;
  now: Step = paid;
  readonly abort = new AbortController();
  readonly payment: Payment;
  opens: () => void = () => undefined;
  interrupts: (error: Error) => void = () => undefined;

  constructor(more: Partial<Payment> = {}) {
    const handlers = [stripeHandler()];
    const checkout = new Promise<Checkout>((resolve, reject) => {
      this.opens = () => resolve({handlers} as unknown as Checkout);
      this.interrupts = reject;
    });
    checkout.catch(() => undefined);
    this.payment = {
      id: '3b0f1d6e-6f0f-4c39-9d2a-0f5e0a3f8f11', merchant: {id: location.origin, mode: 'test'}, total: hkd128, locale: 'en', checkout, signal: this.abort.signal, handlers,
      present: (action) => this.#present(action),
      submit: async (instrument) => {
        this.submitted.push(instrument);
        return this.answer;
      },
      ask: async () => {
        this.asked++;
        return this.now;
      },
      ...more,
    };
  }

  #present(action: PaymentAction): ReturnType<Payment['present']> {
    let end: (done: Done) => void = () => undefined;
    const done = new Promise<Done>((resolve) => (end = resolve));
    const shown = {action, end, closed: false};
    this.presented.push(shown);
    return {done, close: () => {
      shown.closed = true;
      end({how: 'settled'});
    }};
  }
}

/** Stripe's stand-in on this page, whose server is the test. */
export class StripeScript {
  readonly asked: {readonly method: string; readonly path: string; readonly form: Readonly<Record<string, string>>}[] = [];
  begun = 0;
  /** What a PaymentIntent answers when it is read, one after the other. */
  reads: Readonly<Record<string, unknown>>[] = [];
  refuseTokens = false;

  constructor() {
    groups.length = made.length = 0;
    const ask: Ask = async (method, path, form) => {
      this.asked.push({method, path, form});
      if (method === 'GET') return this.reads.shift() ?? {status: 'succeeded'};
      if (this.refuseTokens) throw Object.assign(new Error('Refused'), {type: 'card_error', code: 'incorrect_number', message: 'Your card number is incorrect.'});
      return {id: 'ctoken_1', object: 'confirmation_token'};
    };
    Object.assign(globalThis, {Stripe: () => {
      this.begun++;
      return standIn(ask);
    }});
  }

  get group(): (typeof groups)[number] {
    return groups.at(-1)!;
  }

  get buttons(): (typeof made)[number] {
    return made.at(-1)!;
  }

  leave(): void {
    delete (globalThis as {Stripe?: unknown}).Stripe;
  }
}
