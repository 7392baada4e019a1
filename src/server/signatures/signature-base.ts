import type {InnerList} from 'structured-headers';
import {serializeInnerList, serializeString} from 'structured-headers';

/** The message that a signature is about. Names of headers are in lower case. */
export type SignedMessage = {
  header(name: string): string | null;
} & (
  | {readonly kind: 'request'; readonly method: string; /** As it was sent, with the query as it stands there. */ readonly url: TargetUrl}
  | {readonly kind: 'response'; readonly status: number}
);

export interface TargetUrl {
  /** Host, with the port where it is not the scheme's own. */
  readonly authority: string;
  readonly path: string;
  /** With its question mark; empty when there is none. */
  readonly query: string;
}

/** A component that the message does not have, or that is not understood here. */
export class ComponentProblem extends Error {
  override readonly name = 'ComponentProblem';
}

/**
 * The text that is signed (RFC 9421, 2.5): a line for each component, then the list of them with its parameters. Components may have no
 * parameters here. Throws `ComponentProblem`.
 */
export function signatureBase(message: SignedMessage, covered: InnerList): string {
  const seen = new Set<string>();
  const [components] = covered;
  const lines = components.map(([name, parameters]) => {
    if (typeof name !== 'string' || parameters.size > 0) throw new ComponentProblem('it covers a component with parameters, which is not understood here');
    if (seen.has(name)) throw new ComponentProblem(`it covers ${shown(name)} twice`);
    seen.add(name);
    return `${serializeString(name)}: ${componentOf(message, name)}\n`;
  });
  return `${lines.join('')}"@signature-params": ${serializeInnerList(covered)}`;
}

function componentOf(message: SignedMessage, name: string): string {
  return name.startsWith('@') ? derivedFrom(message, name) : fieldOf(message, name);
}

function derivedFrom(message: SignedMessage, name: string): string {
  if (message.kind === 'response') {
    if (name === '@status') return String(message.status);
    throw new ComponentProblem(`it covers ${shown(name)}, which a response does not have`);
  }
  switch (name) {
    case '@method': return message.method.toUpperCase();
    case '@authority': return message.url.authority;
    case '@path': return message.url.path;
    case '@query': return message.url.query === '' ? '?' : message.url.query;
    default: throw new ComponentProblem(`it covers ${shown(name)}, which is not understood here`);
  }
}

function fieldOf(message: SignedMessage, name: string): string {
  const value = /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) ? message.header(name) : null;
  if (value === null) throw new ComponentProblem(`it covers the header ${shown(name)}, which is not there`);
  if (!/^[\x20-\x7e\t]*$/.test(value)) throw new ComponentProblem(`the header ${shown(name)} has characters that cannot be signed`);
  return value.replaceAll(/^[ \t]+|[ \t]+$/g, '');
}

function shown(name: string): string {
  return `"${name.slice(0, 60)}"`;
}

/** The parts of an absolute URL that a signature covers. */
export function targetOf(url: string | URL): TargetUrl {
  const {host, pathname, search} = new URL(url);
  return {authority: host, path: pathname, query: search};
}
