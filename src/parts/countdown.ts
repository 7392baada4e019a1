import type {ReactiveController, ReactiveControllerHost} from 'lit';

/** Counts down to a moment: renders its host once a second while there is something to count, and nothing when not. */
export class Countdown implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #now: () => number;
  #until = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, now: () => number = Date.now) {
    this.#host = host;
    this.#now = now;
    host.addController(this);
  }

  /** Seconds left, 0 when over or when `until` (ISO 8601) cannot be read. */
  secondsLeft(until: string): number {
    this.#until = Date.parse(until) || 0;
    const left = Math.max(0, Math.ceil((this.#until - this.#now()) / 1000));
    if (left && !this.#timer) this.#tick();
    return left;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#host.requestUpdate();
    }, 1000 - (this.#now() % 1000));
  }
}

/** `4:05`, or `1:04:05`; digits and colons read the same in all our languages. */
export function clockTime(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const rest = new Date(1000 * seconds).toISOString().slice(14, 19);
  return hours ? `${hours}:${rest}` : rest.replace(/^0/, '');
}
