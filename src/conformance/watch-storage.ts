import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';

const storages = (): readonly Storage[] => {
  const found: Storage[] = [];
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    try {
      const storage = typeof document === 'object' ? globalThis[name] : undefined;
      if (storage) found.push(storage);
    } catch {
      // Blocked: then nothing can be kept in it.
    }
  }
  return found;
};

/** Notes what is written to keep; the returned function answers all that the page keeps now. */
export function watchStorage(see: (one: Observation) => void, allowed: readonly string[], undo: Undo[]): () => readonly string[] {
  const before = new Map(storages().flatMap((storage) => Object.entries(storage).map(([key, value]) => [key, String(value)] as const)));
  const note = (where: string, key: string): void => {
    if (!allowed.some((prefix) => key.startsWith(prefix))) see({what: 'storage', detail: `${where} ${key}`});
  };
  if (typeof Storage === 'function' && typeof document === 'object') {
    const {setItem} = Storage.prototype;
    undo.push(replace(Storage.prototype, 'setItem', {
      writable: true,
      value(this: Storage, key: string, value: string) {
        note('storage', key);
        setItem.call(this, key, value);
      },
    }));
  }
  if (typeof document === 'object') watchCookies(note, undo);
  if (typeof IDBFactory === 'function') {
    const {open} = IDBFactory.prototype;
    undo.push(replace(IDBFactory.prototype, 'open', {
      writable: true,
      value(this: IDBFactory, name: string, version?: number) {
        note('indexedDB', name);
        return open.call(this, name, version);
      },
    }));
  }
  undo.push(() => storages().forEach((storage) => Object.keys(storage).forEach((key) => before.has(key) || storage.removeItem(key))));
  return () => [...storages().flatMap((storage) => Object.values(storage).map(String)), ...(typeof document === 'object' ? [document.cookie] : [])];
}

function watchCookies(note: (where: string, key: string) => void, undo: Undo[]): void {
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  const {get, set} = cookie ?? {};
  if (!get || !set) return;
  undo.push(replace(document, 'cookie', {
    get: () => get.call(document) as string,
    set(value: string) {
      note('cookie', value.split('=')[0] ?? '');
      set.call(document, value);
    },
  }));
}
