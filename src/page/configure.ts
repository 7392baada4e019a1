import {safeLink, shopOrigin} from '../commerce/link.ts';
import {currencyDecimals} from '../commerce/currency.ts';
import {matchLocale} from '../words/locale.ts';
import type {Configuration, Named} from './configuration.ts';
import {report} from './reports.ts';
import {pageState} from './state.ts';

export type {Configuration, Named} from './configuration.ts';

type Setting = keyof Configuration;

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && typeof (value as Named).id === 'string';
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** What each setting must be, in words, and whether a value is. */
const rules: {readonly [S in Setting]: readonly [expected: string, fits: (value: unknown) => boolean]} = {
  merchant: ['the origin of a shop, such as https://shop.example, or a Merchant', (value) => isNamed(value) || (isText(value) && !!shopOrigin(value))],
  providers: ['a list of provider ids or PaymentProviders', (value) => Array.isArray(value) && value.every((one) => isText(one) || isNamed(one))],
  locale: ['en, zh-Hans, zh-Hant or another tag of these languages, such as zh-HK', (value) => isText(value) && !!matchLocale(value)],
  campaign: ['a name', isText],
  currency: ['an ISO 4217 code, such as HKD', isCurrency],
  display: ['popup, redirect, qr or sheet', (value) => ['popup', 'redirect', 'qr', 'sheet'].includes(value as string)],
  agentProfile: ['an https address', (value) => !!safeLink(value)],
};

/**
 * Sets what holds for every tag of the page; may be called again, before or after tags are there: what is named is changed, `undefined` takes it back. What
 * cannot be used is told in the console and left as it was.
 */
export function configure<M extends Named, P extends Named>(configuration: Configuration<M, P>): void {
  const {$configuration} = pageState();
  const next: Record<string, unknown> = {...$configuration.get()};
  for (const [name, value] of Object.entries(configuration)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as Setting] : undefined;
    if (!rule) report(undefined, `configure ${name}`, `configure({${name}: …}) is not known. Known are ${Object.keys(rules).join(', ')}.`);
    else if (value === undefined || rule[1](value)) next[name] = value;
    else report(undefined, `configure ${name}`, `configure({${name}: ${shown(value)}}) is left out: it must be ${rule[0]}.`);
  }
  $configuration.set(next);
}

function isCurrency(value: unknown): boolean {
  try {
    return currencyDecimals(value as string) >= 0;
  } catch {
    return false;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? '[…]' : typeof value === 'object' && value ? '{…}' : String(value);
}
