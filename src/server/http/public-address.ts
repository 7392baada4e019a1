import {lookup} from 'node:dns/promises';
import {BlockList, isIP} from 'node:net';

const NOT_PUBLIC_V4 = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const;
/** Parts of the global unicast space that lead elsewhere: documentation, Teredo, 6to4. */
const NOT_PUBLIC_V6 = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const;

const refusedV4 = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V4) refusedV4.addSubnet(net, bits, 'ipv4');
const refusedV6 = new BlockList();
for (const [net, bits] of NOT_PUBLIC_V6) refusedV6.addSubnet(net, bits, 'ipv6');
const globalV6 = new BlockList();
globalV6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address is on the public internet: not private, link-local, loopback, a cloud's metadata or reserved. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !refusedV4.check(address, 'ipv4');
  return isIP(address) === 6 && globalV6.check(address, 'ipv6') && !refusedV6.check(address, 'ipv6');
}

export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

export type Resolution =
  | {readonly status: 'resolved'; readonly address: string; readonly family: 4 | 6}
  /** The name exists nowhere, or points to where we do not go. */
  | {readonly status: 'refused'; readonly reason: string}
  /** The name service did not answer; `reason` when that is not all. */
  | {readonly status: 'failed'; readonly reason?: string};

/** Resolves a host once; every address must be allowed, and the caller connects to exactly the one returned. */
export async function resolveHost(hostname: string, allowed: (address: string) => boolean): Promise<Resolution> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) ? [host] : await lookup(host, {all: true}).then(all => all.map(one => one.address), codeOf);
  if (typeof addresses === 'string') {
    return addresses === 'ENOTFOUND' ? {status: 'refused', reason: 'its host does not exist'} : {status: 'failed'};
  }
  const [address] = addresses;
  if (address === undefined) return {status: 'failed'};
  if (!addresses.every(allowed)) return {status: 'refused', reason: 'its host is not on the public internet'};
  return {status: 'resolved', address, family: isIP(address) === 6 ? 6 : 4};
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'EAI_FAIL';
}
