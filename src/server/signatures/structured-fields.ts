/**
 * Structured field values (RFC 8941), as far as signatures need them: dictionaries of items and inner lists, read strictly and
 * written in the one canonical form that a signature covers.
 */

export type BareItem =
  | {readonly type: 'integer' | 'decimal'; readonly value: number}
  | {readonly type: 'string' | 'token'; readonly value: string}
  | {readonly type: 'binary'; readonly value: Uint8Array}
  | {readonly type: 'boolean'; readonly value: boolean};

export type Parameters = ReadonlyMap<string, BareItem>;

export interface Item {
  readonly bare: BareItem;
  readonly parameters: Parameters;
}

export interface InnerList {
  readonly items: readonly Item[];
  readonly parameters: Parameters;
}

export type Member = Item | InnerList;
export type Dictionary = ReadonlyMap<string, Member>;

const KEY = /[a-z*][a-z0-9_.*-]*/y;
const NUMBER = /-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.])/y;
const STRING = /"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/y;
const TOKEN = /[A-Za-z*][\w!#$%&'*+.^`|~:/-]*/y;
const BINARY = /:([A-Za-z0-9+/]*={0,2}):/y;
const BOOLEAN = /\?([01])/y;
const SPACES = / */y;
const BLANKS = /[ \t]*/y;

/** Reads along a text; throws `SyntaxError` where it is not what the grammar wants. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  takes(character: string): boolean {
    const here = this.#text[this.#at] === character;
    if (here) this.#at++;
    return here;
  }

  fail(): never {
    throw new SyntaxError(`No structured field from character ${this.#at} on`);
  }
}

/** Of members with one name the last counts, as the RFC says. Throws `SyntaxError`. */
export function parseDictionary(text: string): Dictionary {
  const cursor = new Cursor(text.replace(/^ +| +$/g, ''));
  const members = new Map<string, Member>();
  while (!cursor.done) {
    const key = cursor.take(KEY)?.[0] ?? cursor.fail();
    members.set(key, cursor.takes('=') ? readMember(cursor) : {bare: {type: 'boolean', value: true}, parameters: readParameters(cursor)});
    cursor.take(BLANKS);
    if (cursor.done) break;
    if (!cursor.takes(',')) cursor.fail();
    cursor.take(BLANKS);
    if (cursor.done) cursor.fail();
  }
  return members;
}

function readMember(cursor: Cursor): Member {
  return cursor.takes('(') ? readInnerList(cursor) : readItem(cursor);
}

function readInnerList(cursor: Cursor): InnerList {
  const items: Item[] = [];
  for (;;) {
    const apart = cursor.take(SPACES)?.[0] !== '';
    if (cursor.takes(')')) return {items, parameters: readParameters(cursor)};
    if (items.length > 0 && !apart) cursor.fail();
    items.push(readItem(cursor));
  }
}

function readItem(cursor: Cursor): Item {
  return {bare: readBareItem(cursor), parameters: readParameters(cursor)};
}

function readParameters(cursor: Cursor): Parameters {
  const parameters = new Map<string, BareItem>();
  while (cursor.takes(';')) {
    cursor.take(SPACES);
    const key = cursor.take(KEY)?.[0] ?? cursor.fail();
    parameters.set(key, cursor.takes('=') ? readBareItem(cursor) : {type: 'boolean', value: true});
  }
  return parameters;
}

function readBareItem(cursor: Cursor): BareItem {
  const string = cursor.take(STRING);
  if (string) return {type: 'string', value: (string[1] ?? '').replaceAll(/\\(["\\])/g, '$1')};
  const binary = cursor.take(BINARY);
  if (binary) return {type: 'binary', value: Buffer.from(binary[1] ?? '', 'base64')};
  const number = cursor.take(NUMBER)?.[0];
  if (number !== undefined) return {type: number.includes('.') ? 'decimal' : 'integer', value: Number(number)};
  const boolean = cursor.take(BOOLEAN);
  if (boolean) return {type: 'boolean', value: boolean[1] === '1'};
  const token = cursor.take(TOKEN)?.[0];
  return token === undefined ? cursor.fail() : {type: 'token', value: token};
}

export function isInnerList(member: Member | undefined): member is InnerList {
  return member !== undefined && 'items' in member;
}

/** Throws `RangeError` for a text that no header can carry. */
export function writeString(text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new RangeError('A structured string is printable ASCII');
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

export function writeInnerList({items, parameters}: InnerList): string {
  return `(${items.map(item => `${writeBareItem(item.bare)}${writeParameters(item.parameters)}`).join(' ')})${writeParameters(parameters)}`;
}

function writeParameters(parameters: Parameters): string {
  return [...parameters].map(([key, value]) => (value.type === 'boolean' && value.value ? `;${key}` : `;${key}=${writeBareItem(value)}`)).join('');
}

function writeBareItem(item: BareItem): string {
  switch (item.type) {
    case 'string': return writeString(item.value);
    case 'token': return item.value;
    case 'integer': return String(item.value);
    case 'decimal': return Number.isInteger(item.value) ? item.value.toFixed(1) : String(item.value);
    case 'boolean': return item.value ? '?1' : '?0';
    case 'binary': return `:${Buffer.from(item.value).toString('base64')}:`;
  }
}
