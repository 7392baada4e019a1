import {STRIPE_HANDLER, modeOfKey} from '../../../commerce/stripe-instrument.ts';
import type {StripeConfig, StripeMethod} from '../../../commerce/stripe-instrument.ts';
import {stripeMinimum} from '../../../commerce/stripe-amount.ts';
import {UCP_VERSION} from '../../../commerce/ucp.ts';
import type {PaymentHandler, PaymentIntent, Trade} from '../payment-handler.ts';
import {checkStripe} from './check.ts';
import {closeSession, createSession, intentOfSession, querySession} from './checkout-sessions.ts';
import {disputesSince} from './disputes.ts';
import {readNotification} from './notifications.ts';
import {captureIntent, closeIntent, createIntent, findIntent, queryIntent, tradeNoOf} from './payment-intents.ts';
import type {StripeCall} from './payment-intents.ts';
import {listRefundsOf, queryRefundOf, refundOnce} from './refunds.ts';
import {stripeClient} from './stripe-client.ts';
import {acceptsInstrument, CHECKOUT_INSTRUMENT, hostedMethodsOf} from './stripe-instruments.ts';
import {stripeSettings} from './stripe-options.ts';
import type {StripeOptions, StripeSettings} from './stripe-options.ts';

/** ms; whoever notifies waits meanwhile, and comes again. */
const VERIFY_TIMEOUT = 5000;

/**
 * Stripe as a payment handler: cards and Link by a confirmation token of Stripe's script, Alipay, WeChat Pay, and Stripe's own page where no script can
 * run. Needs the package `stripe`. Throws `TypeError` when a key is not of `mode`, or a signing secret is empty.
 */
export function stripeHandler(options: StripeOptions): PaymentHandler {
  const settings = stripeSettings(options);
  refuseUnusable(settings);
  const client = stripeClient(settings);
  const calling = async (signal: AbortSignal): Promise<StripeCall> => ({stripe: await client(signal), settings});
  const days = refundDaysOf(settings);
  return {
    name: STRIPE_HANDLER,
    id: settings.id,
    mode: settings.mode,
    ...(settings.currencies ? {currencies: settings.currencies} : {}),
    limits: limitsOf(),
    ...(days === undefined ? {} : {refundDays: days}),
    profile: () => ({id: settings.id, version: UCP_VERSION, available_instruments: instrumentTypes(settings).map(type => ({type})), config: configOf(settings)}),
    accepts: instrument => acceptsInstrument(settings, instrument),
    hostedMethods: visit => hostedMethodsOf(settings, visit),
    create: async (intent, instrument, signal) => {
      const call = await calling(signal);
      return instrument.type === CHECKOUT_INSTRUMENT ? createSession(call, intent) : createIntent(call, intent, instrument);
    },
    query: async (intent, signal) => isSession(intent) ? querySession(await calling(signal), intent) : queryIntent(await calling(signal), intent),
    capture: async (intent, signal) => captureTrade(await calling(signal), intent),
    close: async (intent, signal) => closeTrade(await calling(signal), intent),
    refund: async (intent, refund, signal) => {
      const call = await calling(signal);
      const paymentIntent = await paymentIntentOf(call, intent);
      return paymentIntent === undefined ? {status: 'unknown'} : refundOnce(call, paymentIntent, intent, refund);
    },
    queryRefund: async (intent, refund, signal) => {
      const call = await calling(signal);
      const paymentIntent = await paymentIntentOf(call, intent);
      return paymentIntent === undefined ? {status: 'unknown'} : queryRefundOf(call, paymentIntent, refund);
    },
    listRefunds: async (intent, signal) => {
      const call = await calling(signal);
      const paymentIntent = await paymentIntentOf(call, intent);
      return paymentIntent === undefined ? [] : listRefundsOf(call, paymentIntent);
    },
    listDisputes: async (since, signal, until) => disputesSince(await calling(signal), since, until),
    check: async (place, signal) => checkStripe(await calling(signal), place),
    verify: async (request, body) => readNotification(settings, request.headers.get('stripe-signature'), body, async id =>
      tradeNoOf({stripe: await client(AbortSignal.timeout(VERIFY_TIMEOUT)), settings}, id)),
    acknowledge: () => new Response(null, {status: 200}),
  };
}

function refuseUnusable({secretKey, publishableKey, webhookSecrets, mode, methods}: StripeSettings): void {
  for (const [name, key, shape] of [['secret', secretKey, /^[sr]k_/], ['publishable', publishableKey, /^pk_/]] as const) {
    const found = shape.test(key) ? modeOfKey(key) : undefined;
    if (!found) throw new TypeError(`Stripe's ${name} key does not look like one`);
    if (found !== mode) throw new TypeError(`Stripe's ${name} key is of ${found} mode, and this shop is ${mode}`);
  }
  // Whoever likes can sign with a secret that is empty.
  if (webhookSecrets.some(secret => secret.trim() === '')) throw new TypeError('One of Stripe\'s signing secrets is empty');
  if (methods.length === 0) throw new TypeError('Stripe needs at least one method');
}

/** Eight digits. Of these currencies Stripe has published other most amounts, or takes more in some places; there its own word counts. */
const MOST = 99_999_999;
const OTHERWISE_BOUNDED = new Set(['BRL', 'HUF', 'INR', 'JPY']);

/** Only multiples of these minor units are charged: see `toStripeAmount`. */
const STEPS = {BHD: 10, JOD: 10, KWD: 10, OMR: 10, TND: 10, MGA: 100};

function limitsOf(): NonNullable<PaymentHandler['limits']> {
  const limits: Record<string, {min?: number; max?: number; step?: number}> = {};
  for (const [currency, min] of Object.entries(stripeMinimum)) limits[currency] = {min, ...(OTHERWISE_BOUNDED.has(currency) ? {} : {max: MOST})};
  for (const [currency, step] of Object.entries(STEPS)) limits[currency] = {step};
  return limits;
}

function configOf({publishableKey, methods, capture, account}: StripeSettings): StripeConfig & Readonly<Record<string, unknown>> {
  return {publishable_key: publishableKey, methods, capture, ...(account === undefined ? {} : {account})};
}

function instrumentTypes({methods}: StripeSettings): readonly string[] {
  const byToken = methods.includes('card') || methods.includes('link');
  return [...(methods.includes('card') ? ['card', CHECKOUT_INSTRUMENT] : []), ...(byToken ? ['stripe'] : []), ...methods.filter(one => one === 'alipay' || one === 'wechat_pay')];
}

/** Days, as Stripe documents them; cards have no limit. The longest counts: a shorter one is Stripe's to refuse. */
const REFUND_DAYS: Readonly<Record<StripeMethod, number>> = {card: Infinity, link: Infinity, alipay: 90, wechat_pay: 180};

function refundDaysOf({methods}: StripeSettings): number | undefined {
  const longest = Math.max(...methods.map(method => REFUND_DAYS[method]));
  return Number.isFinite(longest) ? longest : undefined;
}

function isSession({providerTradeNo, instrument}: PaymentIntent): boolean {
  return providerTradeNo === undefined ? instrument?.type === CHECKOUT_INSTRUMENT : providerTradeNo.startsWith('cs_');
}

async function paymentIntentOf(call: StripeCall, intent: PaymentIntent): Promise<string | undefined> {
  if (isSession(intent)) return intentOfSession(call, intent);
  return intent.providerTradeNo ?? (await findIntent(call, intent))?.id;
}

async function captureTrade(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const providerTradeNo = await paymentIntentOf(call, intent);
  return providerTradeNo === undefined ? {status: 'unknown'} : captureIntent(call, {...intent, providerTradeNo});
}

async function closeTrade(call: StripeCall, intent: PaymentIntent): Promise<Trade> {
  const trade = isSession(intent) ? await closeSession(call, intent) : await closeIntent(call, intent);
  // Authorised on Stripe's page: the page is over, and the authorisation is given up like any other.
  return isSession(intent) && trade.status === 'authorised' ? closeIntent(call, {...intent, providerTradeNo: trade.providerTradeNo}) : trade;
}
