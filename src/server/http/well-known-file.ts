import type {Services} from '../services.ts';
import {TransportError} from './transport-error.ts';

/** A file by which a payment service knows this address. Throws `TransportError`: 404 where no configured service has one of that name. */
export function wellKnownFile({handlers}: Pick<Services, 'handlers'>, name: string): string {
  for (const {wellKnown = {}} of handlers) if (Object.hasOwn(wellKnown, name)) return wellKnown[name] ?? '';
  throw new TransportError(404, 'not_found', 'There is nothing at this address.');
}
