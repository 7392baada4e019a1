import type {CheckoutRequest, CompleteRequest} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import {purchaseHash} from '../commerce/item.ts';
import {pageState} from '../page/state.ts';
import type {Attempt} from './attempt.ts';
import type {AttemptStore, Surroundings} from './surroundings.ts';
import {tolerate} from './tolerate.ts';
import {isEnding, transitions} from './transitions.ts';

/** The page's attempts by purchase key, shared by every tag and every copy of the script. */
export const $attempts = (): AttemptStore => pageState().$attempts as AttemptStore;

/** A request with the key that makes it happen once. Stored before it is sent, so that a repeat can be the very same. */
export interface Operation<Body> {
  /** UUID; sent as `Idempotency-Key`. */
  readonly key: string;
  readonly body: Body;
}

/** What was sent to complete a checkout, without the credential, which is never stored. */
export type StoredComplete = Omit<CompleteRequest, 'instrument'> & {readonly instrument: Omit<Instrument, 'credential' | 'display'>};

/** An attempt with what must outlive this page so that another one can go on. The book keeps it without what the merchant can tell again. */
export interface AttemptRecord extends Attempt {
  readonly version: 1;
  /** Rises each time another page takes the lead; a page whose number is lower writes no more. */
  readonly epoch: number;
  readonly tag?: string;
  readonly checkoutId?: string;
  /**
   * True when the checkout came in by an address and was not opened in this browser: its payment is shown, but nobody is asked to pay what
   * somebody else may have filled in.
   */
  readonly visit?: boolean;
  /** Kept as long as the checkout: whoever repeats it gets that checkout. */
  readonly create?: Operation<CheckoutRequest>;
  /** Completes that were sent and not answered. While there is one, only a cancelled checkout proves that nothing will be charged. */
  readonly doubts: readonly Operation<StoredComplete>[];
}

const prefix = 'hangtag.1.attempt.';
const minute = 60_000;

/** How long a record is worth keeping, in ms after its last change. */
function lifetime({state, submitted}: AttemptRecord): number {
  if (state === 'paid') return 15 * minute;
  return submitted ? 30 * 24 * 60 * minute : 60 * minute;
}

/** The attempts that this browser remembers: in its storage, or for this page only where storage is blocked or full. */
export interface AttemptBook {
  read(purchase: string): AttemptRecord | undefined;
  /** False when a page that took the lead later has written: nothing is changed then. */
  write(record: AttemptRecord): boolean;
  forget(purchase: string): void;
  find(fits: (record: AttemptRecord) => boolean): AttemptRecord | undefined;
  /** Calls `run` when another tab changed this purchase; the returned function stops it. */
  follow(purchase: string, run: (record: AttemptRecord | undefined) => void): () => void;
}

export function openBook({storage, memory = new Map(), onStorage, now}: Pick<Surroundings, 'storage' | 'memory' | 'onStorage' | 'now'>): AttemptBook {
  const nameOf = (purchase: string): string => prefix + purchaseHash(purchase);
  const drop = (name: string): void => {
    memory.delete(name);
    tolerate(() => storage?.removeItem(name));
  };
  const load = (name: string): AttemptRecord | undefined => {
    const record = parseRecord(memory.get(name) ?? tolerate(() => storage?.getItem(name)));
    if (!record || record.updatedAt + lifetime(record) > now()) return record;
    drop(name);
    return undefined;
  };
  const read = (purchase: string): AttemptRecord | undefined => {
    const record = load(nameOf(purchase));
    return record?.purchase === purchase ? record : undefined;
  };
  return {
    read,
    write(record) {
      const {purchase, epoch} = record;
      const name = nameOf(purchase);
      if ((read(purchase)?.epoch ?? 0) > epoch) return false;
      const text = JSON.stringify({...record, checkout: undefined, action: undefined});
      memory.delete(name);
      if (!tolerate(() => (storage?.setItem(name, text), storage))) memory.set(name, text);
      return true;
    },
    forget: (purchase) => drop(nameOf(purchase)),
    find(fits) {
      const stored = tolerate(() => [...Array(storage?.length ?? 0).keys()].map((at) => storage?.key(at) ?? '')) ?? [];
      const names = [...stored, ...memory.keys()].filter((name) => name.startsWith(prefix));
      return names.map(load).find((record) => record && fits(record));
    },
    follow: (purchase, run) => onStorage((key) => {
      if (key === null || key === nameOf(purchase)) run(read(purchase));
    }),
  };
}

/** What every record has, by an example of its kind. */
const sound = {epoch: 0, purchase: '', id: '', provider: '', total: {}, submitted: true, updatedAt: 0} satisfies Partial<Record<keyof AttemptRecord, unknown>>;

/** What other code, another version or a failing disk left there is no attempt. */
export function parseRecord(text: string | null | undefined): AttemptRecord | undefined {
  const record = tolerate(() => JSON.parse(text ?? '') as AttemptRecord | null);
  if (record?.version !== 1 || !record.total || !Array.isArray(record.doubts) || !Object.hasOwn(transitions, record.state)) return undefined;
  for (const [name, like] of Object.entries(sound)) if (typeof record[name as keyof typeof sound] !== typeof like) return undefined;
  // Paid is what the merchant says with an order.
  return record.state !== 'paid' || record.order ? record : undefined;
}

/** True while the buyer may still be charged, or the merchant has not said how it ended. */
const isUndecided = ({state, submitted}: Pick<Attempt, 'state' | 'submitted'>): boolean => submitted && !isEnding(state);

/** A payment that the merchant has not decided, or a sale that was just made. */
export const isWorthShowing = (record: Pick<Attempt, 'state' | 'submitted'>): boolean => isUndecided(record) || record.state === 'paid';
