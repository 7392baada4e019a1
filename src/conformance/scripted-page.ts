import {callApp} from '../payment/app-bridge.ts';
import type {Attempt} from '../payment/attempt.ts';
import {openTill} from '../payment/pay.ts';
import type {Till} from '../payment/pay.ts';
import type {Surroundings} from '../payment/surroundings.ts';
import type {ScriptedClock} from './scripted-clock.ts';
import type {Posted, ScriptedWindowEvents} from './scripted-window.ts';
import {ScriptedWindow} from './scripted-window.ts';

/** Something that a browser grants only in the tick of a press. */
export interface Opening {
  readonly what: string;
  readonly inGesture: boolean;
}

/** What outlives a page: the storage of its origin, and who holds which lock. */
export class ScriptedBrowser {
  readonly storage = new Map<string, string>();
  readonly held = new Map<string, {readonly page: ScriptedPage; release(): void}>();
}

/** A page on which a real story runs: its windows, storage and address follow a script. */
export class ScriptedPage {
  readonly clock: ScriptedClock;
  readonly browser: ScriptedBrowser;
  address: string;
  alive = true;
  gesture = false;
  refusesWindows = false;
  readonly windows: ScriptedWindow[] = [];
  readonly openings: Opening[] = [];
  readonly left: string[] = [];
  readonly reports: unknown[] = [];
  /** Every state that the page showed, in order. */
  readonly shown: Attempt[] = [];
  readonly till: Till;
  /** What stands at an address answers here. */
  onGo: ScriptedWindowEvents['onGo'] = () => undefined;
  readonly posted: Posted[] = [];
  onPosted: ScriptedWindowEvents['onPosted'] = (_, posted) => void this.posted.push(posted);
  readonly #attempts: Record<string, Attempt | undefined> = {};

  constructor(clock: ScriptedClock, browser = new ScriptedBrowser(), address = 'https://blog.example/post') {
    this.clock = clock;
    this.browser = browser;
    this.address = address;
    this.till = openTill(this.#surroundings());
  }

  get window(): ScriptedWindow | undefined {
    return this.windows.at(-1);
  }

  get openWindows(): readonly ScriptedWindow[] {
    return this.windows.filter(({closed}) => !closed);
  }

  /** The page is reloaded, crashes, or the buyer leaves it. */
  die(): void {
    this.alive = false;
    for (const [name, {page, release}] of this.browser.held) {
      if (page === this) this.browser.held.delete(name);
      if (page === this) release();
    }
  }

  /** Runs in the tick of a press. */
  inGesture<Answer>(run: () => Answer): Answer {
    this.gesture = true;
    try {
      return run();
    } finally {
      this.gesture = false;
    }
  }

  opens(what: string): boolean {
    this.openings.push({what, inGesture: this.gesture});
    return this.gesture;
  }

  /** `knowsOpener`: the page in it may speak to this one. `null` when the browser refuses. */
  openWindow(url = 'about:blank', knowsOpener = true): ScriptedWindow | null {
    if (!this.opens('window') || this.refusesWindows) return null;
    const window = new ScriptedWindow(url, knowsOpener, {onGo: (one) => this.onGo(one), onPosted: (one, posted) => this.onPosted(one, posted)});
    this.windows.push(window);
    return window;
  }

  #surroundings(): Surroundings {
    const ifAlive = (run: () => void) => (): void => {
      if (this.alive) run();
    };
    return {
      attempts: {
        get: () => this.#attempts,
        setKey: (purchase, attempt) => {
          this.#attempts[purchase] = attempt;
          this.shown.push(attempt);
        },
      },
      now: () => this.clock.now,
      random: () => 0.5,
      uuid: () => crypto.randomUUID(),
      later: (ms, run) => this.clock.later(ms, ifAlive(run)),
      storage: this.#storage(),
      onStorage: () => () => undefined,
      locks: {request: ((name: string, options: LockOptions, hold: (lock: Lock | null) => unknown) => this.#lock(name, options, hold)) as LockManager['request']},
      hidden: () => false,
      focused: () => true,
      onSeen: () => () => undefined,
      openWindow: (opener = false) => this.openWindow(undefined, opener),
      address: () => this.address,
      showAddress: (url) => void (this.address = url),
      leave: (url) => void this.left.push(url),
      post: (url) => void this.left.push(url),
      callApp: (call, signal) => callApp(appPage(), call, signal),
      report: (error) => void this.reports.push(error),
    };
  }

  async #lock(name: string, {steal}: LockOptions, hold: (lock: Lock | null) => unknown): Promise<unknown> {
    await Promise.resolve();
    const {held} = this.browser;
    if (held.has(name) && !steal) return hold(null);
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const mine = {page: this, release};
    held.set(name, mine);
    const answer = await Promise.race([hold({name, mode: 'exclusive'}), released]);
    if (held.get(name) === mine) held.delete(name);
    return answer;
  }

  #storage(): NonNullable<Surroundings['storage']> {
    const {storage} = this.browser;
    return {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void (this.alive && storage.set(key, value)),
      removeItem: (key) => void (this.alive && storage.delete(key)),
      key: (at) => [...storage.keys()][at] ?? null,
      get length() {
        return storage.size;
      },
    };
  }
}

/** The page as an app shows it; a simulation puts the app's bridge among the globals. */
const appPage = (): Window => (typeof window === 'object' ? window : (Object.assign(new EventTarget(), {document: new EventTarget(), ...bridgeOf(globalThis)}) as unknown as Window));

const bridgeOf = (page: object): object => ('AlipayJSBridge' in page ? {AlipayJSBridge: page.AlipayJSBridge} : {});
