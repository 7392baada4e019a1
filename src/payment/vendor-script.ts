import {mayLoad, trustedScriptUrl} from '../page/trusted-types.ts';

/** How a vendor's script is to be loaded. */
export interface VendorScript {
  /** Address prefixes that the provider loads scripts from, each with a path: see `trustedScriptUrl`. */
  readonly allowed: readonly string[];
  readonly signal: AbortSignal;
  /** How long to wait, in ms; 3000 by default. */
  readonly timeout?: number;
  /** True once the vendor's global is there. When it is there from the beginning, whoever brought it, nothing is loaded. */
  readonly ready?: () => boolean;
}

/** Why a vendor's script is not there. `csp`: the page's policy does not allow it. `script`: it could not be had, or not in time. */
export class VendorScriptError extends Error {
  override readonly name = 'VendorScriptError';
  readonly reason: 'csp' | 'script';
  constructor(reason: 'csp' | 'script', message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

type Outcome = 'loaded' | VendorScriptError['reason'];

interface Loading {
  readonly script: HTMLScriptElement;
  readonly outcome: Promise<Outcome>;
  /** Somebody has waited in vain: the next one begins anew. */
  late?: boolean;
}

// Vendors' scripts break, or warn, when they are on a page twice: every copy of ours shares them.
const place = Symbol.for('hangtag.vendor-scripts.1');
const shared = (): Map<string, Loading> => ((globalThis as {[place]?: Map<string, Loading>})[place] ??= new Map<string, Loading>());

const lookEvery = 50;

/**
 * Loads a vendor's script once per page, whoever asks, through the Trusted Types policy `hangtag`. A failed script is taken away, so that a later
 * call tries again. Rejects with `VendorScriptError`, with the reason of `signal` when that aborts, and with `TypeError` when `address` is not
 * among `allowed`.
 */
export async function loadVendorScript(address: string, {allowed, signal, timeout = 3000, ready}: VendorScript): Promise<void> {
  signal.throwIfAborted();
  if (ready?.()) return;
  const url = new URL(address).href;
  if (!mayLoad(allowed, url)) throw new TypeError(`${url} is not among the scripts of this provider`);
  const loading = ready && isOnPage(url) ? undefined : shareLoading(url, allowed);
  const outcome = await waitFor(loading, {signal, timeout, ready});
  if (outcome === 'csp') throw new VendorScriptError('csp', `The page's Content-Security-Policy does not allow ${url}`);
  if (outcome === 'script') throw new VendorScriptError('script', `${url} could not be loaded`);
  if (!outcome) throw new VendorScriptError('script', `${url} was not there after ${timeout} ms`);
}

/** True when the page's author put it there: it is on its way. */
const isOnPage = (url: string): boolean => !shared().has(url) && [...document.scripts].some(({src}) => src === url);

function shareLoading(url: string, allowed: readonly string[]): Loading {
  const loadings = shared();
  const known = loadings.get(url);
  if (known && !known.late) return known;
  if (known) takeAway(known.script);
  const loading = load(url, allowed);
  loadings.set(url, loading);
  void loading.outcome.then((outcome) => {
    if (outcome === 'loaded') loading.late = false;
    else if (loadings.get(url) === loading) loadings.delete(url);
  });
  return loading;
}

function load(url: string, allowed: readonly string[]): Loading {
  const script = document.createElement('script');
  try {
    script.src = trustedScriptUrl(url, allowed);
  } catch (cause) {
    throw new VendorScriptError('csp', 'The page\'s Content-Security-Policy does not allow the Trusted Types policy "hangtag"', {cause});
  }
  return {script, outcome: outcomeOf(script)};
}

/** Puts the script on the page and hears what becomes of it. */
async function outcomeOf(script: HTMLScriptElement): Promise<Outcome> {
  const heard = new AbortController();
  const {signal} = heard;
  const outcome = await new Promise<Outcome>((resolve) => {
    const refused = (event: SecurityPolicyViolationEvent): void => {
      if (event.disposition === 'enforce' && speaksOf(event, script.src)) resolve('csp');
    };
    document.addEventListener('securitypolicyviolation', refused, {signal});
    script.addEventListener('load', () => resolve('loaded'), {signal});
    // Some engines tell of the violation only after the error.
    script.addEventListener('error', () => void setTimeout(() => resolve('script'), lookEvery), {signal});
    document.head.append(script);
  });
  heard.abort();
  if (outcome !== 'loaded') takeAway(script);
  return outcome;
}

/** Some engines name the blocked address, others its origin only. */
function speaksOf({blockedURI, effectiveDirective}: SecurityPolicyViolationEvent, address: string): boolean {
  const {origin, href, hash} = new URL(address);
  return /^(script|default)-src/.test(effectiveDirective) && (blockedURI === origin || blockedURI === href.slice(0, href.length - hash.length));
}

/** A script that arrives in another document is not run any more. */
function takeAway(script: HTMLScriptElement): void {
  document.implementation.createHTMLDocument().adoptNode(script);
}

/** What came of it within `timeout`; `undefined` when nothing did. Rejects when `signal` aborts. */
async function waitFor(loading: Loading | undefined, {signal, timeout, ready}: Pick<VendorScript, 'signal' | 'timeout' | 'ready'>): Promise<Outcome | undefined> {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const stopped = new AbortController();
  const outcome = await new Promise<Outcome | undefined>((resolve, reject) => {
    const look = (): void => {
      if (!ready || ready()) resolve('loaded');
      else if (!stopped.signal.aborted) timers[1] = setTimeout(look, lookEvery);
    };
    timers[0] = setTimeout(() => resolve(undefined), timeout);
    signal.addEventListener('abort', () => reject(signal.reason as Error), {signal: stopped.signal});
    if (loading) void loading.outcome.then((known) => (known === 'loaded' ? look() : resolve(known)));
    else look();
  }).finally(() => {
    timers.forEach(clearTimeout);
    stopped.abort();
  });
  if (loading && !outcome) loading.late = true;
  return outcome;
}
