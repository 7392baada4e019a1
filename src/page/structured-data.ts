import {report} from './reports.ts';

/** One thing of a page's JSON-LD, with its properties as they were written. */
export type Node = Readonly<Record<string, unknown>>;

/** Where a page's own things may be, as opposed to things that it only mentions. */
const ways = ['@graph', 'mainEntity', 'hasVariant', 'itemListElement', 'item', 'model'];

type Writable = Record<string, unknown>;

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
  resolve(found);
  return found;
}

function walk(value: unknown, depth: number): Node[] {
  if (depth > 8) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => walk(entry, depth + 1));
  if (!isNode(value)) return [];
  return [value, ...ways.flatMap((way) => walk(value[way], depth + 1))];
}

// Puts what is only pointed at (`{"@id": "#offer"}`) in the place of the pointer.
function resolve(found: readonly Node[]): void {
  const byId = new Map(found.flatMap((node) => (typeof node['@id'] === 'string' && !isPointer(node) ? [[node['@id'], node] as const] : [])));
  const follow = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(follow);
    return isPointer(value) ? (byId.get(value['@id']) ?? value) : value;
  };
  for (const node of found) for (const name of Object.keys(node)) (node as Writable)[name] = follow(node[name]);
}

function isPointer(value: unknown): value is {readonly '@id': string} {
  return isNode(value) && typeof value['@id'] === 'string' && Object.keys(value).length === 1;
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
