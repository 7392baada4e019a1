import type {CheckoutHandler} from '../../commerce/checkout.ts';
import type {Instrument} from '../../commerce/instrument.ts';
import type {Money} from '../../commerce/money.ts';
import {toDecimal} from '../../commerce/money.ts';
import type {Availability, Payment, PaymentProvider, Place, ProviderEnding, Step} from '../provider.ts';
import {loadVendorScript} from '../vendor-script.ts';
import {ownButton} from './own-button.ts';
import {refusalWords} from './sheet-words.ts';

/** UCP's name for it, published by Google (spec https://pay.google.com/gp/p/ucp/2026-01-23/). */
export const GOOGLE_PAY_HANDLER = 'com.google.pay';

const script = 'https://pay.google.com/gp/p/js/pay.js';

interface CardMethod {
  readonly type: 'CARD';
  readonly parameters: {readonly allowedAuthMethods: readonly string[]; readonly allowedCardNetworks: readonly string[]} & Readonly<Record<string, unknown>>;
  readonly tokenizationSpecification: {readonly type: 'PAYMENT_GATEWAY' | 'DIRECT'; readonly parameters: Readonly<Record<string, string>>};
}

/** The part of Google Pay's configuration that this provider reads, in the spelling of Google's script. */
interface Settings {
  readonly apiVersion: 2;
  readonly apiVersionMinor: 0;
  readonly environment: 'TEST' | 'PRODUCTION';
  readonly merchantInfo: {readonly merchantId?: string; readonly merchantName?: string};
  readonly allowedPaymentMethods: readonly CardMethod[];
  readonly countryCode?: string;
  /** Ours: Google's schema of the configuration knows `PAN_ONLY` alone. */
  readonly authMethods?: readonly string[];
}

export interface GooglePaymentData {
  readonly paymentMethodData: {
    readonly description?: string;
    readonly info?: {readonly cardNetwork: string; readonly cardDetails: string};
    readonly tokenizationData: {readonly type: string; readonly token: string};
  };
}

type Verdict =
  | {readonly transactionState: 'SUCCESS'}
  | {readonly transactionState: 'ERROR'; readonly error: {readonly reason: 'PAYMENT_DATA_INVALID' | 'OTHER_ERROR'; readonly intent: 'PAYMENT_AUTHORIZATION'; readonly message: string}};

/** What of `google.payments.api.PaymentsClient` is used here. */
export interface GooglePaymentsClient {
  isReadyToPay(request: object): Promise<{result: boolean}>;
  createButton(options: object): HTMLElement;
  loadPaymentData(request: object): Promise<GooglePaymentData>;
}

type ClientClass = new (options: object) => GooglePaymentsClient;

/**
 * Google Pay: Google's own button and sheet. The token goes to the merchant's server and from there to its processor; the sheet stays open until the
 * merchant has answered, and is told the answer.
 */
export const googlePay: PaymentProvider = {
  id: 'google-pay',
  surface: 'own-button',
  handlers: [GOOGLE_PAY_HANDLER],
  name: {en: 'Google Pay', 'zh-Hans': 'Google Pay', 'zh-Hant': 'Google Pay'},
  csp: {
    'script-src': ['https://pay.google.com'],
    'frame-src': ['https://pay.google.com'],
    'connect-src': ['https://pay.google.com', 'https://google.com'],
    'img-src': ['https://www.gstatic.com'],
    // Google's button writes a style element and markup of its own.
    'style-src': ["'unsafe-inline'"],
  },
  browsers: 'Chrome, Edge, Firefox, Opera and Safari as Google supports them; not on pages that require Trusted Types',
  available,
  prepare,
  ...ownButton(googleButton),
  start,
};

function available(place: Place): Availability {
  const settings = settingsOf(place.handlers);
  if (!settings) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare Google Pay, or not in a way that can be read'};
  if (!agrees(settings.environment, place.merchant.mode)) {
    return {status: 'unavailable', reason: 'mode', detail: `Google Pay is set to ${settings.environment}, and the shop is ${place.merchant.mode}`};
  }
  if (place.total && !priceOf(place.total)) return {status: 'unavailable', reason: 'currency', detail: `Google Pay has no way to write an amount of ${place.total.currency}`};
  return isSecureContext ? {status: 'available'} : {status: 'unavailable', reason: 'place', detail: 'Google Pay needs an https page'};
}

/** A merchant without our extension does not tell its mode; then its configuration stands alone. */
const agrees = (environment: Settings['environment'], mode: Place['merchant']['mode']): boolean => mode === 'unknown' || (environment === 'PRODUCTION') === (mode === 'live');

async function prepare(place: Place, signal: AbortSignal): Promise<void> {
  const settings = settingsOf(place.handlers);
  if (!settings) throw new Error('This shop does not declare Google Pay');
  if (!clientClass()) await loadVendorScript(script, {allowed: [script], signal, ready: () => clientClass() !== undefined});
  const client = clientFor(settings);
  try {
    client.createButton({onClick: () => undefined});
  } catch (cause) {
    // Better known now than at the press.
    throw Object.assign(new Error('Google\'s button cannot be made where the page says require-trusted-types-for \'script\'', {cause}), {reason: 'csp'});
  }
  const {result} = await client.isReadyToPay({...versions, allowedPaymentMethods: settings.allowedPaymentMethods});
  if (!result) throw Object.assign(new Error('Google Pay is not ready in this browser'), {reason: 'place'});
}

function googleButton({handlers, locale}: Place, press: () => boolean): HTMLElement {
  const settings = settingsOf(handlers);
  if (!settings) throw new Error('This shop does not declare Google Pay');
  return clientFor(settings).createButton({
    onClick: () => void press(),
    buttonType: 'pay',
    buttonSizeMode: 'fill',
    buttonLocale: locale.slice(0, 2),
    allowedPaymentMethods: settings.allowedPaymentMethods,
  });
}

/** One sheet. What it hands over is submitted once only; a second card in the same sheet would be a second payment. */
async function start(payment: Payment): Promise<ProviderEnding> {
  const declared = payment.handlers?.find(({name}) => name === GOOGLE_PAY_HANDLER);
  const settings = settingsOf(payment.handlers);
  const totalPrice = priceOf(payment.total);
  if (!declared || !settings || !totalPrice) return {ending: 'failed', code: 'handler'};
  const words = refusalWords(payment.locale);
  let submitted: Promise<Step> | undefined;
  const onPaymentAuthorized = async (data: GooglePaymentData): Promise<Verdict> => {
    if (submitted) return refuse(words.once);
    if (payment.signal.aborted) return refuse(words.look);
    submitted = submit(payment, declared, data);
    const step = await submitted.catch(() => undefined);
    return step ? verdictOn(step, words.declined) : refuse(words.look);
  };
  const client = clientFor(settings, {onPaymentAuthorized});
  const opened = client.loadPaymentData({
    ...versions,
    merchantInfo: settings.merchantInfo,
    allowedPaymentMethods: settings.allowedPaymentMethods,
    transactionInfo: {
      totalPriceStatus: 'FINAL', totalPrice, currencyCode: payment.total.currency, checkoutOption: 'COMPLETE_IMMEDIATE_PURCHASE',
      ...(settings.countryCode && {countryCode: settings.countryCode}),
    },
    callbackIntents: ['PAYMENT_AUTHORIZATION'],
  });
  const [left, error] = await opened.then(() => [false, undefined] as const, (reason: unknown) => [true, reason] as const);
  if (submitted) return {ending: 'merchant', step: await submitted};
  if (!left) return {ending: 'failed', code: 'no_token'};
  // Nothing was handed over, so the story only has to know why: an interrupted checkout tells it itself.
  return codeOf(error) === 'CANCELED' ? {ending: 'stopped'} : {ending: 'failed', code: codeOf(error)};
}

async function submit(payment: Payment, {id}: CheckoutHandler, {paymentMethodData}: GooglePaymentData): Promise<Step> {
  const {handlers} = await payment.checkout;
  const {info, description, tokenizationData} = paymentMethodData;
  const instrument: Instrument = {
    id: payment.id,
    handler_id: handlers.find(({name}) => name === GOOGLE_PAY_HANDLER)?.id ?? id,
    type: 'card',
    display: {...(info && {brand: info.cardNetwork, last_digits: info.cardDetails}), ...(description && {description})},
    credential: {type: tokenizationData.type, token: tokenizationData.token},
  };
  return payment.submit(instrument);
}

/** Google's sheet ends well unless the merchant said no; what is still open is told by the tag. */
function verdictOn({status}: Step, sentence: string): Verdict {
  return status === 'declined' || status === 'failed' || status === 'cancelled' || status === 'expired' || status === 'review' ? refuse(sentence) : {transactionState: 'SUCCESS'};
}

const refuse = (message: string): Verdict => ({transactionState: 'ERROR', error: {reason: 'OTHER_ERROR', intent: 'PAYMENT_AUTHORIZATION', message}});

const versions = {apiVersion: 2, apiVersionMinor: 0} as const;

const codeOf = (error: unknown): string => {
  const code: unknown = typeof error === 'object' && error ? (error as {statusCode?: unknown}).statusCode : undefined;
  return typeof code === 'string' ? code : 'unknown';
};

/** Google writes a price with no decimals or two; `undefined` for an amount that needs three. */
function priceOf(total: Money): string | undefined {
  const decimal = toDecimal(total);
  const [whole, fraction = ''] = decimal.split('.');
  if (/[1-9]/.test(fraction.slice(2))) return undefined;
  return fraction ? `${whole}.${fraction.slice(0, 2)}` : whole;
}

function clientClass(): ClientClass | undefined {
  return (globalThis as {google?: {payments?: {api?: {PaymentsClient?: ClientClass}}}}).google?.payments?.api?.PaymentsClient;
}

function clientFor({environment, merchantInfo}: Settings, paymentDataCallbacks?: object): GooglePaymentsClient {
  const PaymentsClient = clientClass();
  if (!PaymentsClient) throw new Error('Google Pay is not loaded');
  return new PaymentsClient({environment, merchantInfo, ...(paymentDataCallbacks && {paymentDataCallbacks})});
}

/** The merchant's `config`, which UCP spells in snake case, as Google's script wants it; `undefined` when it cannot be used. */
function settingsOf(handlers: readonly CheckoutHandler[] | undefined): Settings | undefined {
  const config = handlers?.find(({name}) => name === GOOGLE_PAY_HANDLER)?.config;
  if (!config) return undefined;
  const {environment, merchantInfo = {}, allowedPaymentMethods, countryCode, authMethods} = inCamelCase(config) as Partial<Settings>;
  const declared: readonly Partial<CardMethod>[] = Array.isArray(allowedPaymentMethods) ? allowedPaymentMethods : [];
  const methods = Array.isArray(authMethods) ? declared.map((method) => ({...method, parameters: {...method.parameters, allowedAuthMethods: authMethods}}) as Partial<CardMethod>) : declared;
  if (!methods.length || !methods.every(isCardMethod) || (environment !== 'TEST' && environment !== 'PRODUCTION')) return undefined;
  return {...versions, environment, merchantInfo, allowedPaymentMethods: methods as readonly CardMethod[], ...(countryCode && {countryCode})};
}

function isCardMethod({type, parameters, tokenizationSpecification}: Partial<CardMethod>): boolean {
  return type === 'CARD' && Array.isArray(parameters?.allowedAuthMethods) && Array.isArray(parameters.allowedCardNetworks) && Boolean(tokenizationSpecification?.parameters);
}

function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), inCamelCase(held)]));
}
