import type {Surroundings, WalletWindow} from './surroundings.ts';
import {$attempts} from './attempts.ts';

/** The real page: its storage, clocks, locks and windows. */
export function pageSurroundings(page: Window & typeof globalThis): Surroundings {
  const {document, navigator, location} = page;
  return {
    attempts: $attempts(),
    now: () => Date.now(),
    random: () => Math.random(),
    uuid: () => uuid(page.crypto),
    later(ms, run) {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
    storage: storageOf(page),
    onStorage: (run) => page.addEventListener('storage', ({key}) => run(key)),
    locks: navigator.locks,
    hidden: () => document.visibilityState === 'hidden',
    onSeen(run) {
      const seen = (): void => {
        if (document.visibilityState !== 'hidden') run();
      };
      const abort = new AbortController();
      for (const type of ['visibilitychange', 'pageshow', 'online']) page.addEventListener(type, seen, {signal: abort.signal, capture: true});
      return () => abort.abort();
    },
    openWindow: () => walletWindow(page),
    address: () => location.href,
    showAddress: (url) => page.history.replaceState(page.history.state, '', url),
    leave: (url) => location.assign(url),
    post: (url, fields) => postForm(document, url, fields),
    report: (error) => page.reportError(error),
  };
}

/** A random UUID (version 4); `crypto.randomUUID` is missing where the page is not served securely. */
function uuid(crypto: Crypto): string {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-8$4-');
}

/** Reading it throws where the browser blocks it. */
function storageOf(page: Window): Storage | undefined {
  try {
    return page.localStorage;
  } catch {
    return undefined;
  }
}

/**
 * `noopener` would leave us without a handle: the window could neither be steered nor seen to close. So it is opened with one, and loses its
 * opener while it is still empty and ours; that holds through every later navigation of it.
 */
function walletWindow(page: Window): WalletWindow | null {
  const opened = page.open('about:blank', '_blank', 'popup,width=480,height=720');
  if (!opened) return null;
  opened.opener = null;
  return {
    get closed() {
      return opened.closed;
    },
    steer: (url) => opened.location.replace(url),
    close: () => opened.close(),
  };
}

function postForm(document: Document, action: string, fields: Readonly<Record<string, string>>): void {
  const form = Object.assign(document.createElement('form'), {method: 'post', action, hidden: true});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  document.body.append(form);
  // Through the prototype: a field may be called `submit`.
  (document.defaultView ?? window).HTMLFormElement.prototype.submit.call(form);
  form.remove();
}
