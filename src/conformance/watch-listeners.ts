import type {Observation, Undo} from './observation.ts';
import {replace} from './observation.ts';

type Listener = EventListenerOrEventListenerObject | null;

/** The kit's own listeners, and those that a test runner adds before the case begins, do not count. */
export function watchListeners(see: (one: Observation) => void, undo: Undo[]): () => readonly string[] {
  const left = new Map<string, {readonly type: string; readonly listener: Listener}[]>();
  if (typeof document !== 'object') return () => [];
  watchTrouble(see, undo);
  for (const [where, target] of [['window', window], ['document', document]] as const) {
    const list: {type: string; listener: Listener}[] = [];
    left.set(where, list);
    const forget = (type: string, listener: Listener): void => {
      const at = list.findIndex((one) => one.type === type && one.listener === listener);
      if (at >= 0) list.splice(at, 1);
    };
    // Its own, not those of the prototype: where the page is made by a test runner, the window may be no EventTarget of this realm.
    const addEventListener = target.addEventListener.bind(target) as (...args: Parameters<EventTarget['addEventListener']>) => void;
    const removeEventListener = target.removeEventListener.bind(target) as (...args: Parameters<EventTarget['removeEventListener']>) => void;
    const add = (type: string, listener: Listener, options?: boolean | AddEventListenerOptions): void => {
      addEventListener(type, listener, options);
      const {signal, once} = typeof options === 'object' ? options : {};
      if (signal?.aborted) return;
      list.push({type, listener});
      signal?.addEventListener('abort', () => forget(type, listener));
      if (once) addEventListener(type, () => forget(type, listener), {once: true});
    };
    const remove = (type: string, listener: Listener, options?: boolean | EventListenerOptions): void => {
      removeEventListener(type, listener, options);
      forget(type, listener);
    };
    undo.push(replace(target, 'addEventListener', {writable: true, value: add}), replace(target, 'removeEventListener', {writable: true, value: remove}));
    undo.push(() => list.forEach(({type, listener}) => removeEventListener(type, listener)));
  }
  return () => [...left].flatMap(([where, list]) => list.map(({type}) => `${type} on ${where}`));
}

/** Errors that nobody caught, and what the page's own policy refused. */
function watchTrouble(see: (one: Observation) => void, undo: Undo[]): void {
  // A test runner that heard of it too would fail another test for it.
  const caught = (event: Event, what: unknown): void => {
    see({what: 'rejection', detail: String(what)});
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const rejected = (event: PromiseRejectionEvent): void => caught(event, event.reason);
  const thrown = (event: ErrorEvent): void => {
    // What could not be loaded is told here as well, and what a browser says of its own layout.
    const elsewhere = event.target !== null && 'nodeType' in event.target;
    if (!elsewhere && !/^ResizeObserver/.test(event.message)) caught(event, event.error ?? event.message);
  };
  const refused = (event: SecurityPolicyViolationEvent): void => see({what: 'violation', detail: `${event.effectiveDirective} ${event.blockedURI}`});
  const {onerror, onunhandledrejection} = window;
  Object.assign(window, {onerror: null, onunhandledrejection: null});
  window.addEventListener('unhandledrejection', rejected, {capture: true});
  window.addEventListener('error', thrown, {capture: true});
  document.addEventListener('securitypolicyviolation', refused);
  undo.push(() => {
    window.removeEventListener('unhandledrejection', rejected, {capture: true});
    window.removeEventListener('error', thrown, {capture: true});
    document.removeEventListener('securitypolicyviolation', refused);
    Object.assign(window, {onerror, onunhandledrejection});
  });
}
