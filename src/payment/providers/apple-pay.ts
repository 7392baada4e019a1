import type {CheckoutHandler} from '../../commerce/checkout.ts';
import type {Instrument} from '../../commerce/instrument.ts';
import {safeLink} from '../../commerce/link.ts';
import {toDecimal} from '../../commerce/money.ts';
import {buyerLanguage} from '../buyer-language.ts';
import type {Availability, Payment, PaymentProvider, Place, ProviderEnding, Step} from '../provider.ts';
import {tolerate} from '../tolerate.ts';
import {loadVendorScript} from '../vendor-script.ts';
import {ownButton} from './own-button.ts';

/** Nobody has published a UCP handler for Apple Pay, so its name is ours. */
export const APPLE_PAY_HANDLER = 'dev.hangtag.apple_pay';

const script = 'https://applepay.cdn-apple.com/jsapi/1.latest/apple-pay-sdk.js';
/** Of Apple Pay on the Web: the first with the token's transaction id and errors as objects. */
const version = 3;
/** Apple closes the sheet 30 s after the buyer's consent; the tag says how it stands before that. */
const patience = 25_000;

/** What the merchant's server declares. */
interface Settings {
  readonly id: string;
  /** ISO 3166-1 alpha-2 of the merchant. */
  readonly countryCode: string;
  readonly displayName: string;
  readonly networks: readonly string[];
  readonly capabilities: readonly string[];
  /** Where the server asks Apple for a session; always at the merchant's own origin. */
  readonly sessionUrl: string;
  /** Hosts registered with Apple, on which the button may stand. */
  readonly domains: readonly string[];
}

export interface AppleToken {
  readonly paymentData: unknown;
  readonly paymentMethod: {readonly displayName?: string; readonly network?: string; readonly type?: string};
  readonly transactionIdentifier: string;
}

/** What of `ApplePaySession` is used here. */
export interface AppleSession {
  onvalidatemerchant: ((event: {readonly validationURL: string}) => void) | null;
  onpaymentauthorized: ((event: {readonly payment: {readonly token: AppleToken}}) => void) | null;
  oncancel: ((event: unknown) => void) | null;
  begin(): void;
  abort(): void;
  completeMerchantValidation(session: unknown): void;
  completePayment(result: {readonly status: number}): void;
}

interface SessionClass {
  new (version: number, request: object): AppleSession;
  canMakePayments(): boolean;
  supportsVersion(version: number): boolean;
  readonly STATUS_SUCCESS: number;
  readonly STATUS_FAILURE: number;
}

/** Apple Pay: Safari's own sheet, and elsewhere Apple's script with a code for the buyer's phone. */
export const applePay: PaymentProvider = {
  id: 'apple-pay',
  surface: 'own-button',
  handlers: [APPLE_PAY_HANDLER],
  name: {en: 'Apple Pay', 'zh-Hans': 'Apple Pay', 'zh-Hant': 'Apple Pay'},
  csp: {
    'script-src': ['https://applepay.cdn-apple.com'],
    'connect-src': ['https://applepay.cdn-apple.com', 'https://smp-paymentservices.apple.com'],
    'frame-src': ['https://applepay.cdn-apple.com'],
    'img-src': ['https://applepay.cdn-apple.com'],
    'style-src': ["'unsafe-inline'"],
  },
  browsers: 'Safari; other browsers with Apple\'s script, where the buyer pays with an iPhone on iOS 18 or later',
  available,
  prepare,
  ...ownButton((place, press) => {
    const button = appleButton(place);
    button.addEventListener('click', press);
    return button;
  }),
  start,
};

function available({handlers, merchant, total}: Place): Availability {
  const settings = settingsOf(handlers, merchant.id);
  if (!settings) return {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare Apple Pay, or not in a way that can be read'};
  const host = globalThis.location?.hostname ?? '';
  if (!settings.domains.includes(host)) {
    return {status: 'unavailable', reason: 'place', detail: `Apple Pay works only on registered domains, and ${host || 'this page'} is not among the shop's: ${settings.domains.join(', ')}`};
  }
  if (total && total.amount <= 0) return {status: 'unavailable', reason: 'currency', detail: 'Apple Pay takes amounts above zero only'};
  return isSecureContext ? {status: 'available'} : {status: 'unavailable', reason: 'place', detail: 'Apple Pay needs an https page'};
}

async function prepare(_place: Place, signal: AbortSignal): Promise<void> {
  // Safari has the session by itself, and nothing is loaded there.
  if (!sessionClass()) await loadVendorScript(script, {allowed: [script], signal, ready: () => sessionClass() !== undefined});
  const Session = sessionClass();
  if (!Session?.supportsVersion(version) || !Session.canMakePayments()) throw Object.assign(new Error('Apple Pay is not available in this browser'), {reason: 'place'});
}

/** Apple's element where its script is; Safari draws a native one on a plain button, by a style sheet of ours. */
function appleButton({locale}: Place): HTMLElement {
  if (globalThis.customElements?.get('apple-pay-button')) {
    const button = document.createElement('apple-pay-button');
    for (const [name, value] of [['buttonstyle', dark() ? 'white' : 'black'], ['type', 'buy'], ['locale', appleLocale(locale)]] as const) button.setAttribute(name, value);
    return button;
  }
  const button = document.createElement('button');
  button.type = 'button';
  button.lang = appleLocale(locale);
  button.setAttribute('aria-label', 'Apple Pay');
  const {style} = button;
  style.setProperty('-webkit-appearance', '-apple-pay-button');
  style.setProperty('-apple-pay-button-type', 'buy');
  style.setProperty('-apple-pay-button-style', dark() ? 'white' : 'black');
  style.setProperty('inline-size', '100%');
  style.setProperty('block-size', '44px');
  return button;
}

const dark = (): boolean => globalThis.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false;
const appleLocale = (locale: string): string => ({en: 'en-US', 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW'})[buyerLanguage(locale)];

/** One sheet of Apple's. It is begun before the first `await`, and always told how its payment ended. */
async function start(payment: Payment): Promise<ProviderEnding> {
  const settings = settingsOf(payment.handlers, payment.merchant.id);
  const Session = sessionClass();
  if (!settings || !Session) return {ending: 'failed', code: 'handler'};
  const session = new Session(version, requestOf(settings, payment));
  return new Promise<ProviderEnding>((resolve, reject) => {
    const fail = (error: unknown): void => reject(error instanceof Error ? error : new Error(String(error)));
    let over = false;
    let submitted = false;
    const end = (settle: () => void): void => {
      over = true;
      settle();
    };
    const dismiss = (settle: () => void): void => {
      if (over) return;
      end(settle);
      tolerate(() => session.abort());
    };
    payment.signal.addEventListener('abort', () => dismiss(() => resolve({ending: 'stopped'})), {once: true});
    // Before the buyer has agreed, a changed checkout takes the sheet down; afterwards its answer does.
    payment.checkout.catch((interrupted: unknown) => submitted || dismiss(() => fail(interrupted)));
    session.oncancel = () => over || submitted || end(() => resolve({ending: 'stopped'}));
    session.onvalidatemerchant = ({validationURL}) => {
      askForSession(settings, validationURL, payment.signal).then((answer) => over || session.completeMerchantValidation(answer))
        .catch((error: unknown) => dismiss(() => resolve({ending: 'failed', code: 'merchant_validation', message: String(error)})));
    };
    session.onpaymentauthorized = ({payment: {token}}) => {
      if (over || submitted) return;
      submitted = true;
      let told = false;
      const tell = (status: number): void => {
        if (told) return;
        told = true;
        // The buyer, or time, may have closed the sheet meanwhile; the merchant's word stands without it.
        tolerate(() => session.completePayment({status}));
      };
      // The consent has arrived: a sheet that timed out by itself would call it failed, and the buyer would pay again.
      const late = setTimeout(tell, patience, Session.STATUS_SUCCESS);
      submit(payment, settings, token).then((step) => {
        tell(refuses(step) ? Session.STATUS_FAILURE : Session.STATUS_SUCCESS);
        end(() => resolve({ending: 'merchant', step}));
      }, (error: unknown) => {
        tell(Session.STATUS_FAILURE);
        end(() => fail(error));
      }).finally(() => clearTimeout(late));
    };
    session.begin();
  });
}

const refuses = ({status}: Step): boolean => status === 'declined' || status === 'failed' || status === 'cancelled' || status === 'expired' || status === 'review';

function requestOf({countryCode, networks, capabilities, displayName}: Settings, {total}: Payment): object {
  return {
    countryCode, currencyCode: total.currency, supportedNetworks: networks, merchantCapabilities: capabilities,
    total: {label: displayName, amount: toDecimal(total), type: 'final'},
  };
}

/** The merchant's server proves to Apple who it is; this page only carries the answer. */
async function askForSession({sessionUrl}: Settings, validationURL: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(sessionUrl, {
    method: 'POST', signal, credentials: 'omit', headers: {'content-type': 'application/json'}, body: JSON.stringify({validation_url: validationURL, domain: location.hostname}),
  });
  if (!response.ok) throw new Error(`The shop's server answered ${response.status}`);
  return response.json();
}

async function submit(payment: Payment, {id}: Settings, token: AppleToken): Promise<Step> {
  const {handlers} = await payment.checkout;
  const instrument: Instrument = {
    id: payment.id,
    handler_id: handlers.find(({name}) => name === APPLE_PAY_HANDLER)?.id ?? id,
    type: 'card',
    display: {...(token.paymentMethod.network && {brand: token.paymentMethod.network}), ...(token.paymentMethod.displayName && {description: token.paymentMethod.displayName})},
    credential: {type: 'apple_pay', token},
  };
  return payment.submit(instrument);
}

function sessionClass(): SessionClass | undefined {
  return (globalThis as {ApplePaySession?: SessionClass}).ApplePaySession;
}

function settingsOf(handlers: readonly CheckoutHandler[] | undefined, merchant: string): Settings | undefined {
  const declared = handlers?.find(({name}) => name === APPLE_PAY_HANDLER);
  if (!declared) return undefined;
  const {country_code: countryCode, display_name: displayName, networks, capabilities, session_url: sessionUrl, domains} = declared.config;
  const texts = [countryCode, displayName, sessionUrl].every((one) => typeof one === 'string');
  if (!texts || ![networks, capabilities, domains].every(isTexts)) return undefined;
  // The session is asked for at the shop itself, whatever the profile says.
  if (!safeLink(sessionUrl) || !safeLink(merchant) || new URL(String(sessionUrl)).origin !== new URL(merchant).origin) return undefined;
  return {id: declared.id, countryCode, displayName, networks, capabilities, sessionUrl, domains} as Settings;
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
