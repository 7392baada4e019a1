import {atom, map} from 'nanostores';

/** A value of the page that can be watched; what any copy of the script may rely on, whoever made it. */
export interface PageStore<Value> {
  get(): Value;
  set(value: Value): void;
  /** Calls `run` on every change; the returned function stops it. */
  listen(run: (value: Value) => void): () => void;
  /** Calls `run` at once and on every change; the returned function stops it. */
  subscribe(run: (value: Value) => void): () => void;
}

export interface PageMap extends PageStore<Record<string, unknown>> {
  setKey(key: string, value: unknown): void;
}

/**
 * The page's shared state, at `globalThis[Symbol.for('hangtag.page.1')]`: a plain, versioned shape that every copy of the
 * script on the page uses, whichever came first.
 */
export interface PageState {
  readonly version: 1;
  readonly $configuration: PageStore<Readonly<Record<string, unknown>>>;
  readonly $attempts: PageMap;
  readonly $wallet: PageMap;
  /** What each of our tags is called here, when it has another name than its own. */
  readonly tagNames?: Record<string, string>;
}

const place = Symbol.for('hangtag.page.1');

/** The state of this page, made by the first who asks. */
export function pageState(): PageState {
  const page = globalThis as {[place]?: PageState};
  return (page[place] ??= {version: 1, $configuration: atom({}), $attempts: map({}), $wallet: map({}), tagNames: {}});
}
