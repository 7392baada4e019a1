import type {Services} from '../services.ts';
import {signedAnswerHeaders} from '../signatures/sign-response.ts';
import {signingKey} from '../signatures/signing-keys.ts';

/** The same answer, signed. One that cannot be signed goes out as it is: what it tells has happened. */
export async function signedAnswer(services: Services, answer: Response, body: string): Promise<Response> {
  try {
    const key = await signingKey(services);
    const contentType = answer.headers.get('content-type') ?? '';
    const signed = signedAnswerHeaders({key, status: answer.status, contentType, body, now: services.clock()});
    for (const [name, value] of Object.entries(signed)) answer.headers.set(name, value);
  } catch (error) {
    services.log.error('answer.not_signed', {reason: error instanceof Error ? error.message : 'unknown'});
  }
  return answer;
}
