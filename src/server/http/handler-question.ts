import type {Services} from '../services.ts';
import {TransportError} from './transport-error.ts';

/** How long a payment service may take to answer, in ms. */
const PATIENCE = 10_000;

/**
 * What a provider in a page asks its handler before a payment, such as Apple Pay's session. Throws `TransportError`: 404 where there is no
 * such handler or question, 502 when the payment service does not answer.
 */
export async function answerQuestion({handlers, log}: Services, handlerId: string, question: string, body: unknown): Promise<unknown> {
  const handler = handlers.find(({id}) => id === handlerId);
  if (!handler?.answer) throw new TransportError(404, 'not_found', 'There is nothing at this address.');
  const answer = await handler.answer(question, body, AbortSignal.timeout(PATIENCE)).catch((error: unknown) => {
    if (error instanceof TransportError) throw error;
    log.warn('handler.question', {handler: handlerId, question, error: error instanceof Error ? error.message : 'unknown'});
    throw new TransportError(502, 'payment_service_unavailable', 'The payment service gave no usable answer.');
  });
  if (answer === undefined) throw new TransportError(404, 'not_found', 'There is nothing at this address.');
  return answer;
}
