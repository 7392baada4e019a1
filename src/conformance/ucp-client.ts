import {readCheckout} from '../commerce/checkout-reader.ts';
import type {Checkout} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import {readProfile} from '../commerce/profile-reader.ts';
import {TAG_PROFILE_URL} from '../commerce/ucp.ts';
import type {HandlerWorld} from './handler-world.ts';

/** An answer of the server: a checkout, or the HTTP status of a refusal. */
export interface Answer {
  readonly status: number;
  readonly checkout?: Checkout;
  /** As it came. */
  readonly text: string;
}

/** A platform that knows nothing but UCP. */
export interface UcpClient {
  create(goods: HandlerWorld['goods']): Promise<Checkout>;
  get(id: string): Promise<Checkout>;
  complete(id: string, instrument: Instrument, options?: {readonly key?: string; readonly expected?: Money}): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  /** A page for people, such as `continue_url`. */
  page(url: string): Promise<{readonly status: number; readonly text: string}>;
}

export async function ucpClient({origin, fetch: ask = fetch, agent = TAG_PROFILE_URL}: Pick<HandlerWorld, 'origin' | 'fetch' | 'agent'>): Promise<UcpClient> {
  const found = await ask(`${origin}/.well-known/ucp`);
  const {endpoint} = readProfile(await found.json());
  if (!endpoint) throw new Error(`${origin} does not speak UCP over REST`);
  const send = async (method: string, path: string, body?: unknown, key: string = crypto.randomUUID()): Promise<Answer> => {
    const headers = {
      accept: 'application/json', 'accept-language': 'en', 'ucp-agent': `profile="${agent}"`,
      ...(method === 'GET' ? {} : {'content-type': 'application/json', 'idempotency-key': key}),
    };
    const response = await ask(`${endpoint}${path}`, {method, headers, ...(body === undefined ? {} : {body: JSON.stringify(body)})});
    const text = await response.text();
    const checkout = response.ok ? readable(text) : undefined;
    return {status: response.status, text, ...(checkout && {checkout})};
  };
  const one = (id: string): string => `/checkout-sessions/${encodeURIComponent(id)}`;
  const need = ({checkout, status, text}: Answer): Checkout => {
    if (!checkout) throw new Error(`The server answered ${status}: ${text.slice(0, 200)}`);
    return checkout;
  };
  return {
    create: async ({id, quantity = 1}) => need(await send('POST', '/checkout-sessions', {line_items: [{item: {id}, quantity}]})),
    get: async (id) => need(await send('GET', one(id))),
    complete: (id, instrument, {key, expected} = {}) => send('POST', `${one(id)}/complete`, {
      payment: {instruments: [{...instrument, selected: true}]},
      ...(expected && {'dev.hangtag': {expected_total: expected}}),
    }, key),
    cancel: (id) => send('POST', `${one(id)}/cancel`, {}),
    async page(url) {
      const response = await ask(url, {headers: {accept: 'text/html'}});
      return {status: response.status, text: await response.text()};
    },
  };
}

function readable(text: string): Checkout | undefined {
  try {
    return readCheckout(JSON.parse(text));
  } catch {
    return undefined;
  }
}
