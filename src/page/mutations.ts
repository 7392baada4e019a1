const listeners = new Set<() => void>();
const watchedRoots = new WeakSet<Node>();
let observer: MutationObserver | undefined;

/**
 * Calls `changed` after what is around a tag may have changed, in the document or a shadow root given to `watchRoot`: a language, or the page's
 * settings in its head. The returned function stops it.
 */
export function watchPage(changed: () => void): () => void {
  if (typeof MutationObserver === 'undefined') return () => undefined;
  const listener = (): void => changed();
  listeners.add(listener);
  watchRoot(document);
  return () => void listeners.delete(listener);
}

/** Includes a shadow root, for what happens in it is not seen from outside. One observer serves the page. */
export function watchRoot(root: Node): void {
  if (watchedRoots.has(root)) return;
  watchedRoots.add(root);
  observer ??= new MutationObserver(() => [...listeners].forEach((listener) => listener()));
  observer.observe(root, {subtree: true, attributes: true, attributeFilter: ['lang', 'locale', 'name', 'content']});
  if (root === document && document.head) observer.observe(document.head, {childList: true});
}
