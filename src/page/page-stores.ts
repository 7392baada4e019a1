import type {PageMap, PageStore} from './state.ts';

/**
 * What nanostores does for the page's state and its watchers: the build for plain pages takes this one in its place. Whoever breaks while being told of a change
 * keeps nobody else from hearing of it; what was thrown last comes out of the change.
 */
export function atom<Value>(first: Value): PageStore<Value> {
  let value = first;
  /** Since everybody was told last. */
  let changes = 0;
  const listeners = new Set<(value: Value) => void>();
  const store: PageStore<Value> = {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return;
      value = next;
      changes++;
      if (changes === 1) tell();
    },
    listen(run) {
      const listener = (now: Value): void => run(now);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    subscribe(run) {
      const stop = store.listen(run);
      run(value);
      return stop;
    },
  };
  /** What a listener changes is told after what it was told of. */
  const tell = (): void => {
    let broken: {readonly error: unknown} | undefined;
    for (let told = 0; told < changes; told++) {
      for (const listener of [...listeners]) {
        try {
          if (listeners.has(listener)) listener(value);
        } catch (error) {
          broken = {error};
        }
      }
    }
    changes = 0;
    if (broken) throw broken.error;
  };
  return store;
}

export function map(first: Record<string, unknown>): PageMap {
  const store = atom(first);
  const setKey = (key: string, value: unknown): void => {
    const now = store.get();
    if (!Object.is(now[key], value)) store.set({...now, [key]: value});
  };
  return {...store, setKey};
}
