import {TokenBucket} from './token-bucket.ts';
import {TransportError} from './transport-error.ts';

/** How many addresses are remembered before full buckets are forgotten. */
const SWEEP_AT = 10_000;

/** Bounds how often one network address may change something. */
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
    const bucket = this.#buckets.get(address) ?? new TokenBucket(this.#perSecond, this.#burst, now);
    this.#buckets.set(address, bucket);
    if (bucket.take(now)) return;
    throw new TransportError(429, 'rate_limited', 'Too many requests. Please try again.', {'retry-after': String(Math.ceil(1 / this.#perSecond))});
  }

  #sweep(now: number): void {
    for (const [address, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(address);
  }
}
