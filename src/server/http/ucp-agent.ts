import type {BareItem, Dictionary} from 'structured-headers';
import {ParseError, parseDictionary, Token} from 'structured-headers';
import {TransportError} from './transport-error.ts';

export interface UcpAgent {
  readonly profile: string;
  /** The protocol version that the header names besides, when it does. */
  readonly version?: string;
}

const LONGEST_HEADER = 4096;
const LONGEST_URL = 1500;

/**
 * Reads `UCP-Agent: profile="https://…"`, an RFC 8941 dictionary. `version` may stand beside it, as a member or as a
 * parameter of `profile`. Throws `TransportError` 400 `invalid_profile_url` when there is no usable profile.
 */
export function readUcpAgent(header: string | null): UcpAgent {
  const members = header === null || header.length > LONGEST_HEADER ? undefined : readDictionary(header);
  const [named, parameters] = members?.get('profile') ?? [];
  if (named === undefined) {
    throw new TransportError(400, 'invalid_profile_url', 'Every request needs a UCP-Agent header such as profile="https://platform.example/profile".');
  }
  const profile = textOf(named);
  if (!URL.canParse(profile) || new URL(profile).href.length > LONGEST_URL) {
    throw new TransportError(400, 'invalid_profile_url', 'The profile in UCP-Agent is not a URL that can be used.');
  }
  const version = members?.get('version')?.[0] ?? parameters?.get('version');
  return {profile: new URL(profile).href, ...(version === undefined ? {} : {version: textOf(version)})};
}

function readDictionary(header: string): Dictionary | undefined {
  try {
    return parseDictionary(header);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Some senders leave out the quotes. Empty: no text at all. */
function textOf(value: BareItem | readonly unknown[]): string {
  if (value instanceof Token) return value.toString();
  return typeof value === 'string' ? value : '';
}
