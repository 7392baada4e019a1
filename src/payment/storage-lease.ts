import type {PurchaseLock} from './purchase-lock.ts';
import type {Surroundings} from './surroundings.ts';

interface Lease {
  readonly owner: string;
  /** ms since the epoch. */
  readonly until: number;
}

export type LeaseNeeds = Pick<Surroundings, 'now' | 'later' | 'random' | 'uuid'> & {
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
};

/** Where a page has no storage it is alone. */
const alone: PurchaseLock = {take: async () => true, wait: async () => true, seize: async () => undefined, release: () => undefined};

const leaseFor = 6000;
const renewEvery = 2000;
const settleFor = 60;

/**
 * A lease in the storage, for browsers without Web Locks. Storage has no compare-and-swap: whoever writes last before a short pause has it.
 * Two pages may believe so for that moment; the record's `epoch` then stops the one that came first.
 */
export function storageLease(name: string, {storage, now, later, random, uuid}: LeaseNeeds, lost: () => void): PurchaseLock {
  if (!storage) return alone;
  const owner = uuid();
  let held = false;
  let wanted = 0;
  let stopRenewing = (): void => undefined;
  const pause = (ms: number): Promise<void> => new Promise((done) => void later(ms, done));
  const read = (): Partial<Lease> => {
    try {
      return (JSON.parse(storage.getItem(name) ?? '') ?? {}) as Partial<Lease>;
    } catch {
      return {};
    }
  };
  /** False when the storage is full: the record cannot be shared either. */
  const write = (): boolean => {
    try {
      storage.setItem(name, JSON.stringify({owner, until: now() + leaseFor} satisfies Lease));
      return true;
    } catch {
      return false;
    }
  };
  const renew = (): void => {
    stopRenewing = later(renewEvery, () => {
      if (read().owner === owner) {
        write();
        return renew();
      }
      held = false;
      lost();
    });
  };
  const claim = async (call: number): Promise<boolean> => {
    if (!write()) return call === wanted;
    await pause(settleFor * (1 + random()));
    const mine = read().owner === owner;
    if (mine && call !== wanted) storage.removeItem(name);
    if (!mine || call !== wanted) return false;
    held = true;
    renew();
    return true;
  };
  const isFree = (): boolean => {
    const lease = read();
    const left = (lease.until ?? 0) - now();
    // More than it ever was: the clock has been put back since, and its page may be long gone.
    return !lease.owner || lease.owner === owner || !(left > 0 && left <= leaseFor);
  };
  return {
    take: async () => isFree() && claim(++wanted),
    async wait() {
      for (const call = ++wanted; call === wanted; await pause(renewEvery)) if (isFree() && (await claim(call))) return true;
      return false;
    },
    async seize() {
      await claim(++wanted);
    },
    release() {
      wanted++;
      stopRenewing();
      if (held && read().owner === owner) storage.removeItem(name);
      held = false;
    },
  };
}
