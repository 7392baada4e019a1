import type Stripe from 'stripe';
import {optionalPackage} from '../../optional-package.ts';
import type {StripeSettings} from './stripe-options.ts';

/** The version of Stripe's API that this handler was written against; an account's own default does not count. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** ms; less than the money core waits, so that its patience is not what ends a call. */
const TIMEOUT = 9000;

export type StripeClient = Stripe;

/**
 * Stripe's SDK, loaded when it is first needed, for one call of the handler. When nobody waits for that call any more nothing of it is sent: a request that
 * goes out, or is repeated, after our books have given up on it could charge a trade that was ruled out meanwhile. The SDK itself knows no signal, and
 * repeats a request whose connection broke even where it is told not to.
 */
export function stripeClient({secretKey, account, apiBase}: StripeSettings): (signal: AbortSignal) => Promise<StripeClient> {
  return async signal => {
    const {default: Client} = await optionalPackage<typeof import('stripe')>('stripe', 'Paying with Stripe');
    const send: typeof fetch = (input, init) => fetch(input, {...init, redirect: 'error', signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal});
    return new Client(secretKey, {
      apiVersion: STRIPE_API_VERSION, httpClient: Client.createFetchHttpClient(send), maxNetworkRetries: 0, timeout: TIMEOUT, telemetry: false, appInfo: {name: 'Hangtag'},
      ...(account === undefined ? {} : {stripeAccount: account}),
      ...(apiBase === undefined ? {} : addressOf(apiBase)),
    });
  };
}

function addressOf(base: string): {host: string; port: string; protocol: 'http' | 'https'} {
  const {hostname, port, protocol} = new URL(base);
  return protocol === 'http:' ? {host: hostname, port: port || '80', protocol: 'http'} : {host: hostname, port: port || '443', protocol: 'https'};
}

/** True for an answer that was given before, when the same request first came: how things stood then. */
export function wasAnsweredBefore({lastResponse: {headers}}: {readonly lastResponse: {readonly headers: object}}): boolean {
  return isReplay(headers);
}

/** Whatever its types say, with `fetch` the SDK hands over the headers as they are. */
function isReplay(headers: object): boolean {
  const said: unknown = headers instanceof Headers ? headers.get('idempotent-replayed') : (headers as Readonly<Record<string, unknown>>)['idempotent-replayed'];
  return said === 'true';
}

/**
 * True for an error of Stripe's own (5xx) that it has kept under the idempotency key: every request with this key gets it again for a day, also one that is
 * still on its way, so none of them can have an answer that somebody goes on with.
 */
export function hasFailedForGood(error: unknown): boolean {
  const {statusCode = 0, headers = {}} = (error instanceof Error ? error : {}) as {readonly statusCode?: number; readonly headers?: object};
  return statusCode >= 500 && isReplay(headers);
}

interface StripeFailure {
  readonly type: string;
  readonly code?: string;
  readonly param?: string;
  readonly statusCode?: number;
}

const REFUSALS = new Set(['card_error', 'invalid_request_error', 'idempotency_error']);

/**
 * The error by which Stripe says that it understood the request and did not do what it asks; `undefined` for every other one, after which nothing is
 * known. What became of the payment is read from the payment all the same. 409: the same request is still being answered. The SDK goes by the status alone
 * and would call an error of a kind that nobody knows a refusal, so the kind counts as Stripe wrote it.
 */
export function refusalIn(error: unknown): StripeFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const failure = error as Error & Partial<StripeFailure> & {readonly rawType?: string};
  const {rawType, statusCode} = failure;
  const refused = rawType !== undefined && REFUSALS.has(rawType) && statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 409;
  return refused ? failure as StripeFailure : undefined;
}
