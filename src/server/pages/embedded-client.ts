// What the hosted page runs when a host speaks with it. The browser gets the text of these functions and nothing else (embedded-script.ts), so a
// function here may use the others and the browser, and nothing that is imported or stands outside of them.
import type {SessionData} from './embedding.ts';

type Json = Readonly<Record<string, unknown>>;

/** A JSON-RPC message as it came. */
interface Heard {
  readonly jsonrpc?: unknown;
  readonly id?: unknown;
  readonly method?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** The window or the app that shows this page. */
interface Host {
  /** Absent for an app. */
  readonly window?: Window;
  /** What it may be; narrowed to one by its first answer. */
  origins: readonly string[];
  post(message: Json): void;
}

interface Visit {
  session: SessionData;
  readonly host: Host;
  readonly waiting: Map<string, (result: Json | undefined) => void>;
  /** The checkout as the host knows it. */
  told: Json | undefined;
  /** `over`: the host does not want to hear from us. */
  state: 'greeting' | 'open' | 'over';
  port: MessagePort | undefined;
  requests: number;
  loading: boolean;
  timer: number;
}

/** Begins to speak, and goes on without leaving the page. */
export function begin(): void {
  const session = readSession(document);
  const host = session && findHost(session);
  if (!session || !host) return lookAgainAlone();
  const visit: Visit = {session, host, waiting: new Map(), told: undefined, state: 'greeting', port: undefined, requests: 0, loading: false, timer: 0};
  listen(visit);
  document.addEventListener('submit', event => { onSubmit(visit, event); });
  document.addEventListener('click', event => { onClick(visit, event); });
  arrange(visit);
  lookAgain(visit, document);
  if (session.version !== session.ours) return refuseVersion(visit);
  if (session.error) return send(visit, {method: 'ec.error', params: {error: session.error, ...session.error}});
  void greet(visit);
}

export function readSession(page: Document): SessionData | undefined {
  const text = page.getElementById('session')?.textContent;
  return text ? (JSON.parse(text) as SessionData) : undefined;
}

/** Nobody listens: the page does by itself what a browser without script does for it. */
export function lookAgainAlone(): void {
  const again = document.querySelector<HTMLMetaElement>('meta[name=again]');
  if (!again) return;
  setTimeout(() => { location.assign(again.dataset['to'] || location.href); }, Number(again.content) * 1000);
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
  arrange(visit);
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
  const {buyer: _, context: __, fulfillment: ___, ...rest} = checkout;
  const order = rest['order'] as {permalink_url: string} | undefined;
  return order ? {...rest, order: {...order, permalink_url: order.permalink_url.split('?')[0]}} : rest;
}

// The page goes on in place, so that the conversation does

export function onSubmit(visit: Visit, event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (new URL(form.action).origin !== location.origin) return;
  event.preventDefault();
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') fields.append(name, value);
  load(visit, form.action, {fields, failed: () => { form.submit(); }});
}

export function onClick(visit: Visit, event: MouseEvent): void {
  const target = event.target as Element;
  if (target.closest('[data-delegate]')) return void askForAddress(visit);
  const link = target.closest<HTMLAnchorElement>('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const own = link.origin === location.origin && /^\/(checkout|orders)\//.test(link.pathname);
  const leaves = link.target === '_blank' || !own;
  if (leaves && visit.state === 'open' && visit.session.delegate.includes('window.open') && (parent !== window || link.target === '_blank')) {
    event.preventDefault();
    void ask(visit, 'ec.window.open_request', {url: link.href});
  } else if (own && !leaves) {
    event.preventDefault();
    load(visit, link.href, {failed: () => { location.assign(link.href); }});
  }
}

interface Step {
  /** Posted; absent: a GET. */
  readonly fields?: URLSearchParams;
  /** Nobody pressed anything: what has the focus keeps it. */
  readonly quiet?: boolean;
  failed(): void;
}

export function load(visit: Visit, address: string, {fields, quiet = false, failed}: Step): void {
  if (visit.loading) return;
  visit.loading = true;
  document.body.setAttribute('aria-busy', 'true');
  clearTimeout(visit.timer);
  const request = new XMLHttpRequest();
  request.open(fields ? 'POST' : 'GET', address);
  request.responseType = 'document';
  request.onloadend = () => {
    visit.loading = false;
    document.body.removeAttribute('aria-busy');
    const page = request.response as Document | null;
    if (page?.body && page.querySelector('main')) show(visit, page, request.responseURL, quiet);
    else failed();
  };
  request.send(fields ?? null);
}

export function show(visit: Visit, page: Document, address: string, quiet: boolean): void {
  const {pathname} = new URL(address);
  if (/^\/(checkout|orders)\/[^/]+$/.test(pathname)) history.replaceState(null, '', address);
  const fresh = document.adoptNode(page.body);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  const session = readSession(page);
  // Compared as the server made it: what the script has arranged since is no difference.
  const same = session && JSON.stringify(session.checkout) === JSON.stringify(visit.session.checkout) && quiet;
  if (!same) document.body.replaceWith(fresh);
  if (session) visit.session = session;
  arrange(visit);
  if (!quiet) (document.querySelector<HTMLElement>('[aria-invalid]') ?? document.querySelector<HTMLElement>('h1'))?.focus();
  lookAgain(visit, page);
  tell(visit);
}

export function lookAgain(visit: Visit, page: Document): void {
  const again = page.querySelector<HTMLMetaElement>('meta[name=again]');
  if (!again) return;
  const {to} = again.dataset;
  // A wallet takes the whole window; in a frame it may refuse to show, so there it waits for a press.
  if (to && parent === window) return location.assign(to);
  const pause = Math.max(2, Number(again.content)) * 1000;
  const look = (): void => { load(visit, location.href, {quiet: true, failed: () => { lookAgain(visit, page); }}); };
  clearTimeout(visit.timer);
  visit.timer = setTimeout(look, pause) as unknown as number;
}

/** What only makes sense with a host. */
export function arrange(visit: Visit): void {
  if (parent !== window) {
    for (const way of document.querySelectorAll<HTMLAnchorElement | HTMLFormElement>('.away')) way.target = '_blank';
  }
  const delegated = visit.state === 'open' && visit.session.delegate.includes('fulfillment.address_change');
  document.querySelector('.address')?.classList.toggle('delegated', delegated);
}

export async function askForAddress(visit: Visit): Promise<void> {
  const result = await ask(visit, 'ec.fulfillment.address_change_request', {checkout: visit.told});
  if (!succeeded(visit, result)) {
    const [message] = (result?.['messages'] ?? [{}]) as readonly {severity?: unknown}[];
    // Who only changed their mind may press again; a host that cannot leaves it to our own fields.
    if (message?.severity !== 'recoverable') document.querySelector('.address')?.classList.remove('delegated');
    return;
  }
  const address = chosenAddress(result?.['checkout']);
  const form = document.querySelector<HTMLFormElement>('form.details');
  if (!address || !form) return;
  for (const name of ['street_address', 'extended_address', 'address_locality', 'address_region', 'address_country', 'postal_code', 'first_name', 'last_name']) {
    const field = form.elements.namedItem(name);
    const value = address[name];
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && (typeof value === 'string' || !/name$/.test(name))) field.value = typeof value === 'string' ? value : '';
  }
  form.requestSubmit();
}

export function chosenAddress(checkout: unknown): Json | undefined {
  type Methods = readonly {type?: unknown; selected_destination_id?: unknown; destinations?: readonly Json[]}[];
  const methods = (checkout as {fulfillment?: {methods?: Methods}} | undefined)?.fulfillment?.methods ?? [];
  const method = methods.find(one => (one.type ?? 'shipping') === 'shipping');
  const destinations = method?.destinations ?? [];
  return destinations.find(one => one['id'] === method?.selected_destination_id) ?? destinations[0];
}
