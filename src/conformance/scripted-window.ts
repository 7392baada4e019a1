import type {WalletWindow} from '../payment/surroundings.ts';

/** A message that the judged page sent to a window. */
export interface Posted {
  readonly data: unknown;
  /** As it was given: an origin, `*`, or `/` where there was none. */
  readonly targetOrigin: string;
  /** True when the page in the window got it, because it is of that origin. */
  readonly arrived: boolean;
}

export interface ScriptedWindowEvents {
  /** It was led to an address. */
  onGo(window: ScriptedWindow): void;
  onPosted(window: ScriptedWindow, posted: Posted): void;
}

const empty = 'about:blank';
const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'null');
const refused = (what: string): never => {
  throw new DOMException(`Blocked a frame from accessing ${what} of a cross-origin window`, 'SecurityError');
};

/** A window that was opened on the scripted page. What is of another origin shows no more of itself than a browser lets through. */
export class ScriptedWindow implements WalletWindow {
  closed = false;
  /** Whether the page in it may know who opened it. */
  readonly knowsOpener: boolean;
  readonly #events: ScriptedWindowEvents;
  #url: string;

  constructor(url: string, knowsOpener: boolean, events: ScriptedWindowEvents) {
    this.#url = url;
    this.knowsOpener = knowsOpener;
    this.#events = events;
    if (url !== empty) events.onGo(this);
  }

  get url(): string {
    return this.#url;
  }

  set url(to: string) {
    if (this.closed) return;
    this.#url = to;
    this.#events.onGo(this);
  }

  get page(): Window | undefined {
    return this.knowsOpener ? (this as unknown as Window) : undefined;
  }

  /** For a vendor's script, which steers its window itself. */
  get location(): {href: string; replace(url: string): void; assign(url: string): void} {
    const go = (to: string): void => void (this.url = to);
    const now = (): string => (this.#url === empty ? empty : refused('location.href'));
    return {
      get href() {
        return now();
      },
      set href(to) {
        go(to);
      },
      replace: go,
      assign: go,
    };
  }

  get document(): Document {
    return this.#url === empty && typeof document === 'object' ? document.implementation.createHTMLDocument() : refused('the document');
  }

  steer(to: string): void {
    this.url = to;
  }

  close(): void {
    this.closed = true;
  }

  focus(): void {
    // Nothing to see.
  }

  postMessage(message: unknown, to: string | WindowPostMessageOptions = {}, transferred: Transferable[] = []): void {
    const {targetOrigin = '/', transfer = []} = typeof to === 'string' ? {targetOrigin: to, transfer: transferred} : to;
    if (!/^[*/]$/.test(targetOrigin) && !URL.canParse(targetOrigin)) throw new DOMException(`Invalid target origin ${targetOrigin}`, 'SyntaxError');
    const data: unknown = structuredClone(message, {transfer});
    const arrived = targetOrigin === '*' || (targetOrigin !== '/' && originOf(targetOrigin) === originOf(this.#url));
    this.#events.onPosted(this, {data, targetOrigin, arrived});
  }
}
