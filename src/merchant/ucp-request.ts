import {readErrors} from '../commerce/checkout-reader.ts';
import {loose} from '../commerce/wire.ts';
import type {MerchantErrorCode} from './merchant.ts';
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

/** The longest that a merchant's `Retry-After` is heeded, in ms; what takes longer is for the buyer to decide. */
const longestWait = 5000;

/**
 * Sends one request and answers its JSON. It is repeated as it is, key and body, when no answer came or the merchant asks for patience. Throws
 * `MerchantError`, or the reason of `signal`.
 */
export async function askMerchant(ask: Ask): Promise<unknown> {
  for (let repeat = 0; ; repeat++) {
    const answer = await send(ask).catch((error: unknown) => noAnswer(ask, error));
    const wait = repeat < 2 ? waitBefore(ask, answer, repeat) : undefined;
    if (wait === undefined) return answer instanceof MerchantError ? raise(answer) : readAnswer(answer);
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** `undefined` when it was no JSON. */
  readonly json: unknown;
}

async function send({url, method = 'GET', body, headers, signal, patience = 15_000, keepalive}: Ask): Promise<Answer> {
  signal?.throwIfAborted();
  const giveUp = new AbortController();
  const stop = (): void => giveUp.abort(signal?.reason);
  const timer = setTimeout(() => giveUp.abort(new DOMException('', 'TimeoutError')), patience);
  signal?.addEventListener('abort', stop);
  try {
    const response = await fetch(url, {
      method, keepalive, signal: giveUp.signal, credentials: 'omit', redirect: 'error', ...(headers && {cache: 'no-store'}),
      headers: {accept: 'application/json', ...(body !== undefined && {'content-type': 'application/json'}), ...headers},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {status: response.status, retryAfter: response.headers.get('retry-after'), json: parsed(text)};
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noAnswer({url, signal}: Ask, cause: unknown): MerchantError {
  signal?.throwIfAborted();
  return new MerchantError('unreachable', `No answer from ${url}: the network, or CORS`, {cause});
}

/** ms to wait before the same is sent again; `undefined`: it is not. */
function waitBefore({repeats = 1}: Ask, answer: Answer | MerchantError, repeat: number): number | undefined {
  if (answer instanceof MerchantError) return repeat < repeats ? 400 * 3 ** repeat : undefined;
  if ((answer.status !== 503 && answer.status !== 429) || !answer.retryAfter) return undefined;
  const seconds = /^\d+$/.test(answer.retryAfter) ? +answer.retryAfter : (Date.parse(answer.retryAfter) - Date.now()) / 1000;
  const wait = Math.max(seconds * 1000, 100);
  return wait <= longestWait ? wait : undefined;
}

function readAnswer({status, json}: Answer): unknown {
  const ok = status >= 200 && status < 300;
  if (ok && json === undefined) throw new MerchantError('bad_answer', `${status} without JSON`);
  const failed = loose(loose(json, '').ucp, '').status === 'error';
  if (ok && !failed) return json;
  const {messages, continue_url: continueUrl} = readErrors(json);
  const code = codeOf(status, messages.map(({code}) => code ?? ''));
  throw new MerchantError(code, `${status} ${messages[0]?.content ?? ''}`, {messages, continueUrl});
}

function codeOf(status: number, words: readonly string[]): MerchantErrorCode {
  if (words.some((word) => /^(version_unsupported|capabilities_incompatible|invalid_profile_url|profile_\w+)$/.test(word))) return 'incompatible';
  if (status === 404 || status === 410 || words.includes('not_found')) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429 || status >= 500) return 'busy';
  return status < 500 ? 'refused' : 'unknown';
}

function raise(error: MerchantError): never {
  throw error;
}
