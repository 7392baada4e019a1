import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';
import type {ScriptedClock} from './scripted-clock.ts';
import {watchChannels} from './watch-channels.ts';
import {watchDocument} from './watch-document.ts';
import {watchListeners} from './watch-listeners.ts';
import {watchNetwork} from './watch-network.ts';
import {watchSinks} from './watch-sinks.ts';
import {watchStorage} from './watch-storage.ts';
import {watchTalk} from './watch-talk.ts';

/** Notes what happens to the page from `watchPage` to `stop`. */
export interface PageWatch {
  readonly seen: readonly Observation[];
  readonly frame: HTMLElement | undefined;
  /** Requests that are under way. */
  readonly underWay: number;
  /** Listeners on the window and the document that nobody has taken away again, and channels that nobody has closed. */
  readonly listeners: readonly string[];
  /** Timers that would still run. */
  readonly timers: number;
  /** All that the page keeps where a script of the page could read it. */
  kept(): readonly string[];
  /** Waits until the document's observers have told what they saw. */
  settled(): Promise<void>;
  stop(): void;
}

export interface WatchOptions {
  readonly clock: ScriptedClock;
  readonly touches: {readonly globals?: readonly string[]; readonly nodes?: string; readonly storage?: readonly string[]};
  /** Answers a window as the scripted page grants it. */
  readonly openWindow: (url: string, features: string) => unknown;
  readonly opens: (what: string) => void;
}

/** Watches this page; where there is none, as in Node, its timers, requests and globals. */
export function watchPage(options: WatchOptions): PageWatch {
  const seen: Observation[] = [];
  const see = (one: Observation): void => void seen.push(one);
  const undo: Undo[] = [];
  const frame = typeof document === 'object' ? placeFrame(undo) : undefined;
  const timers = watchTimers(options.clock, see, undo);
  const network = watchNetwork(see, undo);
  const storage = watchStorage(see, options.touches.storage ?? [], undo);
  const listeners = watchListeners(see, undo);
  const channels = watchChannels(see, undo);
  const talk = watchTalk(undo);
  const globals = watchGlobals(options.touches.globals ?? []);
  const settled = frame ? watchDocument(see, frame, options.touches.nodes, undo) : async (): Promise<void> => undefined;
  if (frame) watchSinks(see, undo);
  if (frame) watchOpenings(options, undo);
  return {
    seen,
    frame,
    get underWay() {
      return network();
    },
    get listeners() {
      return [...listeners(), ...channels()];
    },
    get timers() {
      return timers();
    },
    kept: () => [...storage(), ...talk()],
    async settled() {
      await settled();
      for (const name of globals()) see({what: 'global', detail: name});
    },
    stop() {
      for (const back of undo.splice(0).reverse()) back();
    },
  };
}

/** A frame in the light DOM, as a tag gives one. */
function placeFrame(undo: Undo[]): HTMLElement {
  const tag = document.createElement('div');
  tag.dataset['hangtagConformance'] = '';
  const frame = document.createElement('div');
  tag.append(frame);
  document.body.append(tag);
  undo.push(() => tag.remove());
  return frame;
}

/** Timers run on the clock of the case; what is left of them at its end never runs. */
function watchTimers(clock: ScriptedClock, see: (one: Observation) => void, undo: Undo[]): () => number {
  const calls = new Map<number, () => void>();
  let last = 1_000_000_000;
  const clear = (id: unknown): void => {
    calls.get(id as number)?.();
    calls.delete(id as number);
  };
  const start = (repeats: boolean) => (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): number => {
    const id = ++last;
    if (typeof run !== 'function') {
      see({what: 'sink', detail: 'a timer that runs text'});
      return id;
    }
    const plan = (): void => void calls.set(id, clock.later(Math.max(ms, repeats ? 1 : 0), () => {
      calls.delete(id);
      if (repeats) plan();
      run(...args);
    }));
    plan();
    return id;
  };
  const realClear = globalThis.clearTimeout.bind(globalThis);
  const clearAny = (id: unknown): void => (calls.has(id as number) ? clear(id) : realClear(id as number));
  undo.push(
    replace(globalThis, 'setTimeout', {writable: true, value: start(false)}),
    replace(globalThis, 'setInterval', {writable: true, value: start(true)}),
    replace(globalThis, 'clearTimeout', {writable: true, value: clearAny}),
    replace(globalThis, 'clearInterval', {writable: true, value: clearAny}),
    () => [...calls.keys()].forEach(clear),
  );
  if (typeof requestAnimationFrame === 'function') {
    const later = start(false);
    undo.push(
      replace(globalThis, 'requestAnimationFrame', {writable: true, value: (run: FrameRequestCallback) => later(() => run(clock.now), 16)}),
      replace(globalThis, 'cancelAnimationFrame', {writable: true, value: clearAny}),
    );
  }
  return () => calls.size;
}

function watchGlobals(allowed: readonly string[]): () => readonly string[] {
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  return () => Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name) && !allowed.includes(name) && !/^\d+$/.test(name));
}

/** What a browser grants only in a gesture. */
function watchOpenings({openWindow, opens}: WatchOptions, undo: Undo[]): void {
  undo.push(replace(window, 'open', {writable: true, value: (url?: string | URL, _name?: string, features?: string) => openWindow(String(url ?? 'about:blank'), features ?? '')}));
  const page = window as unknown as Readonly<Record<string, {readonly prototype: Readonly<Record<string, unknown>>} | undefined>>;
  for (const [type, method] of [['PaymentRequest', 'show'], ['ApplePaySession', 'begin']] as const) {
    const owner = page[type]?.prototype;
    const original = owner?.[method];
    if (!owner || typeof original !== 'function') continue;
    const noting = function (this: unknown, ...args: unknown[]): unknown {
      opens(`${type}.${method}`);
      return Reflect.apply(original, this, args);
    };
    undo.push(replace(owner, method, {writable: true, value: noting}));
  }
}
