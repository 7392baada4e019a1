import {report} from './reports.ts';

/** One thing of a page's JSON-LD, with its properties as they were written. */
export type Node = Readonly<Record<string, unknown>>;

/** Where a page's own things may be, as opposed to things that it only mentions. */
const ways = ['@graph', 'mainEntity', 'hasVariant', 'itemListElement', 'item', 'model'];

/** Every thing that a JSON-LD script states, references within it resolved. JSON that cannot be read is told to the author. */
export function dataIn(script: HTMLScriptElement, text: string): readonly Node[] {
  let json: unknown;
  try {
    // Some systems wrap the data in a comment or a CDATA section.
    json = JSON.parse(text.replace(/^\s*(<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[)/, '').replace(/(-->|\/\*\s*\]\]>\s*\*\/|\]\]>)\s*$/, ''));
    report(script, 'json', undefined);
  } catch (error) {
    report(script, 'json', `The JSON-LD of this page cannot be read, so no price is taken from it: ${(error as Error).message}.`);
    return [];
  }
  const found = walk(json, 0);
  const byId = new Map(found.flatMap((node) => (typeof node['@id'] === 'string' && Object.keys(node).length > 1 ? [[node['@id'], node] as const] : [])));
  return found.map((node) => resolved(node, byId));
}

function walk(value: unknown, depth: number): Node[] {
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => walk(entry, depth + 1));
  if (!isNode(value)) return [];
  return [value, ...ways.flatMap((way) => walk(value[way], depth + 1))];
}

// One step is enough for what pages write: a product that points at its offers, an offer at its price.
function resolved(node: Node, byId: ReadonlyMap<string, Node>): Node {
  const follow = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(follow);
    const id = isNode(value) ? value['@id'] : undefined;
    return typeof id === 'string' && Object.keys(value as Node).length === 1 ? (byId.get(id) ?? value) : value;
  };
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, follow(value)]));
}

/** True when the thing is of that schema.org type, however it is written: `Product`, `schema:Product`, `https://schema.org/Product`. */
export function isA(node: Node, type: string): boolean {
  return [node['@type']].flat().some((written) => typeof written === 'string' && written.split(/[/:#]/).pop() === type);
}

/** The things under a property that may hold one or several. */
export function thingsOf(value: unknown): Node[] {
  return [value].flat().filter(isNode);
}

/** A text, the first of several, or the value of one with a language. */
export function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const text = isNode(first) ? first['@value'] : first;
  return typeof text === 'string' ? text.trim() || undefined : undefined;
}

/** An address written as a text, an `ImageObject`, or a reference. */
export function linkOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isNode(first) ? textOf(first.url) ?? textOf(first.contentUrl) ?? textOf(first['@id']) : textOf(first);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
