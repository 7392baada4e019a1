import {readHandlers} from './checkout-reader.ts';
import type {CheckoutHandler} from './checkout.ts';
import {safeLink} from './link.ts';
import {PAYMENT_CAPABILITY, SANDBOX_HANDLER, UCP_VERSION} from './ucp.ts';
import {loose, maybe, record, records, text} from './wire.ts';

/** A merchant's business profile as a page needs it. */
export interface MerchantProfile {
  /** Such as `2026-04-08`. */
  readonly version: string;
  /** Where a merchant of another version says that it speaks ours. */
  readonly ours?: string;
  /** Base of the REST paths, without a slash at the end; absent when it does not speak REST. */
  readonly endpoint?: string;
  /** Names of its capabilities; `undefined` when it names none, which says nothing. */
  readonly capabilities?: readonly string[];
  /** With what can be paid there, and the public settings of each; empty when it says nothing of it. */
  readonly handlers: readonly CheckoutHandler[];
  /** `test` when no money moves: our own server says so, or there is nothing but the sandbox to pay with. */
  readonly mode: 'test' | 'live' | 'unknown';
  /** Every checkout shows something to read before it is paid: our own server says so. */
  readonly reviews: boolean;
  /** Where UCP permalinks begin. */
  readonly permalink?: string;
}

/** Throws `WireError`. */
export function readProfile(json: unknown): MerchantProfile {
  const ucp = record(loose(json).ucp, '$.ucp');
  const version = text(ucp.version, '$.ucp.version');
  const rest = records(loose(ucp.services)['dev.ucp.shopping'], '').filter(({transport}) => transport === 'rest');
  const service = rest.find((one) => one.version === version) ?? rest[0];
  const named = maybe(record)(ucp.capabilities, '');
  const config = (name: string): Readonly<Record<string, unknown>> => loose(records(named?.[name], '')[0]?.config);
  const {mode, reviews} = config(PAYMENT_CAPABILITY);
  const handlers = readHandlers(ucp);
  const onlySandbox = handlers.length && handlers.every(({name}) => name === SANDBOX_HANDLER);
  return {
    version,
    ours: safeLink(loose(ucp.supported_versions)[UCP_VERSION]),
    endpoint: base(service?.endpoint),
    capabilities: named && Object.keys(named),
    handlers,
    mode: mode === 'test' || mode === 'live' ? mode : onlySandbox ? 'test' : 'unknown',
    reviews: reviews === true,
    permalink: base(config('dev.ucp.shopping.permalink').endpoint),
  };
}

const base = (address: unknown): string | undefined => safeLink(address)?.replace(/\/+$/, '');
