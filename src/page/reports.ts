import {isLocalhost} from '../commerce/link.ts';

interface Mistakes {
  readonly told: Map<string, string>;
  changed?: () => void;
}

const mistakes = new WeakMap<object, Mistakes>();
const page = {};

/**
 * Tells the author of the page, in the console, what is wrong and how to put it right: once, however often it is found again. `topic` (an attribute's
 * name, say) tells one mistake of an element from another; `undefined` says that it is put right. `element` is where it is, if anywhere.
 */
export function report(element: Element | undefined, topic: string, mistake: string | undefined): void {
  const of = mistakesAt(element ?? page);
  if (of.told.get(topic) === mistake) return;
  if (mistake === undefined) of.told.delete(topic);
  else {
    of.told.set(topic, mistake);
    console.error(`Hangtag: ${mistake}`, ...(element ? [element] : []));
  }
  of.changed?.();
}

/** The open mistakes of an element, for showing them on the tag. Empty except on localhost: a buyer is never shown them. */
export function mistakesOf(element: Element): readonly string[] {
  return onLocalhost() ? [...(mistakes.get(element)?.told.values() ?? [])] : [];
}

/** Calls `changed` whenever the mistakes of `element` change; one listener an element, `undefined` removes it. */
export function followMistakes(element: Element, changed: (() => void) | undefined): void {
  mistakesAt(element).changed = changed;
}

/** True while the author looks at the page on their own machine. */
export function onLocalhost(): boolean {
  return typeof location === 'object' && isLocalhost(location.hostname);
}

function mistakesAt(where: object): Mistakes {
  let of = mistakes.get(where);
  if (!of) mistakes.set(where, of = {told: new Map()});
  return of;
}
