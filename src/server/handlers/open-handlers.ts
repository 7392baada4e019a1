import type {z} from 'zod';
import type {MerchantConfig} from '../merchant-config.ts';
import {placeOf} from '../place-of.ts';
import type {Log} from '../services.ts';
import type {HandlerKind} from './handler-kind.ts';
import {handlerKinds} from './kinds.ts';
import type {PaymentHandler} from './payment-handler.ts';

export interface OpeningContext {
  readonly mode: 'test' | 'live';
  /** Public origin of the server. */
  readonly origin: string;
  readonly log: Log;
  readonly clock?: () => Date;
  /** Default: every service that this package knows. */
  readonly kinds?: Readonly<Record<string, () => Promise<HandlerKind>>>;
}

/** Where secrets are: such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the settings of a payment service: a sentence for the person who set it up, without any secret. */
export class PaymentSettingsError extends Error {
  override readonly name = 'PaymentSettingsError';
}

type Entry = MerchantConfig['payments'][number];

/**
 * Opens the payment services that `config.payments` names, in that order, with their secrets from `environment`. Calls no
 * service. Throws `PaymentSettingsError` for the first entry that does not fit.
 */
export async function openHandlers(
  config: Pick<MerchantConfig, 'payments' | 'currency'>, environment: Environment, context: OpeningContext,
): Promise<readonly PaymentHandler[]> {
  const handlers: PaymentHandler[] = [];
  for (const [at, entry] of config.payments.entries()) {
    const handler = await openHandler(config, at, environment, context);
    if (handlers.some(({id}) => id === handler.id) || handler.id === 'sandbox') {
      throw new PaymentSettingsError(`payments[${at}] (${entry.type}): the id "${handler.id}" is taken; give each service an id of its own.`);
    }
    handlers.push(handler);
  }
  return handlers;
}

/** Opens the entry at that place of `config.payments`. Throws `PaymentSettingsError`. */
export async function openHandler(
  {payments, currency}: Pick<MerchantConfig, 'payments' | 'currency'>, at: number, environment: Environment, context: OpeningContext,
): Promise<PaymentHandler> {
  const {mode, origin, log, clock = () => new Date()} = context;
  const [entry, place] = [payments[at], `payments[${at}]`];
  if (!entry) throw new RangeError(`There is no ${place}`);
  const kind = await kindOf(entry.type, place, context.kinds ?? handlerKinds);
  const named = `${place} (${kind.type})`;
  const settings = readSettings(kind, entry, place);
  const secrets = readSecrets(kind, environment, named);
  const handler = await kind.open(settings, secrets, {mode, currency, origin, log, clock}).catch((cause: unknown) => {
    throw new PaymentSettingsError(`${named}: ${sentence(cause)}`, {cause});
  });
  if (handler.mode !== mode) throw new PaymentSettingsError(`${named}: ${wrongMode(handler.mode)}`);
  if (handler.currencies && !handler.currencies.includes(currency)) {
    log.warn('payment_service.currency', {handler: handler.id, currency, advice: 'checkouts in this currency cannot be paid there'});
  }
  return handler;
}

async function kindOf(type: string, place: string, kinds: NonNullable<OpeningContext['kinds']>): Promise<HandlerKind> {
  const load = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (load) return load();
  const known = Object.keys(kinds).sort().join(', ');
  const advice = type === 'sandbox' ? 'the sandbox is switched on with --sandbox' : `the known ones are ${known || 'none'}`;
  throw new PaymentSettingsError(`${place}.type: "${type}" is no payment service that can be set here; ${advice}.`);
}

function readSettings(kind: HandlerKind, {type: _type, ...entry}: Entry, place: string): unknown {
  const read = kind.settings.safeParse(entry);
  if (read.success) return read.data;
  throw new PaymentSettingsError(`${wrongField(read.error, place)} (${kind.type}).`);
}

function wrongField({issues: [issue]}: z.ZodError, place: string): string {
  const path = placeOf(issue?.path ?? []);
  const where = path === '' ? place : path.startsWith('[') ? `${place}${path}` : `${place}.${path}`;
  return `${where}: ${issue?.message ?? 'not as expected'}`;
}

function readSecrets({secrets}: HandlerKind, environment: Environment, named: string): Readonly<Record<string, string>> {
  const found = secrets.map(({variable}) => [variable, environment[variable]?.trim() ?? ''] as const).filter(([, value]) => value !== '');
  const have = new Set(found.map(([variable]) => variable));
  const missing = secrets.find(({variable, required}) => required && !have.has(variable));
  if (missing) throw new PaymentSettingsError(`${named}: set the environment variable ${missing.variable}: ${missing.what.replace(/\.$/, '')}.`);
  return Object.fromEntries(found);
}

function wrongMode(mode: 'test' | 'live'): string {
  return mode === 'live'
    ? 'these are live keys, and this server runs in test mode (--sandbox). Use test keys, or start without --sandbox to take real money.'
    : 'these are test keys, and this server is live. Use live keys, or start with --sandbox, where test keys are allowed.';
}

function sentence(cause: unknown): string {
  const text = cause instanceof Error && cause.message ? cause.message : 'it cannot be opened';
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
