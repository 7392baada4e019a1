import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';

type Made = new (...args: never[]) => object;

/** What is opened by a constructor: requests that no element makes, and channels that stay open until they are closed. The returned function names those that are. */
export function watchChannels(see: (one: Observation) => void, undo: Undo[]): () => readonly string[] {
  const open = new Map<object, string>();
  for (const [name, directive] of [['WebSocket', 'connect-src'], ['EventSource', 'connect-src'], ['Worker', 'worker-src'], ['SharedWorker', 'worker-src']] as const) {
    constructed(name, undo, (made, [url]) => {
      const {href} = new URL(String(url), globalThis.location?.href);
      see({what: 'request', detail: `${name} ${href}`, directive, url: href});
      open.set(made, name);
    });
  }
  constructed('BroadcastChannel', undo, (made) => void open.set(made, 'BroadcastChannel'));
  for (const [name, method] of [['WebSocket', 'close'], ['EventSource', 'close'], ['Worker', 'terminate'], ['BroadcastChannel', 'close']] as const) {
    const owner = (globalThis as unknown as Readonly<Record<string, {readonly prototype: Readonly<Record<string, unknown>>} | undefined>>)[name]?.prototype;
    const original = owner?.[method];
    if (!owner || typeof original !== 'function') continue;
    const value = function (this: object, ...args: unknown[]): unknown {
      open.delete(this);
      return Reflect.apply(original, this, args);
    };
    undo.push(replace(owner, method, {writable: true, value}));
  }
  if (typeof HTMLImageElement === 'function') watchPixels(see, undo);
  undo.push(() => open.forEach((name, one) => name === 'BroadcastChannel' && (one as BroadcastChannel).close()));
  return () => [...open.values()].map((name) => `${name} is open`);
}

function constructed(name: string, undo: Undo[], note: (made: object, args: readonly unknown[]) => void): void {
  const original = (globalThis as unknown as Readonly<Record<string, Made | undefined>>)[name];
  if (typeof original !== 'function') return;
  const value = new Proxy(original, {
    construct(target, args: never[], newTarget) {
      const made = Reflect.construct(target, args, newTarget) as object;
      note(made, args);
      return made;
    },
  });
  undo.push(replace(globalThis, name, {writable: true, value}));
}

/** A picture that is never put into the page is loaded all the same. */
function watchPixels(see: (one: Observation) => void, undo: Undo[]): void {
  const before = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src');
  const {set} = before ?? {};
  if (!before || !set) return;
  undo.push(replace(HTMLImageElement.prototype, 'src', {
    ...before,
    set(this: HTMLImageElement, value: string) {
      if (URL.canParse(value, location.href)) see({what: 'request', detail: `picture ${new URL(value, location.href).href}`, directive: 'img-src', url: new URL(value, location.href).href});
      set.call(this, value);
    },
  }));
}
