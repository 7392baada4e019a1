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

/**
 * One call to a provider, outside any transaction and bounded in time (`timeout`: ms). A throw or a timeout is `unknown`: it
 * never means that nothing happened.
 */
export async function askProvider<Answer extends {readonly status: string}>(
  {log}: Pick<Services, 'log'>, what: string, payment: Pick<PaymentRow, 'id'>, call: (signal: AbortSignal) => Promise<Answer>,
  timeout = CALL_TIMEOUT,
): Promise<Answer | {readonly status: 'unknown'}> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error('The provider did not answer in time');
      over.abort(error);
      reject(error);
    }, timeout);
  });
  try {
    return await Promise.race([call(over.signal), late]);
  } catch (error) {
    log.warn('provider.no_answer', {payment: payment.id, call: what, error: error instanceof Error ? error.name : 'unknown'});
    return {status: 'unknown'};
  } finally {
    clearTimeout(timer);
  }
}

