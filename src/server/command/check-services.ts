import {openHandler, PaymentSettingsError} from '../handlers/open-handlers.ts';
import type {Environment, OpeningContext} from '../handlers/open-handlers.ts';
import type {Finding, PaymentHandler} from '../handlers/payment-handler.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import type {Log} from '../services.ts';
import type {AddressToCheck} from './check-address.ts';
import {checkAddress} from './check-address.ts';

export interface Checked {
  /** Such as `stripe`. */
  readonly service: string;
  readonly findings: readonly Finding[];
}

export interface Checking extends Pick<OpeningContext, 'mode' | 'kinds'> {
  readonly environment: Environment;
  readonly origin: string | undefined;
  readonly expected: ((handlerId: string, challenge: string) => Promise<string | undefined>) | undefined;
}

const QUIET: Log = {info() {}, warn() {}, error() {}};
/** ms that a service may take for all its own checks. */
const PATIENCE = 30_000;

/** Looks at every payment service of the settings, each by itself: one that is wrong does not hide the others. */
export async function checkServices(config: MerchantConfig, checking: Checking): Promise<readonly Checked[]> {
  const {mode, environment, origin = 'http://localhost', kinds} = checking;
  const checked: Checked[] = [];
  const ids = new Set<string>();
  for (const [at, entry] of config.payments.entries()) {
    try {
      const handler = await openHandler(config, at, environment, {mode, origin, log: QUIET, ...(kinds ? {kinds} : {})});
      checked.push({service: handler.id, findings: ids.has(handler.id) ? [sameId(handler.id)] : await lookAt(handler, config, checking)});
      ids.add(handler.id);
    } catch (error) {
      if (!(error instanceof PaymentSettingsError)) throw error;
      checked.push({service: entry.type, findings: [{level: 'error', what: error.message}]});
    }
  }
  return checked;
}

function sameId(id: string): Finding {
  return {level: 'error', what: `Two services have the id "${id}"`, advice: 'Give each an id of its own.'};
}

async function lookAt(handler: PaymentHandler, {currency}: MerchantConfig, {mode, origin, expected}: Checking): Promise<readonly Finding[]> {
  const address: AddressToCheck = {
    origin, mode, handlerId: handler.id, expected: expected && (challenge => expected(handler.id, challenge))};
  const notifyUrl = `${origin ?? 'http://localhost'}/notify/${handler.id}`;
  return [currencyOf(handler, currency), ...await ownChecks(handler, {currency, notifyUrl}), ...await checkAddress(address)];
}

function currencyOf({currencies, limits}: PaymentHandler, currency: string): Finding {
  if (currencies && !currencies.includes(currency)) {
    return {level: 'error', what: `It takes ${currencies.join(', ')}, and the shop sells in ${currency}`, advice: 'Take another service for this currency, or leave this one out.'};
  }
  const {min, step} = limits?.[currency] ?? {};
  return {level: 'ok', what: `It takes ${currency}${min === undefined ? '' : `, at least ${min} minor units`}${step === undefined ? '' : `, only multiples of ${step} minor units`}`};
}

async function ownChecks(handler: PaymentHandler, context: {readonly currency: string; readonly notifyUrl: string}): Promise<readonly Finding[]> {
  if (!handler.check) return [{level: 'warning', what: 'This service has no check of its keys', advice: 'Take a small first payment, and give it back.'}];
  const signal = AbortSignal.timeout(PATIENCE);
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('it does not answer'))));
  try {
    return await Promise.race([handler.check(context, signal), late]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return [{level: 'error', what: `The service could not be asked: ${reason}`, advice: 'Check this machine\'s way to the internet, then try again.'}];
  }
}
