import {isIPv6} from 'node:net';
import {TokenBucket} from './token-bucket.ts';
import {TransportError} from './transport-error.ts';

/** How many addresses are remembered before full buckets are forgotten. */
const SWEEP_AT = 10_000;

/** Bounds how often one network address may change something; in IPv6 that is a network of 64 bits, the least that a household is given. */
export class WriteLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, TokenBucket>();

  /** `perMinute`: changes of one address; a quarter of a minute's worth may come at once. */
  constructor(perMinute: number) {
    this.#perSecond = perMinute / 60;
    this.#burst = Math.max(1, perMinute / 4);
  }

  /** Throws `TransportError` 429. `now`: ms since the epoch. */
  take(address: string, now: number): void {
    if (this.#buckets.size >= SWEEP_AT) this.#sweep(now);
    const client = clientOf(address);
    const bucket = this.#buckets.get(client) ?? new TokenBucket(this.#perSecond, this.#burst, now);
    this.#buckets.set(client, bucket);
    if (bucket.take(now)) return;
    throw new TransportError(429, 'rate_limited', 'Too many requests. Please try again.', {'retry-after': String(Math.ceil(1 / this.#perSecond))});
  }

  #sweep(now: number): void {
    for (const [address, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(address);
  }
}

function clientOf(address: string): string {
  // So does a socket for both families write IPv4.
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [left = [], right = []] = address.split('::').map(part => part.split(':').filter(group => group !== ''));
  const hidden = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...hidden, ...right].slice(0, 4).map(group => Number.parseInt(group, 16)).join(':');
}
