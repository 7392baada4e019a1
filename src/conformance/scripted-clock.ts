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

/** Lets promises go on, without a turn of the event loop. */
async function promises(): Promise<void> {
  for (let count = 0; count < 10; count++) await Promise.resolve();
}

/** A loop that draws has thousands of timers, and WebKit takes a third of a millisecond for each turn. After so many in one go, only every so manieth is waited out. */
const patient = 500;
const thenEvery = 25;
/** Real ms for what is loaded: one request, or several that overlap. */
const longestRequest = 5000;

/** Time that passes only when a rule says so; ms since the epoch. */
export class ScriptedClock {
  now: number;
  /** Something real is under way, such as a request: time waits for it. */
  busy: () => boolean = () => false;
  #timers: Timer[] = [];
  #order = 0;
  #waited = 0;
  #over: Error | undefined;

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

  /** Time passes no more: who waits for it is told why. */
  end(why: Error): void {
    this.#over = why;
  }

  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    await this.settle();
    for (let ran = 1; this.#runNext(until); ran++) {
      const hurried = ran > patient && ran % thenEvery !== 0;
      if (hurried) await promises();
      if (!hurried || !this.#next(until)) await this.settle();
    }
    this.now = Math.max(this.now, until);
  }

  #next(until: number): Timer | undefined {
    return this.#timers.filter(({at}) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }

  #runNext(until: number): boolean {
    if (this.#over) throw this.#over;
    const next = this.#next(until);
    if (!next) return false;
    this.#timers = this.#timers.filter((one) => one !== next);
    this.now = Math.max(this.now, next.at);
    next.run();
    return true;
  }

  /** Waits until everything that can happen now has happened. */
  async settle(): Promise<void> {
    for (let count = 0; count < 4; count++) await turn();
    for (; this.busy() && this.#waited < longestRequest; this.#waited += 10) await breathe(10);
    if (!this.busy()) this.#waited = 0;
  }

  /** Lets time pass, about as fast as it really does, until `promise` is settled or `ms` are over; true when it is settled, if need be some real seconds later. */
  async until(promise: Promise<unknown>, ms: number): Promise<boolean> {
    let settled = false;
    void promise.then(() => (settled = true), () => (settled = true));
    await this.settle();
    for (let passed = 0; !settled && passed < ms; passed += 50) {
      if (passed < 1000) await breathe(5);
      await this.pass(50);
    }
    // A module that is really loaded may be slower than scripted time: on a busy machine it is.
    for (let waited = 0; !settled && waited < longestRequest; waited += 10) await breathe(10);
    return settled;
  }
}
