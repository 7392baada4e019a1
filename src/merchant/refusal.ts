import {readErrors} from '../commerce/refusal-reader.ts';
import type {MerchantErrorCode} from './merchant.ts';
import {MerchantError} from './merchant.ts';
import type {Outcome} from './ucp-request.ts';

/** The longest that a merchant's `Retry-After` is heeded, in ms; what takes longer is for the buyer to decide. */
const longestWait = 5000;

/** Why an answer is none that can be used, and whether the merchant asks for patience. `json`: `undefined` when it was no JSON. */
export function readRefusal({ok, status, headers}: Pick<Response, 'ok' | 'status' | 'headers'>, json: unknown): Outcome {
  if (ok && json === undefined) return {error: new MerchantError('bad_answer', `${status} without JSON`)};
  const {messages, continue_url: continueUrl} = readErrors(json);
  const code = codeOf(status, messages.map(({code}) => code ?? ''));
  const wait = status === 503 || status === 429 ? waitAsked(headers.get('retry-after')) : undefined;
  return {error: new MerchantError(code, `${status} ${messages[0]?.content ?? ''}`, {messages, continueUrl}), wait};
}

function waitAsked(retryAfter: string | null): number | undefined {
  if (!retryAfter) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? +retryAfter : (Date.parse(retryAfter) - Date.now()) / 1000;
  const wait = Math.max(seconds * 1000, 100);
  return wait <= longestWait ? wait : undefined;
}

function codeOf(status: number, words: readonly string[]): MerchantErrorCode {
  if (words.some((word) => /^(version_unsupported|capabilities_incompatible|invalid_profile_url|profile_\w+)$/.test(word))) return 'incompatible';
  if (status === 404 || status === 410 || words.includes('not_found')) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429 || status >= 500) return 'busy';
  return 'refused';
}
