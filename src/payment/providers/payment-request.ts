import type {CheckoutHandler} from '../../commerce/checkout.ts';
import {safeLink} from '../../commerce/link.ts';
import {toDecimal} from '../../commerce/money.ts';
import type {Availability, Payment, PaymentProvider, Place, ProviderEnding, Step} from '../provider.ts';

/** The handler is ours: whatever W3C payment method the merchant names in its `config.methods`. */
export const PAYMENT_REQUEST_HANDLER = 'dev.hangtag.payment_request';

interface Declared {
  readonly id: string;
  readonly methods: readonly PaymentMethodData[];
  readonly label: string;
}

/**
 * Payment apps by the W3C's Payment Request: the browser finds the app of a method such as `https://wallet.example/pay`, installs it when it must, and
 * shows it in a sheet of its own. What the app answers goes to the merchant's server; the sheet is told how that ended.
 */
export const paymentRequest: PaymentProvider = {
  id: 'payment-request',
  surface: 'press',
  handlers: [PAYMENT_REQUEST_HANDLER],
  name: {en: 'Payment app', 'zh-Hans': '支付应用', 'zh-Hant': '付款應用程式'},
  // Chromium fetches the app's manifests and its icon in the page's name; without the icon there is no app.
  csp: {'connect-src': ['<origin of the payment method>'], 'img-src': ['<origin of the payment method>']},
  browsers: 'Chrome, Edge and other Chromium browsers; Firefox and WebKitGTK have no Payment Request, and Safari knows Apple Pay only',
  available,
  prepare,
  start,
};

function available({handlers}: Place): Availability {
  if (typeof PaymentRequest !== 'function') return {status: 'unavailable', reason: 'place', detail: 'This browser has no Payment Request'};
  if (!readHandler(handlers)) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare a payment method for Payment Request'};
  return {status: 'available'};
}

async function prepare({handlers, total}: Place): Promise<void> {
  const declared = readHandler(handlers);
  if (!declared) throw new Error('This shop does not declare a payment method for Payment Request');
  const {methods, label} = declared;
  const value = total ? toDecimal(total) : '1.00';
  const can = await new PaymentRequest([...methods], {total: {label, amount: {currency: total?.currency ?? 'HKD', value}}}).canMakePayment();
  if (!can) throw Object.assign(new Error('No payment app for this shop can be had in this browser'), {reason: 'place'});
}

/** The sheet opens in the tick of the press, with the total that the buyer saw. A changed checkout takes it down again. */
async function start(payment: Payment): Promise<ProviderEnding> {
  const declared = readHandler(payment.handlers);
  if (!declared) return {ending: 'failed', code: 'handler'};
  const {total, signal} = payment;
  const amount = {currency: total.currency, value: toDecimal(total)};
  const request = new PaymentRequest([...declared.methods], {id: payment.id, total: {label: declared.label, amount}});
  const shown = request.show();
  const dismiss = (): void => void request.abort().catch(() => undefined);
  signal.addEventListener('abort', dismiss, {once: true});
  payment.checkout.catch(dismiss);
  const answer = await shown.catch((error: unknown) => {
    if (error instanceof DOMException) return error;
    throw error;
  });
  if (answer instanceof DOMException) return endingOf(payment, answer);
  const step = await submit(payment, declared, answer).catch(async (interrupted: unknown) => {
    await answer.complete('fail').catch(() => undefined);
    throw interrupted;
  });
  // What the sheet says last is what the merchant said; a sheet that has gone meanwhile is no news.
  await answer.complete(wordOf(step)).catch(() => undefined);
  return {ending: 'merchant', step};
}

/** Without an answer of the app nothing was handed over. */
async function endingOf(payment: Payment, {name, message}: DOMException): Promise<ProviderEnding> {
  if (name !== 'AbortError') return {ending: 'failed', code: name === 'NotSupportedError' ? 'place' : name, message};
  // An interrupted checkout has taken the sheet down, not the buyer.
  await Promise.race([payment.checkout, new Promise((resolve) => setTimeout(resolve, 0))]);
  return {ending: 'stopped'};
}

async function submit(payment: Payment, {id}: Declared, {methodName, details}: PaymentResponse): Promise<Step> {
  const {handlers} = await payment.checkout;
  return payment.submit({
    id: payment.id,
    handler_id: handlers.find(({name}) => name === PAYMENT_REQUEST_HANDLER)?.id ?? id,
    type: 'payment_request',
    credential: {type: 'payment_request', method: methodName, details},
  });
}

function wordOf({status}: Step): PaymentComplete {
  if (status === 'paid') return 'success';
  return status === 'action' || status === 'waiting' || status === 'unknown' ? 'unknown' : 'fail';
}

function readHandler(handlers: readonly CheckoutHandler[] | undefined): Declared | undefined {
  const found = handlers?.find(({name}) => name === PAYMENT_REQUEST_HANDLER);
  const {methods, label} = found?.config ?? {};
  if (!found || !Array.isArray(methods)) return undefined;
  const readable = methods.flatMap((method: unknown) => readMethod(method) ?? []);
  return readable.length ? {id: found.id, methods: readable, label: typeof label === 'string' ? label : 'Total'} : undefined;
}

/** Methods are addresses: the standardised names (`basic-card`) are gone from every browser. */
function readMethod(method: unknown): PaymentMethodData | undefined {
  if (typeof method !== 'object' || method === null) return undefined;
  const {supported_methods: supportedMethods, data} = method as {supported_methods?: unknown; data?: unknown};
  if (typeof supportedMethods !== 'string' || !safeLink(supportedMethods)) return undefined;
  return {supportedMethods, ...(typeof data === 'object' && data !== null && {data})};
}
