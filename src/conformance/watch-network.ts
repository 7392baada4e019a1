import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';

const absolute = (url: unknown): string => {
  const text = url instanceof Request ? url.url : String(url);
  return URL.canParse(text, globalThis.location?.href) ? new URL(text, globalThis.location?.href).href : text;
};

/** Notes every request that a script begins; the returned function tells how many are under way. */
export function watchNetwork(see: (one: Observation) => void, undo: Undo[]): () => number {
  let underWay = 0;
  const note = (how: string, url: unknown): void => see({what: 'request', detail: `${how} ${absolute(url)}`, directive: 'connect-src', url: absolute(url)});
  const {fetch} = globalThis;
  const noting = async (...args: Parameters<typeof fetch>): Promise<Response> => {
    note('fetch', args[0]);
    underWay++;
    try {
      return await fetch(...args);
    } finally {
      underWay--;
    }
  };
  undo.push(replace(globalThis, 'fetch', {writable: true, value: noting}));
  if (typeof XMLHttpRequest === 'function') undo.push(watchCalls(XMLHttpRequest.prototype, 'open', (args) => note('XMLHttpRequest', args[1])));
  if (typeof navigator === 'object' && 'sendBeacon' in navigator) undo.push(watchCalls(Navigator.prototype, 'sendBeacon', (args) => note('beacon', args[0])));
  const modules = watchModules(see);
  undo.push(modules);
  return () => underWay;
}

function watchCalls(owner: object, method: string, note: (args: readonly unknown[]) => void): Undo {
  const original = (owner as Readonly<Record<string, (...args: unknown[]) => unknown>>)[method];
  const value = function (this: unknown, ...args: unknown[]): unknown {
    note(args);
    return original && Reflect.apply(original, this, args);
  };
  return replace(owner, method, {writable: true, value});
}

/** Modules that are imported leave a trace only in the list of resources. */
function watchModules(see: (one: Observation) => void): Undo {
  if (typeof PerformanceObserver !== 'function' || typeof document !== 'object') return () => undefined;
  const observer = new PerformanceObserver((list) => {
    for (const {name, initiatorType} of list.getEntries() as PerformanceResourceTiming[]) {
      if (/^(script|other)$/.test(initiatorType)) see({what: 'request', detail: `import ${name}`, directive: 'script-src', url: name});
    }
  });
  observer.observe({type: 'resource'});
  return () => observer.disconnect();
}
