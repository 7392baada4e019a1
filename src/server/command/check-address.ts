import {isIP} from 'node:net';
import type {Finding} from '../handlers/payment-handler.ts';
import {isPublicAddress, resolveHost} from '../http/public-address.ts';
import {newChallenge} from '../notify-challenge.ts';

export interface AddressToCheck {
  /** Public origin of the shop; absent when nobody says. */
  readonly origin: string | undefined;
  readonly handlerId: string;
  readonly mode: 'test' | 'live';
  /** What this shop's server answers to a challenge; absent when no server of it can be asked. */
  readonly expected: ((challenge: string) => Promise<string | undefined>) | undefined;
}

/** ms */
const PATIENCE = 10_000;

/** Looks whether a payment service can reach this shop at its notify address: https, on the internet, and it is this shop that answers. */
export async function checkAddress(address: AddressToCheck): Promise<readonly Finding[]> {
  const {origin, mode, handlerId} = address;
  const unreachable = mode === 'live' ? 'error' : 'warning';
  if (origin === undefined) {
    return [{level: unreachable, what: 'The settings name no public address', advice: 'Set "origin" to the https address under which the internet reaches this server.'}];
  }
  const notify = new URL(`/notify/${encodeURIComponent(handlerId)}`, origin);
  const findings = [secureOrNot(notify, unreachable), await publicOrNot(notify, unreachable)];
  return [...findings, await answersOrNot(notify, address)];
}

function secureOrNot({protocol, origin}: URL, level: 'error' | 'warning'): Finding {
  return protocol === 'https:'
    ? {level: 'ok', what: `${origin} is https`}
    : {level, what: `${origin} is not https`, advice: 'Put a proxy with a certificate in front, and set "origin" to its https address.'};
}

async function publicOrNot({hostname}: URL, level: 'error' | 'warning'): Promise<Finding> {
  const found = await resolveHost(hostname, isPublicAddress);
  if (found.status === 'resolved') return {level: 'ok', what: isIP(hostname) ? `${hostname} is on the internet` : `${hostname} leads to ${found.address}`};
  if (found.status === 'failed') return {level, what: `${hostname} could not be looked up`, advice: 'Check the name and this machine\'s name server, then try again.'};
  const advice = level === 'error'
    ? 'Give it a public name, and let that lead to this server or its proxy.'
    : 'Payments are found by asking the service. To try its notifications, set "origin" to the https address of a tunnel to this machine.';
  return {level, what: `The payment service cannot reach ${hostname}: ${found.reason}`, advice};
}

async function answersOrNot(notify: URL, {expected, mode}: AddressToCheck): Promise<Finding> {
  const level = mode === 'live' ? 'error' : 'warning';
  if (!expected) return {level: 'warning', what: `Whether ${notify.href} leads here was not tried: no server of this shop is running`, advice: 'Start the shop with "hangtag serve", then check again.'};
  const challenge = newChallenge();
  notify.searchParams.set('challenge', challenge);
  const answer = await ask(notify);
  const where = `${notify.origin}${notify.pathname}`;
  if ('unreachable' in answer) return {level, what: `${where} does not answer: ${answer.unreachable}`, advice: 'Look at the proxy, the firewall and the certificate. A machine that cannot reach its own public address must be checked from outside.'};
  if (answer.status === 200 && answer.body === await expected(challenge)) return {level: 'ok', what: `${where} leads to this shop`};
  if (answer.status === 404) return {level: 'error', what: `The server at ${where} does not have this payment service`, advice: 'Restart the server with these settings, and look whether the address leads to it.'};
  if (answer.status >= 300 && answer.status < 400) return {level: 'error', what: `${where} leads elsewhere (HTTP ${answer.status})`, advice: 'Set "origin" to the address itself: payment services do not follow.'};
  return {level: 'error', what: `Something else answers at ${where} (HTTP ${answer.status})`, advice: 'Let the proxy pass every path on to this server, unchanged, with its query.'};
}

async function ask(url: URL): Promise<{status: number; body: string} | {unreachable: string}> {
  try {
    const response = await fetch(url, {redirect: 'manual', signal: AbortSignal.timeout(PATIENCE)});
    return {status: response.status, body: (await response.text()).slice(0, 200)};
  } catch (error) {
    const {name, cause} = error as {name: string; cause?: {code?: string}};
    return {unreachable: name === 'TimeoutError' ? `nothing within ${PATIENCE / 1000} seconds` : cause?.code ?? 'the connection failed'};
  }
}
