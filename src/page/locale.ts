import type {WordsLocale} from '../words/locale.ts';
import {matchLocale} from '../words/locale.ts';
import {followConfiguration, pageConfiguration} from './configuration.ts';
import {watchRoot} from './mutations.ts';

/**
 * The language of a tag, the first that we speak of: its `locale` attribute, the nearest `lang` around it (out of shadow roots, too),
 * `configure()`, `<meta name="hangtag-locale">`, English.
 */
export function localeOf(element: Element): WordsLocale {
  return spoken(element.getAttribute('locale')) ?? langAround(element) ?? matchLocale(pageConfiguration().locale) ?? 'en';
}

/** Calls `changed` whenever `localeOf(element)` changes while it stays where it is; the returned function stops it. */
export function followLocale(element: Element, changed: (locale: WordsLocale) => void): () => void {
  let last = localeOf(element);
  const look = (): void => {
    const now = localeOf(element);
    if (now === last) return;
    last = now;
    changed(now);
  };
  for (let root = element.getRootNode(); isShadowRoot(root); root = root.host.getRootNode()) watchRoot(root);
  return followConfiguration(look);
}

// Browsers take their time to read a tag, and a page full of tags has few.
const known = new Map<string, WordsLocale | undefined>();

function spoken(tag: string | null | undefined): WordsLocale | undefined {
  if (!tag) return undefined;
  if (!known.has(tag)) known.set(tag, matchLocale(tag));
  return known.get(tag);
}

function langAround(element: Element): WordsLocale | undefined {
  for (let node: Node | null | undefined = element; node; node = outside(node)) {
    const match = spoken((node as Partial<Element>).getAttribute?.('lang'));
    if (match) return match;
  }
  return undefined;
}

function outside(node: Node): Node | null | undefined {
  return isShadowRoot(node) ? node.host : node.parentNode;
}

// Also where there are no shadow roots to ask for, as on a server that renders the tag.
function isShadowRoot(node: Node): node is ShadowRoot {
  return node.nodeType === 11 && 'host' in node;
}
