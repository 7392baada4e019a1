import {purchaseHash} from '../commerce/item.ts';
import type {LeaseNeeds} from './storage-lease.ts';
import type {Surroundings} from './surroundings.ts';

/** Which page of this browser carries a purchase. At most one holds it; the others look on and wait. */
export interface PurchaseLock {
  /** Takes it when it is free; false when another page has it. */
  take(): Promise<boolean>;
  /** Waits until the other page is done or dead. Resolves true once held, false when released before. */
  wait(): Promise<boolean>;
  /** Takes it from whoever has it: the buyer acts here now. */
  seize(): Promise<void>;
  release(): void;
}

/** `lost` is called when another page seized the lock. */
export function purchaseLock(purchase: string, {locks, storage, ...rest}: LeaseNeeds & Pick<Surroundings, 'locks'>, lost: () => void): PurchaseLock {
  const name = `hangtag.1.lock.${purchaseHash(purchase)}`;
  // Without a shared record there is nothing that a second page could go on with.
  return locks && storage ? webLock(name, locks, lost) : lease(name, {storage, ...rest}, lost);
}

function webLock(name: string, locks: Pick<LockManager, 'request'>, lost: () => void): PurchaseLock {
  let letGo: (() => void) | undefined;
  let waiting: AbortController | undefined;
  const request = (options: LockOptions, again = true): Promise<boolean> =>
    new Promise((resolve) => {
      let mine: (() => void) | undefined;
      const hold = (lock: Lock | null): Promise<void> | void => {
        resolve(Boolean(lock));
        if (lock) return new Promise<void>((done) => (letGo = mine = done));
      };
      locks.request(name, options, hold).catch(() => {
        // Chromium drops the callback of a page that is just opening a window beside another: nobody else has the lock then.
        resolve(!mine && again && request(options, false));
        if (!mine || letGo !== mine) return;
        letGo = undefined;
        lost();
      });
    });
  return {
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

/** Browsers without Web Locks are few and pages without them fewer: what they need is loaded when they press. */
function lease(name: string, needs: LeaseNeeds, lost: () => void): PurchaseLock {
  const loading = import('./storage-lease.ts').then(({storageLease}) => storageLease(name, needs, lost));
  return {
    take: () => loading.then((lock) => lock.take()),
    wait: () => loading.then((lock) => lock.wait()),
    seize: () => loading.then((lock) => lock.seize()),
    release: () => void loading.then((lock) => lock.release()),
  };
}
