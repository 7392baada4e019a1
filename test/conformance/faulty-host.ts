import type {Payment, PaymentProvider, Presentation, ProviderEnding} from '../../src/payment/index.ts';

/** One thing that a provider can do wrong that leads the buyer to the merchant's own page. */
export type HostFault =
  | 'opens the page late'
  | 'submits beside the page'
  | 'puts the total into the address'
  | 'does not declare where it continues'
  | 'never entrusts'
  | 'entrusts when the page can be seen'
  | 'never thinks of a merchant without a page'
  | 'opens whatever address it is given'
  | 'begins another checkout at the second press'
  | 'opens a second window'
  | 'believes "complete"'
  | 'takes "error" for a failure'
  | 'hears "complete" and does nothing'
  | 'closes the page when the total changes'
  | 'never looks whether the window is closed'
  | 'posts to *'
  | 'does not look at the origin'
  | 'compares how the origin begins'
  | 'does not look at the window'
  | 'greets only once'
  | 'leaves requests unanswered'
  | 'opens what the page asks for'
  | 'confirms another version'
  | 'throws at other messages'
  | 'listens on after the end'
  | 'opens its window past the tag'
  | 'gives up a page that says nothing';

interface Message {
  readonly jsonrpc?: string;
  readonly id?: string;
  readonly method?: string;
  readonly params?: {readonly checkout?: {readonly status?: string; readonly line_items?: unknown}; readonly url?: string};
}

const version = '2026-04-08';

/** A provider that leads to the merchant's own page and speaks in the open window, right but for one fault. */
export function hostWith(fault?: HostFault): PaymentProvider {
  const does = (one: HostFault): boolean => fault === one;
  let presses = 0;

  const addressOf = (named: string, {total}: Payment): string => {
    const address = new URL(named);
    if (does('begins another checkout at the second press') && ++presses > 1) address.pathname = '/buy/tea';
    address.searchParams.set('ec_version', version);
    if (does('puts the total into the address')) address.searchParams.set('total', String(total.amount));
    return address.href;
  };

  /** Resolves when the page tells of an end. */
  const converse = (partner: () => unknown, origin: string, end: AbortSignal, change: () => void): Promise<'complete' | 'error'> => new Promise((tell) => {
    let greeted = false;
    const hear = ({data, origin: from, source}: MessageEvent): void => {
      const sameOrigin = does('does not look at the origin') || (does('compares how the origin begins') ? from.startsWith(origin) : from === origin);
      if (!sameOrigin || (!does('does not look at the window') && source !== partner())) return;
      const {jsonrpc, id, method = '', params} = does('throws at other messages') ? readBlindly(data) : read(data);
      if (jsonrpc !== '2.0' || !method.startsWith('ec.')) return;
      const answer = (more: object): void => (source as Window | null)?.postMessage({jsonrpc: '2.0', id, ...more}, does('posts to *') ? '*' : origin);
      const ucp = {version: does('confirms another version') ? '2025-01-01' : version, status: 'success'};
      if (typeof id === 'string' && method === 'ec.ready') {
        if (!greeted || !does('greets only once')) answer({result: {ucp}});
        greeted = true;
      } else if (typeof id === 'string') {
        if (method === 'ec.window.open_request' && does('opens what the page asks for')) window.open(params?.url);
        if (!does('leaves requests unanswered')) answer({error: {code: -32601, message: 'Method not found.'}});
      } else if (method.endsWith('.change')) change();
      else if (method === 'ec.error') tell('error');
      else if (method === 'ec.complete' && params?.checkout?.line_items && !does('hears "complete" and does nothing')) tell('complete');
    };
    window.addEventListener('message', hear, does('listens on after the end') ? {} : {signal: end});
  });

  const shows = (payment: Payment): {steer: (url: string) => void; shown: Presentation} => {
    let steer: (url: string) => void = () => undefined;
    const url = new Promise<string>((known) => (steer = known));
    if (!does('opens its window past the tag') && !does('opens whatever address it is given')) return {shown: payment.present({type: 'popup', url, opener: true}), get steer() {
      return steer;
    }};
    const opened = window.open('about:blank');
    return {steer: (to) => void (opened && (opened.location.href = to)), shown: {done: new Promise(() => undefined), close: () => opened?.close(), ...(opened && {window: opened})}};
  };

  const start = async (payment: Payment): Promise<ProviderEnding> => {
    if (does('opens the page late')) await payment.checkout;
    const {steer, shown} = shows(payment);
    if (does('opens a second window')) setTimeout(() => window.open('about:blank'), 500);
    const over = new AbortController();
    payment.signal.addEventListener('abort', () => over.abort());
    try {
      const {continue_url: named, handlers} = await payment.checkout;
      if (named === undefined && !does('never thinks of a merchant without a page')) {
        shown.close();
        return {ending: 'failed', code: 'no-page'};
      }
      return await onPage(payment, shown, named ?? '', over, () => {
        if (!does('never entrusts') && !does('entrusts when the page can be seen')) payment.entrust?.();
        steer(does('opens whatever address it is given') ? (named ?? '') : addressOf(named ?? '', payment));
        if (does('entrusts when the page can be seen')) setTimeout(() => payment.entrust?.(), 2000);
        if (does('submits beside the page')) payment.submit({id: payment.id, handler_id: handlers[0]?.id ?? 'none', type: 'card'}).catch(() => undefined);
      });
    } catch (interrupted) {
      shown.close();
      throw interrupted;
    } finally {
      over.abort();
    }
  };

  const onPage = async (payment: Payment, shown: Presentation, named: string, over: AbortController, lead: () => void): Promise<ProviderEnding> => {
    const {origin} = new URL(named);
    const changed = does('closes the page when the total changes') ? (): void => shown.close() : (): void => undefined;
    const told = converse(() => shown.window, origin, over.signal, changed);
    lead();
    const gone = shown.done.then(({how}) => (how === 'blocked' || does('never looks whether the window is closed') ? new Promise<never>(() => undefined) : 'gone'));
    const silent = does('gives up a page that says nothing') ? new Promise<'silent'>((tell) => setTimeout(() => tell('silent'), 10_000)) : new Promise<never>(() => undefined);
    const how = await Promise.race([told, gone, silent]);
    if (how === 'silent') return {ending: 'failed', code: 'silent'};
    if (how === 'error' && does('takes "error" for a failure')) return {ending: 'failed', code: 'error'};
    const order = {id: 'order', permalink_url: ''};
    if (how === 'complete' && does('believes "complete"')) return {ending: 'merchant', step: {status: 'paid', order, checkout: await payment.checkout}};
    const step = await payment.ask();
    shown.close();
    return {ending: 'merchant', step};
  };

  return {
    id: 'host', surface: 'press', handlers: [], csp: {}, start,
    ...(!does('does not declare where it continues') && {continues: 'merchant-page' as const}),
    name: {en: 'Checkout', 'zh-Hans': '结账', 'zh-Hant': '結帳'},
    available: () => ({status: 'available'}),
  };
}

const readBlindly = (data: unknown): Message => {
  const {method} = data as Required<Message>;
  return {...(data as Message), method: method.trim()};
};
const read = (data: unknown): Message => (typeof data === 'object' && data ? data : {});

/** Which rule must name it. */
export const hostFaults: Readonly<Record<HostFault, string>> = {
  'opens the page late': 'gesture',
  'submits beside the page': 'page-address',
  'puts the total into the address': 'page-address',
  'does not declare where it continues': 'page-address',
  'never entrusts': 'page-entrusted',
  'entrusts when the page can be seen': 'page-entrusted',
  'never thinks of a merchant without a page': 'page-missing',
  'opens whatever address it is given': 'page-missing',
  'begins another checkout at the second press': 'page-again',
  'opens a second window': 'page-again',
  'believes "complete"': 'page-word',
  'takes "error" for a failure': 'page-word',
  'hears "complete" and does nothing': 'page-word',
  'closes the page when the total changes': 'page-word',
  'never looks whether the window is closed': 'closed-window',
  'posts to *': 'page-origin',
  'does not look at the origin': 'page-strangers',
  'compares how the origin begins': 'page-strangers',
  'does not look at the window': 'page-strangers',
  'greets only once': 'page-greeting',
  'leaves requests unanswered': 'page-greeting',
  'opens what the page asks for': 'page-greeting',
  'confirms another version': 'page-greeting',
  'throws at other messages': 'page-nonsense',
  'listens on after the end': 'page-over',
  'opens its window past the tag': 'page-expired',
  'gives up a page that says nothing': 'page-silent',
};
