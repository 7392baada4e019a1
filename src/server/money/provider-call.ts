import type {PaymentHandler} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import type {PaymentRow} from './payment-row.ts';
import {CALL_TIMEOUT} from './schedule.ts';

/** The handler of a payment. Throws when the server was started without it: such a payment waits until it is back. */
export function handlerOf({handlers}: Pick<Services, 'handlers'>, handlerId: string): PaymentHandler {
  const handler = handlers.find(one => one.id === handlerId);
  if (!handler) throw new Error(`No payment handler with the id "${handlerId}" is configured`);
  return handler;
}

/** How long a call may take, in ms, and what ends it before that. */
interface Patience {
  readonly timeout?: number;
  readonly until?: AbortSignal | undefined;
}

/**
 * One call to a provider, outside any transaction and bounded in time. A throw or a timeout is `unknown`: it
 * never means that nothing happened.
 */
export async function askProvider<Answer extends {readonly status: string}>(
  {log}: Pick<Services, 'log'>, what: string, payment: Pick<PaymentRow, 'id'>, call: (signal: AbortSignal) => Promise<Answer>,
  {timeout = CALL_TIMEOUT, until}: Patience = {},
): Promise<Answer | {readonly status: 'unknown'}> {
  const over = new AbortController();
  const end = (): void => over.abort(new Error('The provider did not answer in time'));
  const late = new Promise<never>((_, reject) => over.signal.addEventListener('abort', () => reject(over.signal.reason as Error)));
  late.catch(() => {}); // a call that throws at once is not waited for
  const timer = setTimeout(end, timeout);
  until?.addEventListener('abort', end);
  if (until?.aborted) end();
  try {
    return await Promise.race([call(over.signal), late]);
  } catch (error) {
    log.warn('provider.no_answer', {payment: payment.id, call: what, error: error instanceof Error ? error.name : 'unknown'});
    return {status: 'unknown'};
  } finally {
    clearTimeout(timer);
    until?.removeEventListener('abort', end);
  }
}
