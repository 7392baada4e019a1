/** How to load the code of each tag, by the tag's own name. Loading defines it. */
export type TagCode = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * Loads a tag's code when such a tag comes near what is seen, or is pointed at or focused, and not before; also for tags that are added later. Tags
 * within shadow roots are found when they are pointed at or focused. What failed to load is tried again at the next occasion. The returned function
 * stops it.
 */
export function watchTags(code: TagCode, page: Document = document): () => void {
  const {defaultView: view} = page;
  const waiting = new Map(Object.keys(code).map((tag) => [nameHere(tag), tag]));
  const near = view && 'IntersectionObserver' in view ? new IntersectionObserver(whenSeen, {rootMargin: '50%'}) : undefined;
  const added = new MutationObserver((changes) => changes.forEach(({addedNodes}) => addedNodes.forEach((node) => find(node))));
  const stop = new AbortController();

  function find(root: Node): void {
    if (!waiting.size || !('querySelectorAll' in root)) return;
    const names = [...waiting.keys()].join();
    const found = [...(root as ParentNode).querySelectorAll(names)];
    if ('matches' in root && (root as Element).matches(names)) found.push(root as Element);
    for (const tag of found) {
      if (near) near.observe(tag);
      else load(tag.localName);
    }
  }
  function whenSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      near?.unobserve(target);
      load(target.localName);
    }
  }
  function whenTouched(event: Event): void {
    for (const target of event.composedPath()) load((target as Partial<Element>).localName ?? '');
  }
  function load(name: string): void {
    const tag = waiting.get(name);
    if (tag === undefined) return;
    waiting.delete(name);
    if (!waiting.size) rest();
    if (!view?.customElements.get(name)) code[tag]?.().catch((error: unknown) => again(name, tag, error));
  }
  function again(name: string, tag: string, error: unknown): void {
    console.error(`Hangtag: the code of <${name}> could not be loaded; it is tried again when the tag is touched.`, error);
    waiting.set(name, tag);
    work();
  }
  function work(): void {
    added.observe(page, {childList: true, subtree: true});
    for (const type of ['pointerover', 'focusin']) page.addEventListener(type, whenTouched, {capture: true, passive: true, signal: stop.signal});
  }
  function rest(): void {
    added.disconnect();
    near?.disconnect();
    for (const type of ['pointerover', 'focusin']) page.removeEventListener(type, whenTouched, {capture: true});
  }

  work();
  find(page);
  view?.addEventListener('online', () => find(page), {signal: stop.signal});
  return () => {
    stop.abort();
    rest();
  };
}

// The page's state says what a tag is called here; it is read without loading what makes it.
function nameHere(tag: string): string {
  const page = globalThis as {[place]?: {readonly tagNames?: Readonly<Record<string, string>>}};
  return page[place]?.tagNames?.[tag] ?? tag;
}

const place = Symbol.for('hangtag.page.1');
