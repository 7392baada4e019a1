import type {Checkout, Message} from './checkout.ts';
import {readCheckout, readMessages} from './checkout-reader.ts';
import {safeLink} from './link.ts';
import {UCP_VERSION} from './ucp.ts';
import {loose, maybe, record, text} from './wire.ts';

/** How the page of a checkout is opened for the Embedded Checkout Protocol. */
export interface EmbeddedVisit {
  /** Origin of the page that opens it; beyond the protocol, for merchants that ask nobody else. */
  readonly origin?: string;
  readonly colorScheme?: 'light' | 'dark';
  /** What the host takes upon itself, such as `window.open`. */
  readonly delegate?: readonly string[];
}

/** A `continue_url` or permalink with the protocol's parameters. Merchants that do not speak it ignore them. */
export function embeddedAddress(address: string, {origin, colorScheme, delegate = []}: EmbeddedVisit = {}): string {
  const url = new URL(address);
  const {searchParams: query} = url;
  query.set('ec_version', UCP_VERSION);
  if (delegate.length > 0) query.set('ec_delegate', delegate.join());
  if (colorScheme) query.set('ec_color_scheme', colorScheme);
  if (origin !== undefined) query.set('ec_origin', origin);
  return url.href;
}

/** What a merchant's page says to its host. */
export type EmbeddedMessage =
  | {readonly says: 'ready'; readonly id: string | number; readonly delegate: readonly string[]; readonly auth?: string}
  /** `start`, or what has changed, such as `line_items`. */
  | {readonly says: 'start' | 'change' | 'complete'; readonly checkout: Checkout; readonly what?: string}
  | {readonly says: 'error'; readonly messages: readonly Message[]; readonly continueUrl?: string}
  /** Wants an answer; `method` in full. */
  | {readonly says: 'request'; readonly id: string | number; readonly method: string; readonly params: Readonly<Record<string, unknown>>};

/**
 * Reads a message as it came through a window or a port: an object, or its JSON. `undefined` for everything that is not of this protocol, or not
 * as it is published: such a message has no effect.
 */
export function readEmbeddedMessage(data: unknown): EmbeddedMessage | undefined {
  try {
    const {jsonrpc, id, method, params} = record(typeof data === 'string' ? JSON.parse(data) : data, '$');
    if (jsonrpc !== '2.0' || typeof method !== 'string' || !method.startsWith('ec.')) return undefined;
    return readMethod(method.slice('ec.'.length), params === undefined ? {} : record(params, '$.params'), typeof id === 'string' || typeof id === 'number' ? id : undefined);
  } catch {
    return undefined;
  }
}

type Params = Readonly<Record<string, unknown>>;

function readMethod(method: string, params: Params, id: string | number | undefined): EmbeddedMessage | undefined {
  if (id !== undefined) {
    if (method !== 'ready') return {says: 'request', id, method: `ec.${method}`, params};
    const delegate = Array.isArray(params['delegate']) ? params['delegate'].filter((name) => typeof name === 'string') : [];
    return {says: 'ready', id, delegate, auth: maybe(text)(loose(params['auth'])['type'], '')};
  }
  if (method === 'error') return readError(params);
  const change = /^(.+)\.change$/.exec(method)?.[1];
  const says = change === undefined ? method : 'change';
  if (says !== 'start' && says !== 'complete' && says !== 'change') return undefined;
  return {says, checkout: readCheckout(params['checkout']), ...(change === undefined ? {} : {what: change})};
}

/** The specification's text has what went wrong in `params` itself, its OpenRPC document in `params.error`. */
function readError(params: Params): EmbeddedMessage {
  const error = loose(params['error'] ?? params);
  const continueUrl = safeLink(error['continue_url']);
  return {says: 'error', messages: readMessages(error['messages'], '$.messages'), ...(continueUrl === undefined ? {} : {continueUrl})};
}

/** The answer to a request that went well. */
export function embeddedSuccess(id: string | number, more: Params = {}): Params {
  return {jsonrpc: '2.0', id, result: {ucp: {version: UCP_VERSION, status: 'success'}, ...more}};
}

/** The answer to a request that the host will not fulfil. `code`: of the protocol, such as `not_supported_error`. */
export function embeddedRefusal(id: string | number, code: string, content: string): Params {
  const message = {type: 'error', code, content, severity: code === 'abort_error' ? 'recoverable' : 'unrecoverable'};
  return {jsonrpc: '2.0', id, result: {ucp: {version: UCP_VERSION, status: 'error'}, messages: [message]}};
}

/** The answer to a method that the host does not know. */
export function unknownMethod(id: string | number): Params {
  return {jsonrpc: '2.0', id, error: {code: -32601, message: 'Method not found.'}};
}
