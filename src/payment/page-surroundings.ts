import {$attempts} from './attempts.ts';
import type {Surroundings, WalletWindow} from './surroundings.ts';
import {tolerate} from './tolerate.ts';

const memory = Symbol.for('hangtag.memory.1');

/** The real page: its storage, clocks, locks and windows. */
export function pageSurroundings(page: Window & typeof globalThis): Surroundings {
  const {document, navigator, location, history, crypto} = page;
  const hidden = (): boolean => document.visibilityState === 'hidden';
  const listen = (types: readonly string[], heard: (event: Event) => void): (() => void) => {
    const stop = new AbortController();
    for (const type of types) page.addEventListener(type, heard, {signal: stop.signal, capture: true});
    return () => stop.abort();
  };
  return {
    attempts: $attempts(),
    now: Date.now,
    random: Math.random,
    uuid: () => uuid(crypto),
    later(ms, run) {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
    // Reading it throws where the browser blocks it.
    storage: tolerate(() => page.localStorage),
    memory: ((page as {[memory]?: Map<string, string>})[memory] ??= new Map()),
    onStorage: (run) => listen(['storage'], (event) => run((event as StorageEvent).key)),
    locks: navigator.locks,
    hidden,
    focused: () => document.hasFocus(),
    onSeen: (run) => listen(['visibilitychange', 'pageshow', 'online'], () => hidden() || run()),
    openWindow: (opener) => walletWindow(page, opener),
    address: () => location.href,
    showAddress: (url) => history.replaceState(history.state, '', url),
    leave: (url) => location.assign(url),
    // What brought such an action here came over the network a moment ago.
    post: (url, fields) => void import('./post-form.ts').then(({postForm}) => postForm(document, url, fields)),
    // No gesture is needed for it.
    callApp: (call, signal) => import('./app-bridge.ts').then(({callApp}) => callApp(page, call, signal)),
    report: (error) => page.reportError(error),
  };
}

/** A random UUID (version 4); `crypto.randomUUID` is missing where the page is not served securely. */
function uuid(crypto: Crypto): string {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
}

/**
 * `noopener` would leave us without a handle: the window could neither be steered nor seen to close. So it is opened with one, and loses its
 * opener in the tick in which it is sent away, while it is still empty and ours; that holds through every later navigation of it. Before that it could not
 * be sent: from a sandboxed frame only its opener may.
 */
function walletWindow(page: Window, opener = false): WalletWindow | null {
  const opened = page.open('about:blank', '_blank', 'popup,width=480,height=720');
  if (!opened) return null;
  return {
    page: opener ? opened : undefined,
    get closed() {
      return opened.closed;
    },
    steer(url) {
      opened.location.replace(url);
      if (!opener) tolerate(() => (opened.opener = null));
    },
    close() {
      // At the wallet it is no longer ours to close: reading its address throws there. The wallet closes it itself.
      if (tolerate(() => opened.location.href)) opened.close();
    },
  };
}
