/** Most origins that are remembered; while there are more, none is let through. */
const MOST = 1000;

/** Lets each origin through once in an interval. */
export class RefreshLimit {
  readonly #interval: number;
  readonly #last = new Map<string, number>();

  /** `interval` in ms. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** `now`: ms since the epoch. */
  take(origin: string, now: number): boolean {
    if (this.#last.size >= MOST) this.#forget(now);
    const last = this.#last.get(origin);
    if (this.#last.size >= MOST || (last !== undefined && now - last < this.#interval)) return false;
    this.#last.set(origin, now);
    return true;
  }

  #forget(now: number): void {
    for (const [origin, last] of this.#last) if (now - last >= this.#interval) this.#last.delete(origin);
  }
}
