import Stripe from 'stripe';
import type {StripeService} from '../../../../demo/services/stripe/stripe-service.ts';
import {startStripe} from '../../../../demo/services/stripe/stripe-service.ts';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import type {StripeCredential} from '../../../../src/commerce/stripe-instrument.ts';
import type {PaymentHandler, PaymentIntent, RefundIntent} from '../../../../src/server/handlers/payment-handler.ts';
import {stripeHandler} from '../../../../src/server/handlers/stripe/stripe-handler.ts';
import type {StripeOptions} from '../../../../src/server/handlers/stripe/stripe-options.ts';

export const signal = new AbortController().signal;
export const MINUTE = 60_000;
export const START = new Date('2026-11-21T10:00:00Z');

/** A simulated Stripe and our handler in front of it, on a clock that only the test moves. */
export interface Stand {
  readonly service: StripeService;
  readonly handler: PaymentHandler;
  /** The vendor's own SDK at the same simulation. */
  readonly sdk: Stripe;
  readonly now: () => Date;
  wait(ms: number): void;
  /** Another handler at the same simulation: another process, or other settings. */
  handlerWith(options: Partial<StripeOptions>): PaymentHandler;
  /** What the page's fields made of a card, by the name of Stripe's test PaymentMethod. */
  card(name?: string, more?: {next_action?: 'stripe_js'}): Promise<Instrument>;
  close(): Promise<void>;
}

export async function stand(options: Partial<StripeOptions> = {}): Promise<Stand> {
  let now = START.getTime();
  const clock = (): Date => new Date(now);
  const service = await startStripe({clock, slowness: 50});
  const all: StripeOptions = {
    secretKey: service.secretKey, publishableKey: service.publishableKey, webhookSecrets: [service.webhookSecret], mode: 'test', apiBase: service.origin, clock,
    methods: ['card', 'link', 'alipay', 'wechat_pay'], ...options,
  };
  const {hostname, port} = new URL(service.origin);
  const sdk = new Stripe(service.secretKey, {host: hostname, port, protocol: 'http', maxNetworkRetries: 0});
  return {
    service, sdk, handler: stripeHandler(all), now: clock,
    wait: ms => { now += ms; },
    handlerWith: other => stripeHandler({...all, ...other}),
    card: async (name = 'pm_card_visa', more = {}) => {
      const {id} = await sdk.testHelpers.confirmationTokens.create({payment_method: name});
      return instrument('card', {type: 'stripe_confirmation_token', token: id, ...more});
    },
    close: () => service.close(),
  };
}

export function instrument(type: string, credential: StripeCredential): Instrument {
  return {id: 'one', handler_id: 'stripe', type, credential};
}

export const alipay = instrument('alipay', {type: 'stripe_wallet'});
export const wechatPay = instrument('wechat_pay', {type: 'stripe_wallet'});
export const checkoutPage = instrument('stripe_checkout', {type: 'stripe_checkout'});

let numbers = 0;

export function intentFor(more: Partial<PaymentIntent> = {}): PaymentIntent {
  const number = ++numbers;
  return {
    id: `pay_${number}`, tradeNo: `ht_${number}`, amount: {amount: 12800, currency: 'HKD'}, subject: '1 × Mug', locale: 'en', deadline: new Date(START.getTime() + 18 * MINUTE),
    returnUrl: 'https://page.example/back#hangtag=abc', notifyUrl: 'https://shop.example/notify/stripe', createdAt: START, ...more,
  };
}

export const refundOf = (amount: number, refundNo = `refund_${++numbers}`): RefundIntent => ({id: refundNo, refundNo, amount: {amount, currency: 'HKD'}, reason: 'scratched'});
