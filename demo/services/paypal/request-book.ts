import type {Context} from 'hono';
import {SimulatedRefusal} from './refusal.ts';

interface Done {
  readonly status: number;
  readonly body: unknown;
  /** How the same thing stands at the time of a repeat. */
  readonly live?: () => unknown;
}

interface Kept {
  readonly done: Done;
  readonly at: number;
}

/** PayPal-Request-Id: a repeat within the time that PayPal keeps it gets the first answer, refusals included, and does nothing. */
export class RequestBook {
  readonly #kept = new Map<string, Kept>();
  readonly #clock: () => Date;
  readonly #pages: string;

  constructor(clock: () => Date, pages: string) {
    this.#clock = clock;
    this.#pages = pages;
  }

  async once(context: Context, operation: string, act: () => Promise<Done>): Promise<Response> {
    const id = context.req.header('paypal-request-id');
    if (id === undefined && operation === 'create') throw new SimulatedRefusal(400, 'PAYPAL_REQUEST_ID_REQUIRED');
    const key = `${operation} ${id}`;
    const kept = id === undefined ? undefined : this.#kept.get(key);
    const hours = operation === 'create' || operation.startsWith('authorize') ? 6 : 45 * 24;
    if (kept && this.#clock().getTime() - kept.at < hours * 3_600_000) return answer(kept.done, true);
    const done = await act().catch((error: unknown): Done => {
      if (!(error instanceof SimulatedRefusal)) throw error;
      return {status: error.status, body: error.body(this.#pages)};
    });
    if (id !== undefined) this.#kept.set(key, {done, at: this.#clock().getTime()});
    return answer(done, false);
  }
}

function answer({status, body, live}: Done, again: boolean): Response {
  if (body === null) return new Response(null, {status});
  return Response.json(again && live ? live() : body, {status: again && status === 201 ? 200 : status});
}
