import {loadVendorScript} from '../../vendor-script.ts';
import type {PayPalConfig} from './config.ts';

/** What of PayPal's script, version 6, is used here; PayPal's own types are in `@paypal/paypal-js/sdk-v6`. */
export interface PayPalScript {
  createInstance(options: {
    clientId: string;
    components: readonly ['paypal-payments'];
    locale?: string;
    pageType?: PageType;
  }): Promise<PayPalInstance>;
}

export type PageType = 'cart' | 'checkout' | 'home' | 'mini-cart' | 'product-details' | 'product-listing' | 'search-results';

export interface PayPalInstance {
  findEligibleMethods(options: {currencyCode?: string}): Promise<{isEligible(method: 'paypal'): boolean}>;
  updateLocale(locale: string): void;
  createPayPalOneTimePaymentSession(options: {
    onApprove: (data: {orderId: string}) => Promise<void>;
    onCancel: (data: {orderId?: string}) => void;
    onError: (error: Error) => void;
  }): PayPalSession;
}

export interface PayPalSession {
  start(options: {presentationMode: 'auto'} | {presentationMode: 'popup'} | {presentationMode: 'modal'}, order: Promise<{orderId: string}>): Promise<unknown>;
  destroy(): void;
  cancel(): void;
}

const addresses = {
  live: 'https://www.paypal.com/web-sdk/v6/core',
  sandbox: 'https://www.sandbox.paypal.com/web-sdk/v6/core',
} as const;

const onPage = (): Partial<PayPalScript> | undefined => (globalThis as {paypal?: Partial<PayPalScript>}).paypal;

const isVersion6 = (script: Partial<PayPalScript> | undefined): script is PayPalScript => typeof script?.createInstance === 'function';

/** An earlier version of PayPal's script stands at the same name: the two cannot be on one page. */
export const isEarlierVersion = (): boolean => onPage() !== undefined && !isVersion6(onPage());

// PayPal means one instance a page; every tag shares it.
const instances = new Map<string, Promise<PayPalInstance>>();
const ready = new Map<string, PayPalInstance>();
const eligible = new Map<string, Promise<boolean>>();

/** Loads PayPal's script and asks it whether the buyer can pay in this currency. Rejects with a `reason` when that fails, and tries anew the next time. */
export async function prepareSdk(config: PayPalConfig, options: {currency?: string; locale: string; pageType: PageType; signal: AbortSignal}): Promise<void> {
  const {currency = '', locale, pageType, signal} = options;
  const address = addresses[config.environment];
  if (!isVersion6(onPage())) await loadVendorScript(address, {allowed: [address], signal, ready: () => isVersion6(onPage())});
  const instance = await once(instances, config.clientId, () => createInstance(config, locale, pageType));
  ready.set(config.clientId, instance);
  signal.throwIfAborted();
  const takes = await once(eligible, `${config.clientId} ${currency}`, () => isEligible(instance, currency));
  if (!takes) throw Object.assign(new Error(`PayPal cannot be used here${currency && ` for ${currency}`}`), {reason: 'place'});
  await customElements.whenDefined('paypal-button');
}

async function createInstance({clientId}: PayPalConfig, locale: string, pageType: PageType): Promise<PayPalInstance> {
  const script = onPage();
  if (!isVersion6(script)) throw Object.assign(new Error('PayPal\'s script is not there'), {reason: 'script'});
  return script.createInstance({clientId, components: ['paypal-payments'], locale: localeFor(locale), pageType});
}

async function isEligible(instance: PayPalInstance, currencyCode: string): Promise<boolean> {
  const methods = await instance.findEligibleMethods(currencyCode ? {currencyCode} : {});
  return methods.isEligible('paypal');
}

async function once<Value>(known: Map<string, Promise<Value>>, key: string, begin: () => Promise<Value>): Promise<Value> {
  const begun = known.get(key) ?? begin();
  known.set(key, begun);
  try {
    return await begun;
  } catch (error) {
    known.delete(key);
    throw error;
  }
}

/** What a press needs is there, in this tick. */
export const readyInstance = ({clientId}: PayPalConfig): PayPalInstance | undefined => ready.get(clientId);

const own: Readonly<Record<string, string>> = {en: 'en-US', 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-HK'};

/** PayPal knows languages with a country. */
export const localeFor = (locale: string): string => own[locale] ?? (/^[a-z]{2}-[A-Z]{2}$/.test(locale) ? locale : 'en-US');
