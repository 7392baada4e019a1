import type {Surroundings, WalletWindow} from './surroundings.ts';
import {$attempts} from './attempts.ts';

/** The real page: its storage, clocks, locks and windows. */
export function pageSurroundings(page: Window & typeof globalThis): Surroundings {
  const {document, navigator, location} = page;
  return {
    attempts: $attempts(),
    now: () => Date.now(),
    random: () => Math.random(),
    uuid: () => randomUuid(page.crypto),
    later(ms, run) {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
    storage: usableStorage(page),
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
    report: (error) => (page.reportError ? page.reportError(error) : console.error(error)),
  };
}

/** `crypto.randomUUID` is missing where the page is not served securely. */
function randomUuid(crypto: Crypto): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] ?? 0) & 15 | 64;
  bytes[8] = (bytes[8] ?? 0) & 63 | 128;
  return Array.from(bytes, (byte, at) => ([4, 6, 8, 10].includes(at) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('');
}

function usableStorage(page: Window): Storage | undefined {
  try {
    const {localStorage} = page;
    localStorage.setItem('hangtag.1', '');
    localStorage.removeItem('hangtag.1');
    return localStorage;
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
