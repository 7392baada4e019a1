import {TransportError} from './transport-error.ts';

export interface UcpAgent {
  readonly profile: string;
  /** The protocol version that the header names besides, when it does. */
  readonly version?: string;
}

const LONGEST_URL = 1500;
const MEMBER = /^([a-z*][a-z0-9_.*-]*)(?:=(?:"((?:[^"\\]|\\["\\])*)"|(\((?:[^()"]|"(?:[^"\\]|\\["\\])*")*\)|[^\s;,"()]+)))?/;
const PARAMETER = /^;\s*([a-z*][a-z0-9_.*-]*)(?:=(?:"((?:[^"\\]|\\["\\])*)"|([^\s;,"]+)))?/;

/**
 * Reads `UCP-Agent: profile="https://…"`, an RFC 8941 dictionary. `version` may stand beside it, as a member or as a
 * parameter of `profile`. Throws `TransportError` 400 `invalid_profile_url` when there is no usable profile.
 */
export function readUcpAgent(header: string | null): UcpAgent {
  const members = header === null || header.length > 4096 ? undefined : readDictionary(header);
  const profile = members?.get('profile');
  if (profile === undefined) {
    throw new TransportError(400, 'invalid_profile_url', 'Every request needs a UCP-Agent header such as profile="https://platform.example/profile".');
  }
  if (!URL.canParse(profile) || new URL(profile).href.length > LONGEST_URL) {
    throw new TransportError(400, 'invalid_profile_url', 'The profile in UCP-Agent is not a URL that can be used.');
  }
  const version = members?.get('version') ?? members?.get('profile;version');
  return {profile: new URL(profile).href, ...(version === undefined ? {} : {version})};
}

/** The string members of a dictionary and their parameters (as `member;parameter`); undefined when it is not one. */
function readDictionary(header: string): ReadonlyMap<string, string> | undefined {
  const members = new Map<string, string>();
  let rest = header.trim();
  while (rest !== '') {
    const member = MEMBER.exec(rest);
    if (!member?.[1]) return undefined;
    const name = member[1];
    members.set(name, unquoted(member));
    rest = rest.slice(member[0].length);
    for (let parameter = PARAMETER.exec(rest); parameter?.[1]; parameter = PARAMETER.exec(rest)) {
      members.set(`${name};${parameter[1]}`, unquoted(parameter));
      rest = rest.slice(parameter[0].length);
    }
    rest = rest.trimStart();
    if (rest !== '' && !rest.startsWith(',')) return undefined;
    rest = rest.slice(1).trimStart();
  }
  return members;
}

function unquoted(match: RegExpExecArray): string {
  return match[2]?.replaceAll(/\\(["\\])/g, '$1') ?? match[3] ?? '';
}
