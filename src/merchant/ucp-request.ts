import {loose} from '../commerce/wire.ts';
import {MerchantError} from './merchant.ts';

/** One request to a merchant. */
export interface Ask {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** ms until an answer is given up. */
  readonly patience?: number;
  /** How often it may be sent again when no answer came; 0 where another way of finding out is better. */
  readonly repeats?: number;
  /** True for what must arrive though the page is left. */
  readonly keepalive?: boolean;
}

/** What came of a request: its JSON, or why there is none that can be used. */
export interface Outcome {
  readonly json?: unknown;
  readonly error?: MerchantError;
  /** ms to wait before the same is sent again; `undefined`: it is not. */
  readonly wait?: number;
}

/**
 * Sends one request and answers its JSON. It is repeated as it is, key and body, when no answer came or the merchant asks for patience. Throws
 * `MerchantError`, or the reason of `signal`.
 */
export async function askMerchant(ask: Ask): Promise<unknown> {
  for (let repeat = 0; ; repeat++) {
    const {json, error, wait} = await send(ask).catch((cause: unknown) => noAnswer(ask, cause, repeat));
    if (!error) return json;
    if (wait === undefined || repeat > 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function send({url, method, body, headers, signal, patience = 15_000, keepalive}: Ask): Promise<Outcome> {
  signal?.throwIfAborted();
  const giveUp = new AbortController();
  const stop = (): void => giveUp.abort();
  const timer = setTimeout(stop, patience);
  signal?.addEventListener('abort', stop);
  try {
    const response = await fetch(url, {
      method, keepalive, signal: giveUp.signal, credentials: 'omit', redirect: 'error', ...(headers && {cache: 'no-store'}),
      headers: {accept: 'application/json', ...(body !== undefined && {'content-type': 'application/json'}), ...headers},
      body: JSON.stringify(body),
    });
    const json: unknown = await response.json().catch(unlessNoJson);
    if (response.ok && json !== undefined && loose(loose(json).ucp).status !== 'error') return {json};
    // Most purchases never see one.
    return (await import('./refusal.ts')).readRefusal(response, json);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

// A connection that broke off is no answer; a whole answer that is no JSON is a wrong one.
function unlessNoJson(error: unknown): undefined {
  if (!(error instanceof SyntaxError)) throw error;
}

function noAnswer({url, signal, repeats = 1}: Ask, cause: unknown, repeat: number): Outcome {
  signal?.throwIfAborted();
  return {error: new MerchantError('unreachable', `No answer from ${url}: the network, or CORS`, {cause}), wait: repeat < repeats ? 400 * 3 ** repeat : undefined};
}
