import type {Observation, Undo} from './observation.ts';

/** The element with what tells it apart, such as `<iframe src="https://…">`. */
const nameOf = (node: Node): string => {
  if (!(node instanceof Element)) return node.nodeName;
  const told = ['id', 'class', 'src', 'name'].flatMap((name) => (node.hasAttribute(name) ? [` ${name}="${node.getAttribute(name) ?? ''}"`] : []));
  return `<${node.localName}${told.join('')}>`;
};

const directives: Readonly<Record<string, string>> = {script: 'script-src', iframe: 'frame-src', img: 'img-src', link: 'style-src', form: 'form-action'};

/** Notes what happens in the document outside the frame, and what is loaded anywhere. The returned function waits for the observer. */
export function watchDocument(see: (one: Observation) => void, frame: HTMLElement, allowed: string | undefined, undo: Undo[]): () => Promise<void> {
  const isAllowed = (node: Node): boolean => {
    const element = node instanceof Element ? node : node.parentElement;
    return frame.contains(node) || Boolean(allowed && element?.closest(allowed));
  };
  const look = (node: Node, where: Node): void => {
    if (node instanceof Element) loads(node, see);
    if (node instanceof Element) refused(node, see);
    // A script goes as it came: what it loads is judged by the policy that the provider declares.
    if (node instanceof HTMLScriptElement || isAllowed(node) || isAllowed(where)) return;
    see({what: node instanceof HTMLStyleElement ? 'style' : 'node', detail: `${nameOf(node)} in ${nameOf(where)}`});
  };
  const added = new WeakSet<Node>();
  const read = (records: readonly MutationRecord[]): void => {
    for (const {type, target, addedNodes, removedNodes, attributeName} of records) {
      if (type === 'childList') {
        addedNodes.forEach((node) => {
          added.add(node);
          look(node, target);
        });
        for (const node of removedNodes) if (!added.has(node) && !isAllowed(target)) see({what: 'node', detail: `${nameOf(node)} taken out of ${nameOf(target)}`});
      }
      // What was taken away again before the observer told of it is not looked for.
      else if (target.isConnected && !isAllowed(target)) see({what: 'node', detail: `attribute ${attributeName ?? ''} of ${nameOf(target)}`});
    }
  };
  const observer = new MutationObserver(read);
  observer.observe(document, {childList: true, subtree: true, attributes: true});
  // A page that a test runner makes may have none.
  const adopted = (): readonly CSSStyleSheet[] => document.adoptedStyleSheets ?? [];
  const sheets = [...adopted()];
  undo.push(() => observer.disconnect());
  return async () => {
    await Promise.resolve();
    read(observer.takeRecords());
    if (adopted().some((sheet) => !sheets.includes(sheet))) see({what: 'style', detail: 'a style sheet of the document'});
  };
}

/** Styles and scripts that stand in the page itself, which a strict policy does not run. */
function refused(root: Element, see: (one: Observation) => void): void {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    if (element instanceof HTMLStyleElement && element.textContent?.trim() && !element.nonce) see({what: 'sink', detail: `inline ${nameOf(element)}`});
    for (const {name, value} of element.attributes) if (/^on/i.test(name) || /^\s*javascript:/i.test(value)) see({what: 'sink', detail: `attribute ${name} of ${nameOf(element)}`});
  }
}

/** What an element loads from elsewhere, with all that is in it. */
function loads(root: Element, see: (one: Observation) => void): void {
  for (const element of [root, ...root.querySelectorAll('*')]) {
    const url = element.getAttribute('src') ?? (element.localName === 'link' ? element.getAttribute('href') : element.getAttribute('action'));
    const directive = directives[element.localName];
    if (!url || !directive || !URL.canParse(url, location.href)) continue;
    see({what: 'request', detail: nameOf(element), directive, url: new URL(url, location.href).href});
  }
}
