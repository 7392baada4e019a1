import {safeLink} from '../commerce/link.ts';

interface ScriptPolicy {
  createScriptURL(url: string): unknown;
}

interface Shared {
  readonly allowed: Set<string>;
  policy?: ScriptPolicy;
}

interface TrustedTypes {
  createPolicy(name: string, rules: {createScriptURL(url: string): string}): ScriptPolicy;
}

// The page's policy may be made once only, so every copy of the script shares it.
const place = Symbol.for('hangtag.trusted-types.1');

/**
 * The address of a provider's script, ready for `script.src` on a page that requires Trusted Types. `allowed` are the address prefixes that the provider
 * loads scripts from, each with a path. Throws `TypeError` when the address is not among them, or when the page's policy does not allow
 * the policy `hangtag`.
 */
export function trustedScriptUrl(address: string, allowed: readonly string[]): string {
  const url = new URL(address).href;
  if (!mayLoad(allowed, url)) throw new TypeError(`${url} is not among the scripts of this provider`);
  const {trustedTypes} = globalThis as {trustedTypes?: TrustedTypes};
  if (!trustedTypes) return url;
  const shared = ((globalThis as {[place]?: Shared})[place] ??= {allowed: new Set()});
  for (const prefix of allowed) shared.allowed.add(prefix);
  shared.policy ??= trustedTypes.createPolicy('hangtag', {createScriptURL: (asked) => check(asked, shared.allowed)});
  // A TrustedScriptURL is what the property wants, whatever the type says.
  return shared.policy.createScriptURL(url) as string;
}

function check(url: string, allowed: Iterable<string>): string {
  if (mayLoad(allowed, url)) return url;
  throw new TypeError(`${url} is not a script that Hangtag loads`);
}

/** True when `url` is an https address (http on localhost) that starts with one of `allowed`; one that does not end in `/` is meant as it stands. */
export function mayLoad(allowed: Iterable<string>, url: string): boolean {
  if (!safeLink(url)) return false;
  const asked = new URL(url);
  for (const prefix of allowed) {
    const {origin, pathname} = new URL(prefix);
    if (asked.origin === origin && (asked.pathname === pathname || (pathname.endsWith('/') && asked.pathname.startsWith(pathname)))) return true;
  }
  return false;
}
