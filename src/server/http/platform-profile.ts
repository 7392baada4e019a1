import {z} from 'zod';
import type {PublishedKey} from '../signatures/verify-request.ts';
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

/** Of whatever kind: which can be used is seen when one is needed. */
const SigningKey = z.object({
  kid: z.string(), kty: z.string(), crv: z.string().optional(), x: z.string().optional(), y: z.string().optional(), use: z.string().optional(), alg: z.string().optional(),
});

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
  signing_keys: z.array(SigningKey).nullish(),
});

export interface PlatformProfile {
  /** The protocol version that the platform speaks. */
  readonly version: string;
  readonly capabilities: CapabilityRegistry;
  /** When it was fetched, in ms since the epoch; absent for one that is known without. */
  readonly fetchedAt?: number;
  /** Which instruments it can collect, where it says so. */
  readonly instruments?: PlatformInstruments;
  /** What its messages are signed with; absent: nothing is known of any. */
  readonly signingKeys?: readonly PublishedKey[];
}

/** Reads a fetched profile. Throws `TransportError` 422 `profile_malformed`. */
export function readPlatformProfile(body: string): PlatformProfile {
  const result = Profile.safeParse(parse(body));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw malformed(`${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'invalid'}`);
  }
  const {ucp: {version, capabilities = {}, payment_handlers: handlers = {}}, signing_keys: keys} = result.data;
  return {version, capabilities, instruments: readInstruments(handlers), ...(keys ? {signingKeys: keys} : {})};
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
