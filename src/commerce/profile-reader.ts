import type {CheckoutHandler} from './checkout.ts';
import {readHandlers} from './checkout-reader.ts';
import {safeLink} from './link.ts';
import {SANDBOX_HANDLER, capability} from './ucp.ts';
import {dictionary, kept, loose, optional, orElse, record, shape, text} from './wire.ts';

/** A merchant's business profile as a page needs it. */
export interface MerchantProfile {
  /** Such as `2026-04-08`. */
  readonly version: string;
  /** Other versions that it speaks, and where their profiles are. */
  readonly supportedVersions: Readonly<Record<string, string | undefined>>;
  /** Base of the REST paths, without a slash at the end; absent when it does not speak REST. */
  readonly endpoint?: string;
  /** Names of its capabilities; `undefined` when it names none, which says nothing. */
  readonly capabilities?: readonly string[];
  readonly handlers: readonly CheckoutHandler[];
  /** `test` when no money moves: our own server says so, or there is nothing but the sandbox to pay with. */
  readonly mode: 'test' | 'live' | 'unknown';
  /** Where UCP permalinks begin. */
  readonly permalink?: string;
}

const entries = orElse(dictionary(kept(orElse(record, undefined))), undefined);

/** Throws `WireError`. */
export function readProfile(json: unknown): MerchantProfile {
  const {ucp} = shape({ucp: record})(json, '$');
  const {version, supported_versions: others} = shape({version: text, supported_versions: optional(record)})(ucp, '$.ucp');
  const rest = entries(ucp.services, '$.ucp.services')?.['dev.ucp.shopping']?.filter(({transport}) => transport === 'rest') ?? [];
  const service = rest.find((one) => one.version === version) ?? rest[0];
  const capabilities = entries(ucp.capabilities, '$.ucp.capabilities');
  const config = (name: string): Readonly<Record<string, unknown>> => loose(capabilities?.[name]?.[0]?.config, '$');
  const {mode} = config(capability.payment);
  const handlers = readHandlers(ucp);
  return {
    version,
    supportedVersions: Object.fromEntries(Object.entries(others ?? {}).map(([name, address]) => [name, safeLink(address)])),
    endpoint: withoutSlash(safeLink(service?.endpoint)),
    capabilities: capabilities && Object.keys(capabilities),
    handlers,
    mode: mode === 'test' || mode === 'live' ? mode : handlers.length && handlers.every(({name}) => name === SANDBOX_HANDLER) ? 'test' : 'unknown',
    permalink: withoutSlash(safeLink(config('dev.ucp.shopping.permalink').endpoint)),
  };
}

function withoutSlash(address: string | undefined): string | undefined {
  return address?.replace(/\/+$/, '');
}
