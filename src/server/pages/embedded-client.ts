// What the hosted page does in the browser when there is a host. As in embedded-conversation.ts, each function reaches the browser by its own text.
import type {Json, Visit} from './embedded-conversation.ts';
import {ask, findHost, greet, listen, refuseVersion, send, succeeded, tell} from './embedded-conversation.ts';
import type {SessionData} from './embedding.ts';

/** Begins to speak, and goes on without leaving the page. */
export function begin(): void {
  const session = readSession(document);
  const host = session && findHost(session);
  if (!session || !host) return lookAgainAlone();
  const visit: Visit = {
    session, host, waiting: new Map(), told: undefined, state: 'greeting', port: undefined, requests: 0, loading: undefined, timer: 0, arrange: () => { arrange(visit); },
  };
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
  setTimeout(() => { location.assign(again.dataset['to'] || again.dataset['itself'] || location.href); }, Number(again.content) * 1000);
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
  const {loading} = visit;
  // A press waits for no look that nobody pressed for; a second press is the same press.
  if (loading && (quiet || !loading.quiet)) return;
  const request = new XMLHttpRequest();
  visit.loading = {request, quiet};
  loading?.request.abort();
  document.body.setAttribute('aria-busy', 'true');
  clearTimeout(visit.timer);
  request.open(fields ? 'POST' : 'GET', address);
  request.responseType = 'document';
  request.onloadend = () => {
    if (visit.loading?.request !== request) return;
    visit.loading = undefined;
    document.body.removeAttribute('aria-busy');
    const page = request.response as Document | null;
    if (page?.body && page.querySelector('main')) show(visit, page, request.responseURL, quiet);
    else failed();
  };
  request.send(fields ?? null);
}

export function show(visit: Visit, page: Document, address: string, quiet: boolean): void {
  const {pathname} = new URL(address);
  // Where signed fields may be posted to is said by the headers of their page, so that page is really gone to.
  if (page.querySelector('form.away') && !document.querySelector('form.away')) return location.assign(address);
  if (/^\/(checkout|orders)\/[^/]+$/.test(pathname)) history.replaceState(null, '', address);
  const fresh = document.adoptNode(page.body);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  const session = readSession(page);
  // Compared as the server made it: what the script has arranged since is no difference.
  const same = session && JSON.stringify(session.checkout) === JSON.stringify(visit.session.checkout) && quiet;
  // A frame without the focus takes none from its host.
  const held = !same && (parent === window || document.hasFocus()) && document.activeElement !== null && document.activeElement !== document.body;
  if (!same) document.body.replaceWith(fresh);
  if (session) visit.session = session;
  arrange(visit);
  if (quiet && !same) announce(held ? ['.quiet'] : ['h1', '.quiet']);
  if (!quiet || held) (document.querySelector<HTMLElement>('[autofocus]') ?? document.querySelector<HTMLElement>('h1'))?.focus();
  lookAgain(visit, page);
  tell(visit);
}

/** Says what is new without a press: a region that comes filled is not read out, so the words are put into one that stands in the page already. */
export function announce(parts: readonly string[]): void {
  const sheet = document.querySelector('[role=status]');
  if (!sheet) return;
  const news = document.createElement('p');
  news.className = 'unseen';
  news.setAttribute('role', 'status');
  sheet.removeAttribute('role');
  document.body.append(news);
  setTimeout(() => { news.textContent = parts.map(part => sheet.querySelector(part)?.textContent ?? '').join('. '); }, 100);
}

export function lookAgain(visit: Visit, page: Document): void {
  const again = page.querySelector<HTMLMetaElement>('meta[name=again]');
  if (!again) return;
  const {to, itself} = again.dataset;
  // A wallet takes the whole window; in a frame it may refuse to show, so there it waits for a press.
  if (to && parent === window) return location.assign(to);
  const pause = Math.max(2, Number(again.content)) * 1000;
  const look = (): void => { load(visit, itself || location.href, {quiet: true, failed: () => { lookAgain(visit, page); }}); };
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
    const [message] = objectsIn(result?.['messages']);
    // Who only changed their mind may press again; a host that cannot leaves it to our own fields.
    if (message?.['severity'] !== 'recoverable') document.querySelector('.address')?.classList.remove('delegated');
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
  const {fulfillment} = (checkout ?? {}) as {fulfillment?: Json | null};
  const method = objectsIn(fulfillment?.['methods']).find(one => (one['type'] ?? 'shipping') === 'shipping');
  const destinations = objectsIn(method?.['destinations']);
  return destinations.find(one => one['id'] === method?.['selected_destination_id']) ?? destinations[0];
}

/** Of what a host sends as a list: it may be anything. */
export function objectsIn(list: unknown): readonly Json[] {
  return Array.isArray(list) ? (list as readonly unknown[]).filter((one): one is Json => typeof one === 'object' && one !== null) : [];
}
