import {z} from 'zod';
import type {CapabilityRegistry} from './capabilities.ts';
import type {PlatformInstruments} from './instruments.ts';
import {readInstruments} from './instruments.ts';
import {TransportError} from './transport-error.ts';

const Version = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const Entry = z.looseObject({
  version: Version,
  extends: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});

const Registry = z.record(z.string(), z.array(z.unknown()));

/**
 * The part of a platform's profile that we act on. Services are checked for their shape only: negotiation does not need
 * them.
 */
const Profile = z.looseObject({
  ucp: z.looseObject({
    version: Version,
    capabilities: z.record(z.string(), z.array(Entry)).optional(),
    services: Registry.optional(),
    payment_handlers: Registry.optional(),
  }),
});

export interface PlatformProfile {
  /** The protocol version that the platform speaks. */
  readonly version: string;
  readonly capabilities: CapabilityRegistry;
  /** When it was fetched, in ms since the epoch; absent for one that is known without. */
  readonly fetchedAt?: number;
  /** Which instruments it can collect, where it says so. */
  readonly instruments?: PlatformInstruments;
}

/** Reads a fetched profile. Throws `TransportError` 422 `profile_malformed`. */
export function readPlatformProfile(body: string): PlatformProfile {
  const result = Profile.safeParse(parse(body));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw malformed(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}`);
  }
  const {version, capabilities = {}, payment_handlers: handlers = {}} = result.data.ucp;
  return {version, capabilities, instruments: readInstruments(handlers)};
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw malformed('it is not JSON');
  }
}

function malformed(reason: string): TransportError {
  return new TransportError(422, 'profile_malformed', `The platform's profile cannot be read: ${reason}.`);
}
