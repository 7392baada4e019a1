import {ApiError} from './api-error.ts';

export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly replayed?: true;
}

interface Kept {
  readonly request: string;
  readonly at: number;
  answer?: Answer;
}

/** ms; Stripe may forget a key after a day. */
const DAY = 24 * 3600_000;

/**
 * Answers to the same key the same, refusals too, for a day; unless the request was refused before anything was done. Another request with the key, and
 * the same one while it is being answered, are errors.
 */
export class KeptAnswers {
  readonly #kept = new Map<string, Kept>();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  once(key: string | undefined, request: string, act: () => object): Answer {
    if (key === undefined) return attempt(act);
    const known = this.#kept.get(key);
    const now = this.#clock().getTime();
    if (known && now - known.at < DAY) return again(known, request, key);
    const kept: Kept = {request, at: now};
    this.#kept.set(key, kept);
    try {
      kept.answer = attempt(act);
      return kept.answer;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }
}

function again({request: first, answer}: Kept, request: string, key: string): Answer {
  if (first !== request) {
    throw new ApiError(400, {type: 'idempotency_error', message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}'.`});
  }
  if (!answer) throw new ApiError(409, {type: 'idempotency_error', code: 'idempotency_key_in_use', message: `There is currently another in-progress request using this key '${key}'.`});
  return {...answer, replayed: true};
}

/** A refusal is an answer too, and is kept; a request that was never begun is not. */
function attempt(act: () => object): Answer {
  try {
    return {status: 200, body: structuredClone(act())};
  } catch (error) {
    if (!(error instanceof ApiError) || error.early) throw error;
    return {status: error.status, body: {error: structuredClone(error.body)}};
  }
}
