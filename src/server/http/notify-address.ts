import {answerToChallenge} from '../notify-challenge.ts';
import type {Services} from '../services.ts';
import {TransportError} from './transport-error.ts';

/** What `GET` at a notify address answers to `hangtag check`. Throws `TransportError` for a service that is not here, and for anything else than a challenge. */
export async function answerAtNotifyAddress({database, handlers}: Services, handlerId: string, challenge: string): Promise<string> {
  if (!handlers.some(handler => handler.id === handlerId)) throw new TransportError(404, 'not_found', 'There is no such payment service here.');
  const answer = await answerToChallenge(database, handlerId, challenge);
  if (answer === undefined) throw new TransportError(405, 'method_not_allowed', 'This address takes POST.', {allow: 'POST'});
  return answer;
}
