import type {AppCall} from '../../src/payment/app-bridge.ts';
import type {Attempt} from '../../src/payment/attempt.ts';
import {openTill} from '../../src/payment/pay.ts';
import type {Till} from '../../src/payment/pay.ts';
// Loaded ahead, so that no real time passes while a test's clock stands still.
import '../../src/payment/storage-lease.ts';
import type {Surroundings, WalletWindow} from '../../src/payment/surroundings.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export interface Timekeeper {
  /** ms since the epoch. */
  readonly now: number;
  /** Runs once after `ms`; the returned function calls it off. */
  later(ms: number, run: () => void): () => void;
}

/** Time that passes only when a test says so. */
export class Clock implements Timekeeper {
  /** ms since the epoch. */
  now: number;
  #timers: Timer[] = [];
  #order = 0;
  /** Waits until everything that can happen now has happened; a test with a real server waits for its network too. */
  settle: () => Promise<void> = async () => {
    for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done));
  };

  constructor(now = Date.parse('2026-11-21T08:00:00Z')) {
    this.now = now;
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
    this.now = until;
  }
}

interface Held {
  readonly owner: object;
  readonly release: () => void;
  readonly reject: (error: Error) => void;
}

interface Waiting {
  readonly owner: object;
  readonly grant: () => void;
}

/** Web Locks of one origin. */
class Locks {
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting[]>();

  of(owner: object): Pick<LockManager, 'request'> {
    const request = (name: string, options: LockOptions, hold: (lock: Lock | null) => unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const run = (): void => {
          this.#held.set(name, {owner, release: () => resolve(undefined), reject});
          const mine = this.#held.get(name);
          void Promise.resolve(hold({name, mode: 'exclusive'})).then(() => {
            resolve(undefined);
            if (this.#held.get(name) === mine) this.#free(name);
          });
        };
        queueMicrotask(() => {
          const held = this.#held.get(name);
          if (options.steal) {
            held?.reject(new DOMException('stolen', 'AbortError'));
            return run();
          }
          if (!held) return run();
          if (options.ifAvailable) return void Promise.resolve(hold(null)).then(resolve, reject);
          if (options.signal?.aborted) return reject(new DOMException('aborted', 'AbortError'));
          const waiting = {owner, grant: run};
          this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), waiting]);
          options.signal?.addEventListener('abort', () => {
            this.#forget(name, (one) => one === waiting);
            reject(new DOMException('aborted', 'AbortError'));
          });
        });
      });
    return {request: request as LockManager['request']};
  }

  ownerDied(owner: object): void {
    for (const name of this.#waiting.keys()) this.#forget(name, (one) => one.owner === owner);
    for (const [name, held] of [...this.#held]) if (held.owner === owner) this.#free(name);
  }

  #free(name: string): void {
    this.#held.delete(name);
    const [next] = this.#waiting.get(name) ?? [];
    if (!next) return;
    this.#forget(name, (one) => one === next);
    next.grant();
  }

  #forget(name: string, which: (one: Waiting) => boolean): void {
    this.#waiting.set(name, (this.#waiting.get(name) ?? []).filter((one) => !which(one)));
  }
}

/** A window that a page opened for a wallet. */
export interface FakeWindow extends WalletWindow {
  closed: boolean;
  url: string;
  /** Opened again with `reopen`, or the first time. */
  readonly tab: Tab;
}

export interface Told {
  readonly tab: Tab;
  readonly attempt: Attempt;
  /** `shown` in `$attempts`, or `ended` as an event of the page that leads. */
  readonly how: 'shown' | 'ended';
}

/** One browser with its storage and locks; its tabs live and die. */
export class Browser {
  readonly clock: Clock;
  readonly storage = new Map<string, string>();
  readonly locks = new Locks();
  readonly webLocks: boolean;
  readonly storageWorks: boolean;
  tabs: Tab[] = [];
  /** How far its clock is off, in ms. */
  skew = 0;
  /** True while nothing more can be stored. */
  storageFull = false;
  /** Everything that any tab has told, in order. */
  readonly told: Told[] = [];

  constructor(clock: Clock, options: {webLocks?: boolean; storage?: boolean} = {}) {
    this.clock = clock;
    this.webLocks = options.webLocks ?? true;
    this.storageWorks = options.storage ?? true;
  }

  open(address = 'https://blog.example/post'): Tab {
    const tab = new Tab(this, address);
    this.tabs.push(tab);
    return tab;
  }
}

/** One page in a tab, with module state of its own. */
export class Tab {
  readonly browser: Browser;
  address: string;
  readonly windows: FakeWindow[] = [];
  readonly left: string[] = [];
  /** Calls to the app that shows the page; it answers with `answer`. */
  readonly calls: {readonly call: AppCall; readonly answer: (resultCode: string) => void}[] = [];
  isInApp = false;
  readonly posted: {url: string; fields: Readonly<Record<string, string>>}[] = [];
  readonly reports: unknown[] = [];
  readonly attempts: Record<string, Attempt | undefined> = {};
  /** What copies of the script on this page share besides. */
  readonly memory = new Map<string, string>();
  readonly till: Till;
  /** What a second copy of the script on the same page makes of it; it shares what the page shows. */
  readonly otherCopy: Till;
  alive = true;
  hidden = false;
  focused = true;
  refusesWindows = false;
  /** Set while the page is suspended, as on phones or in the back/forward cache: what was due waits. */
  frozen: Promise<void> | undefined;
  #thaw: () => void = () => undefined;
  readonly #storageListeners = new Set<(key: string | null) => void>();
  readonly #seen = new Set<() => void>();
  readonly #locks: Pick<LockManager, 'request'>;

  constructor(browser: Browser, address: string) {
    this.browser = browser;
    this.address = address;
    this.#locks = browser.locks.of(this);
    this.till = openTill(this.#surroundings());
    this.otherCopy = openTill(this.#surroundings());
  }

  /** The tab is closed, crashes or loads another page: nothing of it runs any more. */
  die(): void {
    this.alive = false;
    this.browser.tabs = this.browser.tabs.filter((tab) => tab !== this);
    this.browser.locks.ownerDied(this);
  }

  reload(): Tab {
    this.die();
    return this.browser.open(this.address);
  }

  /** Nothing of the page runs until `thaw`; its locks stay with it. */
  freeze(): void {
    this.hide();
    this.frozen ??= new Promise((resolve) => (this.#thaw = resolve));
  }

  /** The page is seen again. */
  thaw(): void {
    this.frozen = undefined;
    this.#thaw();
    this.look();
  }

  hide(): void {
    this.hidden = true;
    this.focused = false;
  }

  look(): void {
    this.hidden = false;
    this.focused = true;
    for (const run of [...this.#seen]) run();
  }

  get window(): FakeWindow | undefined {
    return this.windows.at(-1);
  }

  #surroundings(): Surroundings {
    const {clock} = this.browser;
    const ifAlive = (run: () => void) => (): void => {
      if (this.frozen) void this.frozen.then(ifAlive(run));
      else if (this.alive) run();
    };
    const later: Surroundings['later'] = (ms, run) => {
      let over = false;
      const callOff = clock.later(ms, ifAlive(() => over || run()));
      return () => {
        over = true;
        callOff();
      };
    };
    return {
      attempts: {
        get: () => this.attempts,
        setKey: (purchase, attempt) => {
          this.attempts[purchase] = attempt;
          this.browser.told.push({tab: this, attempt, how: 'shown'});
        },
      },
      now: () => clock.now + this.browser.skew,
      random: () => 0.5,
      uuid: () => crypto.randomUUID(),
      later,
      storage: this.browser.storageWorks ? this.#storage() : undefined,
      memory: this.memory,
      onStorage: (run) => (this.#storageListeners.add(run), () => void this.#storageListeners.delete(run)),
      locks: this.browser.webLocks ? this.#locks : undefined,
      hidden: () => this.hidden,
      focused: () => this.focused,
      onSeen: (run) => {
        this.#seen.add(run);
        return () => void this.#seen.delete(run);
      },
      openWindow: () => this.#openWindow(),
      address: () => this.address,
      showAddress: (url) => void (this.address = url),
      leave: (url) => void this.left.push(url),
      post: (url, fields) => void this.posted.push({url, fields}),
      callApp: (call) => new Promise((resolve) => {
        if (this.isInApp) this.calls.push({call, answer: (code) => resolve(this.alive ? code : undefined)});
        else resolve(undefined);
      }),
      report: (error) => void this.reports.push(error),
    };
  }

  #openWindow(): FakeWindow | null {
    if (this.refusesWindows) return null;
    const window: FakeWindow = {
      tab: this,
      closed: false,
      url: 'about:blank',
      steer: (url) => void (window.url = url),
      close: () => void (window.closed = true),
    };
    this.windows.push(window);
    return window;
  }

  #storage(): NonNullable<Surroundings['storage']> {
    const {storage, clock} = this.browser;
    const changed = (key: string): void => {
      for (const tab of this.browser.tabs) if (tab !== this) clock.later(1, () => tab.#hear(key));
    };
    return {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => {
        if (!this.alive) return;
        if (this.browser.storageFull) throw new DOMException('Full', 'QuotaExceededError');
        storage.set(key, value);
        changed(key);
      },
      removeItem: (key) => {
        if (this.alive && storage.delete(key)) changed(key);
      },
      key: (at) => [...storage.keys()][at] ?? null,
      get length() {
        return storage.size;
      },
    };
  }

  #hear(key: string): void {
    if (this.frozen) void this.frozen.then(() => this.#hear(key));
    else if (this.alive) for (const run of [...this.#storageListeners]) run(key);
  }
}
