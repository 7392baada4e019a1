import type {Finding} from '../payment-handler.ts';

/** The file in which Apple looks for a merchant's domain, under `/.well-known/`. */
const FILE = 'apple-developer-merchantid-domain-association';

/** Apple asks for the name without an ending, again and again; its developer site has also shown the other one. */
export function associationFiles(content: string): Readonly<Record<string, string>> {
  return {[FILE]: content, [`${FILE}.txt`]: content};
}

/** Looks at a domain as Apple does: over https, from outside, following no redirect. `content`: what this server shows, when it shows one; another host may have a file of its own. */
export async function checkDomain(domain: string, content: string | undefined, signal: AbortSignal): Promise<Finding> {
  const url = `https://${domain}/.well-known/${FILE}`;
  const found = await fetch(url, {redirect: 'manual', signal}).then(async answer => ({status: answer.status, text: await answer.text()}), () => undefined);
  const advice = `Put the file that Apple gives for this domain at ${url}, or set "domainAssociation" where this server answers there`;
  if (found?.status !== 200) return {level: 'error', what: `${domain} does not show Apple its file (${found?.status ?? 'no answer'})`, advice};
  if (content !== undefined && found.text.trim() !== content) return {level: 'warning', what: `${domain} shows Apple another file than this server has`, advice: 'That is right where the domain has a file of its own. Otherwise compare the two'};
  return {level: 'ok', what: `${domain} shows Apple a file at the right address`};
}
