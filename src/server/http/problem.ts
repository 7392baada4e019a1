import {isUnreachable} from '../database/database.ts';
import type {Log} from '../services.ts';
import {TransportError} from './transport-error.ts';

/** What to answer to an error; what nobody expected is logged, and told to nobody. */
export function problemOf(error: unknown, log: Log, requestId: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = (error as {code?: unknown} | null)?.code;
  const said = error instanceof Error ? (error.stack ?? error.message) : 'unknown';
  log.error('request.failed', {request: requestId, error: said, code: typeof code === 'string' ? code : undefined});
  if (isUnreachable(error)) {
    return new TransportError(503, 'unavailable', 'The shop cannot answer at the moment. Please try again.', {'retry-after': '2'});
  }
  return new TransportError(500, 'internal_error', 'Something went wrong. Nothing more is known; please ask again.');
}
