import type {PurchaseLock} from './purchase-lock.ts';
import type {Surroundings} from './surroundings.ts';
import {tolerate} from './tolerate.ts';

interface Lease {
  readonly owner: string;
  /** ms since the epoch. */
  readonly until: number;
}

export type LeaseNeeds = Pick<Surroundings, 'memory' | 'now' | 'later' | 'random' | 'uuid'> & {
  readonly storage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
};

const leaseFor = 6000;
const renewEvery = 2000;
const settleFor = 60;

/**
 * A lease in the storage, for browsers without Web Locks. Storage has no compare-and-swap: whoever writes last before a short pause has it.
 * Two pages may believe so for that moment; the record's `epoch` then stops the one that came first. Where nothing can be stored, a page is alone: then
 * it is among the copies of the script on that page.
 */
export function storageLease(name: string, {storage, memory = new Map(), now, later, random, uuid}: LeaseNeeds, lost: () => void): PurchaseLock {
  const owner = uuid();
  let held = false;
  let wanted = 0;
  let stopRenewing = (): void => undefined;
  const pause = (ms: number): Promise<void> => new Promise((done) => void later(ms, done));
  const read = (): Partial<Lease> => {
    try {
      return (JSON.parse(memory.get(name) ?? storage?.getItem(name) ?? '') ?? {}) as Partial<Lease>;
    } catch {
      return {};
    }
  };
  /** False when nothing could be stored: the record cannot be shared with other pages either. */
  const write = (): boolean => {
    const text = JSON.stringify({owner, until: now() + leaseFor} satisfies Lease);
    memory.delete(name);
    if (tolerate(() => (storage?.setItem(name, text), storage))) return true;
    memory.set(name, text);
    return false;
  };
  const drop = (): void => {
    memory.delete(name);
    tolerate(() => storage?.removeItem(name));
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
    // Within a page nothing comes between what is read and what is written.
    if (write()) await pause(settleFor * (1 + random()));
    const mine = read().owner === owner;
    if (mine && call !== wanted) drop();
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
      if (held && read().owner === owner) drop();
      held = false;
    },
  };
}
