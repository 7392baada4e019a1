import type {AppCall} from './app-bridge.ts';
import type {Attempt} from './attempt.ts';

/** What the story of a payment needs of the page around it, and nothing more; tests give it pages of their own. */
export interface Surroundings {
  readonly attempts: AttemptStore;
  /** ms since the epoch. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  uuid(): string;
  /** Runs once after `ms`; the returned function calls it off. */
  later(ms: number, run: () => void): () => void;
  /** Shared by the tabs of one origin; absent when the browser blocks it. */
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;
  /** What cannot be stored there, for as long as the page lives: shared by every copy of the script on it. */
  readonly memory?: Map<string, string>;
  /** Tells when another tab changed the storage: the key, or null for all of them. The returned function stops it. */
  onStorage(run: (key: string | null) => void): () => void;
  /** Absent without Web Locks: the storage then carries a lease. */
  readonly locks?: Pick<LockManager, 'request'>;
  hidden(): boolean;
  /** True while the buyer is on this page: seen, and in front of other windows. */
  focused(): boolean;
  /** Tells when the page is seen again; the returned function stops it. */
  onSeen(run: () => void): () => void;
  /** Opens an empty window; must be called in a gesture. `null` when the browser refuses. `opener`: it may know us. */
  openWindow(opener?: boolean): WalletWindow | null;
  /** The address of this page, with its fragment. */
  address(): string;
  /** Changes the shown address without loading anything. */
  showAddress(url: string): void;
  /** Leaves this page. */
  leave(url: string): void;
  /** Leaves this page by posting a form. */
  post(url: string, fields: Readonly<Record<string, string>>): void;
  /** Calls the app that shows this page: its answer as text, or `undefined` when no app does. */
  callApp(call: AppCall, signal: AbortSignal): Promise<string | undefined>;
  readonly report: (error: unknown) => void;
}

/** The page's `$attempts`, as a story uses it. */
export interface AttemptStore {
  get(): Readonly<Record<string, Attempt | undefined>>;
  setKey(purchase: string, attempt: Attempt): void;
}

/** A window that we opened and that must not know us, unless that was asked for. */
export interface WalletWindow {
  /** Itself, when it may know us. */
  readonly page?: Window;
  /** Also true when the page in it has cut its ties with ours: it proves nothing. */
  readonly closed: boolean;
  steer(url: string): void;
  close(): void;
}
