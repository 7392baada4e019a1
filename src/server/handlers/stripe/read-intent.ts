import type Stripe from 'stripe';
import type {PaymentAction} from '../../../commerce/payment-action.ts';
import {fromStripeAmount} from '../../../commerce/stripe-amount.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import type {StripeSettings} from './stripe-options.ts';

/**
 * How a PaymentIntent stands. `untouched`: nobody has tried to pay it. `failed`: an attempt failed, and another one could be made. Stripe lets both be
 * paid later; our trades end there, so whoever reads this must cancel before calling it an end.
 */
export type Standing = {readonly standing: 'trade'; readonly trade: Trade} | {readonly standing: 'untouched'} | {readonly standing: 'failed'};

/** Throws when Stripe answers with something of the other mode: test and live never mix, whatever key was sent. */
export function mustBeOf(mode: StripeSettings['mode'], {id, livemode}: {readonly id: string; readonly livemode: boolean}): void {
  if (livemode !== (mode === 'live')) throw new Error(`${id} is of ${livemode ? 'live' : 'test'} mode, and this shop is ${mode}`);
}

const known = (trade: Trade): Standing => ({standing: 'trade', trade});

/** Throws when it is another trade's, or of the other mode. */
export function readIntent(paymentIntent: Stripe.PaymentIntent, intent: PaymentIntent, {mode}: Pick<StripeSettings, 'mode'>): Standing {
  mustBeOf(mode, paymentIntent);
  if (paymentIntent.metadata['trade_no'] !== intent.tradeNo) throw new Error(`${paymentIntent.id} is not the trade ${intent.tradeNo}`);
  const providerTradeNo = paymentIntent.id;
  switch (paymentIntent.status) {
    case 'succeeded':
      return known(paid(paymentIntent));
    case 'requires_capture':
      return known(authorised(paymentIntent));
    case 'processing':
      return known({status: 'waiting', providerTradeNo});
    case 'requires_action': {
      const action = actionIn(paymentIntent, intent);
      return known({status: 'waiting', providerTradeNo, ...(action ? {action} : {})});
    }
    case 'requires_payment_method':
    case 'requires_confirmation':
      return {standing: paymentIntent.last_payment_error ? 'failed' : 'untouched'};
    case 'canceled':
      return known(cancelled(paymentIntent));
    default:
      return known({status: 'unknown'});
  }
}

function paid(paymentIntent: Stripe.PaymentIntent): Trade {
  const {id, amount_received: received, currency, created} = paymentIntent;
  const amount = fromStripeAmount(received, currency);
  const seconds = chargeOf(paymentIntent)?.created ?? created;
  return amount ? {status: 'paid', providerTradeNo: id, amount, paidAt: new Date(seconds * 1000)} : {status: 'unknown'};
}

function authorised({id, amount_capturable: capturable, currency}: Stripe.PaymentIntent): Trade {
  const amount = fromStripeAmount(capturable, currency);
  return amount ? {status: 'authorised', providerTradeNo: id, amount} : {status: 'unknown'};
}

function cancelled(paymentIntent: Stripe.PaymentIntent): Trade {
  const {id: providerTradeNo, cancellation_reason: why} = paymentIntent;
  const charge = chargeOf(paymentIntent);
  if (charge?.status === 'failed') return {status: 'declined', providerTradeNo, reason: charge.failure_code ?? 'declined'};
  if (why === 'requested_by_customer') return {status: 'closed', providerTradeNo, reason: 'cancelled'};
  return {status: 'closed', providerTradeNo, reason: why === 'abandoned' || why === 'automatic' || why === 'expired' ? 'expired' : 'failed'};
}

function chargeOf({latest_charge: charge}: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return typeof charge === 'object' && charge !== null ? charge : undefined;
}

/** What the buyer must do next, where it is something that can be shown. */
function actionIn({next_action: next, client_secret: clientSecret}: Stripe.PaymentIntent, {deadline}: PaymentIntent): PaymentAction | undefined {
  switch (next?.type) {
    case 'redirect_to_url':
      return redirect(next.redirect_to_url?.url);
    case 'alipay_handle_redirect':
      return redirect(next.alipay_handle_redirect?.url);
    case 'wechat_pay_display_qr_code': {
      const code = next.wechat_pay_display_qr_code;
      return code && {type: 'qr', code: code.data, expiresAt: deadline.toISOString(), url: code.hosted_instructions_url};
    }
    case 'use_stripe_sdk':
      return clientSecret === null ? undefined : {type: 'bridge', bridge: 'stripe', method: 'handleNextAction', params: {clientSecret}};
    default:
      return undefined;
  }
}

const redirect = (url: string | null | undefined): PaymentAction | undefined => (url ? {type: 'redirect', url} : undefined);

/** Why the last attempt failed, in Stripe's code; a wallet in which the buyer turned away was cancelled rather than declined. */
export function failureOf({last_payment_error: error}: Stripe.PaymentIntent): {readonly reason: string; readonly byBuyer: boolean} {
  const method = error?.payment_method?.type;
  const inWallet = method === 'alipay' || method === 'wechat_pay';
  const byBuyer = inWallet && /^payment_(intent_authentication_failure|method_customer_decline)$/.test(error?.code ?? '');
  return {reason: error?.decline_code ?? error?.code ?? 'declined', byBuyer};
}
