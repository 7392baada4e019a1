/** What can change around a tag: the language of what surrounds it, and the page's settings in its head. */
export type Watched = 'lang' | 'meta';

const listeners = {lang: new Set<() => void>(), meta: new Set<() => void>()};
const watchedRoots = new WeakSet<Node>();
let observer: MutationObserver | undefined;

/** Calls `changed` after changes of that kind in the document or a shadow root given to `watchRoot`; the returned function stops it. */
export function watchPage(what: Watched, changed: () => void): () => void {
  if (typeof MutationObserver === 'undefined') return () => undefined;
  const listener = (): void => changed();
  listeners[what].add(listener);
  watchRoot(document);
  return () => void listeners[what].delete(listener);
}

/** Includes a shadow root, for what happens in it is not seen from outside. One observer serves the page. */
export function watchRoot(root: Node): void {
  if (watchedRoots.has(root)) return;
  watchedRoots.add(root);
  observer ??= new MutationObserver(tell);
  observer.observe(root, {subtree: true, attributes: true, attributeFilter: ['lang', 'locale', 'name', 'content']});
  if (root === document && document.head) observer.observe(document.head, {childList: true});
}

function tell(mutations: readonly MutationRecord[]): void {
  const metas = mutations.some(({attributeName, target}) => !attributeName || target.nodeName === 'META');
  if (metas) run('meta');
  if (mutations.some(({attributeName}) => attributeName === 'lang' || attributeName === 'locale')) run('lang');
}

function run(what: Watched): void {
  for (const listener of [...listeners[what]]) listener();
}
