// How the hosted page speaks with its host. The browser gets the text of these functions and nothing else (embedded-script.ts), so a function here may
// use the others and the browser, and nothing that stands outside of them.
import type {SessionData} from './embedding.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A JSON-RPC message as it came. */
interface Heard {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** The window or the app that shows this page. */
export interface Host {
  /** Absent for an app. */
  readonly window?: Window;
  /** What it may be; narrowed to one by its first answer. */
  origins: readonly string[];
  post(message: Json): void;
}

export interface Visit {
  session: SessionData;
  readonly host: Host;
  readonly waiting: Map<string, (result: Json | undefined) => void>;
  /** The checkout as the host knows it. */
  told: Json | undefined;
  /** `over`: the host does not want to hear from us. */
  state: 'greeting' | 'open' | 'over';
  port: MessagePort | undefined;
  requests: number;
  /** The page on its way, and whether nobody pressed for it. */
  loading: {readonly request: XMLHttpRequest; readonly quiet: boolean} | undefined;
  timer: number;
  /** Shows what only makes sense with a host. */
  readonly arrange: () => void;
}

// The host

export function findHost(session: SessionData): Host | undefined {
  const app = nativeHost();
  if (app) return app;
  if (parent !== window) return windowHost(parent, [...session.listed, location.origin]);
  const {opener} = window as {opener: Window | null};
  return opener && session.opener ? windowHost(opener, [session.opener]) : undefined;
}

export function windowHost(window: Window, origins: readonly string[]): Host {
  const {ancestorOrigins} = location as {ancestorOrigins?: DOMStringList};
  const above = window === parent ? ancestorOrigins?.[0] : undefined;
  const host: Host = {
    window,
    origins: above !== undefined && origins.includes(above) ? [above] : origins,
    // Never to everybody: the browser delivers it only where it is meant to go.
    post(message) { for (const origin of host.origins) window.postMessage(message, origin); },
  };
  return host;
}

export function nativeHost(): Host | undefined {
  interface Consumer {postMessage(text: string): void}
  const page = window as {
    EmbeddedCheckoutProtocolConsumer?: Consumer;
    webkit?: {messageHandlers?: {EmbeddedCheckoutProtocolConsumer?: Consumer}};
  };
  const consumer = page.EmbeddedCheckoutProtocolConsumer ?? page.webkit?.messageHandlers?.EmbeddedCheckoutProtocolConsumer;
  return consumer && {origins: [location.origin], post: message => { consumer.postMessage(JSON.stringify(message)); }};
}

export function listen(visit: Visit): void {
  const {host} = visit;
  if (!host.window) {
    Object.assign(window, {EmbeddedCheckoutProtocol: {postMessage: (message: unknown) => { hear(visit, parsed(message), []); }}});
    return;
  }
  addEventListener('message', event => {
    if (event.source !== host.window || !host.origins.includes(event.origin) || visit.port) return;
    host.origins = [event.origin];
    hear(visit, parsed(event.data), event.ports);
  });
}

export function parsed(data: unknown): Heard | undefined {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : data;
    return typeof message === 'object' && message !== null && (message as Heard).jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined;
  }
}

export function hear(visit: Visit, message: Heard | undefined, ports: readonly MessagePort[]): void {
  if (!message || visit.state === 'over') return;
  const {id, method} = message;
  if (typeof method === 'string') {
    if (id !== undefined) send(visit, {id, error: {code: -32601, message: 'Method not found.'}});
    return;
  }
  const answer = typeof id === 'string' ? visit.waiting.get(id) : undefined;
  if (!answer || typeof id !== 'string') return;
  visit.waiting.delete(id);
  const {result} = message;
  answer(typeof result === 'object' && result !== null ? {...result, ports} : undefined);
}

// What we say

export function send(visit: Visit, message: Json): void {
  if (visit.state === 'over') return;
  const whole = {jsonrpc: '2.0', ...message};
  if (visit.port) visit.port.postMessage(whole);
  else visit.host.post(whole);
}

/** `undefined` when the answer is none that can be read. */
export function ask(visit: Visit, method: string, params: Json): Promise<Json | undefined> {
  const id = `${method}_${++visit.requests}`;
  return new Promise(resolve => {
    visit.waiting.set(id, resolve);
    send(visit, {id, method, params});
  });
}

export function succeeded(visit: Visit, result: Json | undefined): boolean {
  const ucp = result?.['ucp'] as {status?: unknown; version?: unknown} | undefined;
  return ucp?.status === 'success' && ucp.version === visit.session.version;
}

export async function greet(visit: Visit): Promise<void> {
  const result = await ask(visit, 'ec.ready', {delegate: visit.session.delegate});
  if (!succeeded(visit, result)) {
    visit.state = 'over';
    return;
  }
  const upgrade = result?.['upgrade'] as {port?: unknown} | undefined;
  const port = upgrade?.port instanceof MessagePort ? upgrade.port : upgrade && (result?.['ports'] as readonly MessagePort[])[0];
  if (port && !visit.port) {
    visit.port = port;
    port.onmessage = event => { hear(visit, parsed(event.data), event.ports); };
    return greet(visit);
  }
  visit.state = 'open';
  visit.arrange();
  tell(visit);
}

export function refuseVersion(visit: Visit): void {
  const content = `This page speaks version ${visit.session.ours}.`;
  const error = {
    ucp: {version: visit.session.ours, status: 'error'}, messages: [{type: 'error', code: 'not_supported_error', content, severity: 'unrecoverable'}],
    continue_url: location.origin + location.pathname,
  };
  send(visit, {method: 'ec.error', params: {error, ...error}});
  visit.state = 'over';
}

/** Tells what is new: first each part, then the totals, as the protocol wants it; the end last. */
export function tell(visit: Visit): void {
  const {told, session: {checkout}} = visit;
  if (!checkout || visit.state !== 'open') return;
  const now = forHost(visit, checkout);
  visit.told = now;
  const say = (what: string): void => { send(visit, {method: `ec.${what}`, params: {checkout: now}}); };
  const changed = (path: (one: Json) => unknown): boolean => told !== undefined && JSON.stringify(path(told)) !== JSON.stringify(path(now));
  if (!told) say('start');
  for (const part of ['line_items', 'buyer', 'fulfillment']) if (changed(one => one[part])) say(`${part}.change`);
  if (changed(one => (one['dev.hangtag'] as Json | undefined)?.['payment'])) say('payment.change');
  if (changed(one => [one['messages'], one['status']])) say('messages.change');
  if (changed(one => one['totals'])) say('totals.change');
  if (now['status'] === 'completed' && told?.['status'] !== 'completed') say('complete');
}

/** Hosts that the shop has not listed hear how the checkout stands, and not who buys and where it goes. */
export function forHost({session, host}: Visit, checkout: Json): Json {
  const known = host.origins.every(origin => origin === location.origin || session.listed.includes(origin));
  if (known) return checkout;
  const {buyer: _, context: __, fulfillment: ___, discounts: ____, ...rest} = checkout;
  const order = rest['order'] as {permalink_url: string} | undefined;
  return order ? {...rest, order: {...order, permalink_url: order.permalink_url.split('?')[0]}} : rest;
}
