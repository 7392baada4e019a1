interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

// Taken before anything here or elsewhere replaces them.
const realTimeout = globalThis.setTimeout.bind(globalThis);
const immediate = (globalThis as {setImmediate?: (run: () => void) => void}).setImmediate?.bind(globalThis);
/** Real ms, for what no script can hurry, such as a message through a port. */
export const breathe = (ms: number): Promise<void> => new Promise((done) => void realTimeout(done, ms));

function turn(): Promise<void> {
  return new Promise((done) => {
    if (immediate) return immediate(done);
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

/** Time that passes only when a rule says so; ms since the epoch. */
export class ScriptedClock {
  now: number;
  /** Something real is under way, such as a request: time waits for it. */
  busy: () => boolean = () => false;
  #timers: Timer[] = [];
  #order = 0;

  constructor(now = Date.now()) {
    this.now = now;
  }

  /** Timers that have not run yet. */
  get waiting(): number {
    return this.#timers.length;
  }

  later(ms: number, run: () => void): () => void {
    const timer = {at: this.now + Math.max(0, Math.ceil(ms)), order: this.#order++, run};
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((one) => one !== timer));
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.settle();
    for (;;) {
      const [next] = this.#timers.filter(({at}) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order);
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await this.settle();
    }
    this.now = Math.max(this.now, until);
  }

  /** Waits until everything that can happen now has happened. */
  async settle(): Promise<void> {
    for (let count = 0; count < 4; count++) await turn();
    for (let count = 0; this.busy() && count < 200; count++) await breathe(10);
  }

  /** Lets time pass, about as fast as it really does, until `promise` is settled or `ms` are over; true when it is settled. */
  async until(promise: Promise<unknown>, ms: number): Promise<boolean> {
    let settled = false;
    void promise.then(() => (settled = true), () => (settled = true));
    await this.settle();
    for (let passed = 0; !settled && passed < ms; passed += 50) {
      if (passed < 1000) await breathe(5);
      await this.pass(50);
    }
    return settled;
  }
}
