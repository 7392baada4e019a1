import type Stripe from 'stripe';
import {optionalPackage} from '../../optional-package.ts';
import type {StripeSettings} from './stripe-options.ts';

/** The version of Stripe's API that this handler was written against; an account's own default does not count. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** ms; less than the money core waits, so that its patience is not what ends a call. */
const TIMEOUT = 9000;

export type StripeClient = Stripe;

/**
 * Stripe's SDK, loaded when it is first needed. It repeats nothing by itself: a request that is sent again after our books have given up on it could
 * charge a trade that was ruled out meanwhile.
 */
export function stripeClient({secretKey, account, apiBase}: StripeSettings): () => Promise<StripeClient> {
  let client: Promise<StripeClient> | undefined;
  const open = async (): Promise<StripeClient> => {
    const {default: Client} = await optionalPackage<typeof import('stripe')>('stripe', 'Paying with Stripe');
    return new Client(secretKey, {
      apiVersion: STRIPE_API_VERSION, maxNetworkRetries: 0, timeout: TIMEOUT, telemetry: false, appInfo: {name: 'Hangtag'},
      ...(account === undefined ? {} : {stripeAccount: account}),
      ...(apiBase === undefined ? {} : addressOf(apiBase)),
    });
  };
  return () => client ??= open();
}

function addressOf(base: string): {host: string; port: string; protocol: 'http' | 'https'} {
  const {hostname, port, protocol} = new URL(base);
  return protocol === 'http:' ? {host: hostname, port: port || '80', protocol: 'http'} : {host: hostname, port: port || '443', protocol: 'https'};
}

/** True for an answer that was given before, when the same request first came: how things stood then. */
export function wasAnsweredBefore({lastResponse}: {readonly lastResponse: {readonly headers: Readonly<Record<string, string>>}}): boolean {
  return lastResponse.headers['idempotent-replayed'] === 'true';
}

interface StripeFailure {
  readonly type: string;
  readonly code?: string;
  readonly param?: string;
  readonly statusCode?: number;
}

const REFUSALS = new Set(['StripeCardError', 'StripeInvalidRequestError', 'StripeIdempotencyError']);

/**
 * The error by which Stripe says that it understood the request and did not do what it asks; `undefined` for every other one, after which nothing is
 * known. What became of the payment is read from the payment all the same. 409: the same request is still being answered.
 */
export function refusalIn(error: unknown): StripeFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const failure = error as Error & Partial<StripeFailure>;
  const {type, statusCode} = failure;
  const refused = type !== undefined && REFUSALS.has(type) && statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 409;
  return refused ? failure as StripeFailure : undefined;
}
