import type {Undo} from './observation.ts';
import {replace} from './observation.ts';

/** What is kept where a script or a person of the page can read it, beside its storages: the console, the address, the window's name. */
export function watchTalk(undo: Undo[]): () => readonly string[] {
  const said: string[] = [];
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    const original = console[method].bind(console);
    const value = (...what: unknown[]): void => {
      said.push(what.map(written).join(' '));
      original(...what);
    };
    undo.push(replace(console, method, {writable: true, value}));
  }
  const {href, name} = typeof document === 'object' ? {href: location.href, name: window.name} : {href: '', name: ''};
  const state = typeof document === 'object' ? (history.state as unknown) : undefined;
  undo.push(() => {
    if (typeof document !== 'object') return;
    if (location.href !== href) history.replaceState(state, '', href);
    window.name = name;
  });
  return () => [...said, ...(typeof document === 'object' ? [location.href, window.name, written(history.state)] : [])];
}

function written(value: unknown): string {
  if (value instanceof Error) return `${value.message} ${value.stack ?? ''}`;
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  } catch {
    return String(value);
  }
}
