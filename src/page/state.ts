import type {MapStore, WritableAtom} from 'nanostores';

/**
 * The page's shared state, at `globalThis[Symbol.for('hangtag.page.1')]`: a plain, versioned shape that every copy of the
 * script on the page uses, whichever came first.
 */
export interface PageState {
  readonly version: 1;
  readonly $configuration: WritableAtom<unknown>;
  readonly $attempts: MapStore<Record<string, unknown>>;
  readonly $wallet: MapStore<Record<string, unknown>>;
}
