import {purchaseHash} from '../commerce/item.ts';
import type {Surroundings} from './surroundings.ts';

/** Which page of this browser carries a purchase. At most one holds it; the others look on and wait. */
export interface PurchaseLock {
  readonly held: boolean;
  /** Takes it when it is free; false when another page has it. */
  take(): Promise<boolean>;
  /** Waits until the other page is done or dead. Resolves true once held, false when released before. */
  wait(): Promise<boolean>;
  /** Takes it from whoever has it: the buyer acts here now. */
  seize(): Promise<void>;
  release(): void;
}

/** `lost` is called when another page seized the lock. */
export function purchaseLock(purchase: string, surroundings: Surroundings, lost: () => void): PurchaseLock {
  const name = `hangtag.1.lock.${purchaseHash(purchase)}`;
  const {locks, storage} = surroundings;
  // Without a shared record there is nothing that a second page could go on with.
  if (!storage) return lockOfOne();
  return locks ? webLock(name, locks, lost) : storageLease(name, {...surroundings, storage}, lost);
}

function lockOfOne(): PurchaseLock {
  return {held: true, take: async () => true, wait: async () => true, seize: async () => undefined, release: () => undefined};
}

function webLock(name: string, locks: Pick<LockManager, 'request'>, lost: () => void): PurchaseLock {
  let letGo: (() => void) | undefined;
  let waiting: AbortController | undefined;
  const request = (options: LockOptions): Promise<boolean> =>
    new Promise((resolve) => {
      let mine: (() => void) | undefined;
      const hold = (lock: Lock | null): Promise<void> | void => {
        resolve(Boolean(lock));
        if (lock) return new Promise<void>((done) => (letGo = mine = done));
      };
      locks.request(name, options, hold).catch(() => {
        resolve(false);
        if (!mine || letGo !== mine) return;
        letGo = undefined;
        lost();
      });
    });
  return {
    get held() {
      return letGo !== undefined;
    },
    take: () => request({ifAvailable: true}),
    wait() {
      waiting = new AbortController();
      return request({signal: waiting.signal});
    },
    async seize() {
      waiting?.abort();
      await request({steal: true});
    },
    release() {
      waiting?.abort();
      letGo?.();
      letGo = undefined;
    },
  };
}

interface Lease {
  readonly owner: string;
  /** ms since the epoch. */
  readonly until: number;
}

type LeaseNeeds = Pick<Surroundings, 'now' | 'later' | 'random' | 'uuid'> & {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
};

const leaseFor = 6000;
const renewEvery = 2000;
const settleFor = 60;

/**
 * A lease in the storage, for browsers without Web Locks. Storage has no compare-and-swap: whoever writes last before a short pause has it.
 * Two pages may believe so for that moment; the record's `epoch` then stops the one that came first.
 */
function storageLease(name: string, {storage, now, later, random, uuid}: LeaseNeeds, lost: () => void): PurchaseLock {
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
  const write = (): void => {
    try {
      storage.setItem(name, JSON.stringify({owner, until: now() + leaseFor} satisfies Lease));
    } catch {
      // Full: the record cannot be shared either.
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
    write();
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
    return !lease.owner || lease.owner === owner || !((lease.until ?? 0) > now());
  };
  return {
    get held() {
      return held;
    },
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
