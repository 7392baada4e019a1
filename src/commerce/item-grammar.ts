import type {ItemChoice} from './item-choice.ts';

/** The most of one thing that can be bought at once. */
const most = 9999;

/** Why a list of items cannot be read; `position` is where, counted from 0. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
  readonly position: number;
  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1})`);
    this.position = position;
  }
}

/**
 * Reads `sku`, `sku:2` or `sku1:2,sku2:1`. Spaces around an entry do not count. A comma, colon or per cent sign within an id is written
 * percent-encoded (`%2C %3A %25`); UCP's `~` form (base64url of the id) is read too. What is named twice is added up, in the
 * place of the first. Throws `ItemError` with the position of the mistake.
 */
export function parseItems(text: string): readonly ItemChoice[] {
  const items = new Map<string, number>();
  let position = 0;
  for (const entry of text.split(',')) {
    const {id, quantity} = parseItem(entry, position);
    const sum = (items.get(id) ?? 0) + quantity;
    if (sum > most) throw new ItemError(`At most ${most} of "${id}" can be bought at once`, position);
    items.set(id, sum);
    position += entry.length + 1;
  }
  return Array.from(items, ([id, quantity]) => ({id, quantity}));
}

function parseItem(entry: string, start: number): ItemChoice {
  const position = start + entry.length - entry.trimStart().length;
  const [token = '', count = '1', ...rest] = entry.trim().split(':');
  if (!token) throw new ItemError('The id of an item is missing', position);
  const afterColon = position + token.length + 1;
  if (rest.length || !/^[1-9]\d*$/.test(count)) {
    throw new ItemError(`After the colon stands how many, a whole number from 1; a colon within an id is written %3A`, afterColon);
  }
  if (+count > most) throw new ItemError(`At most ${most} of an item can be bought at once`, afterColon);
  return {id: parseId(token, position), quantity: +count};
}

function parseId(token: string, position: number): string {
  try {
    const id = token.startsWith('~') ? fromBase64url(token.slice(1)) : decodeURIComponent(token);
    // Refuses what no URL can carry: half of a surrogate pair, control characters.
    encodeURIComponent(id);
    // eslint-disable-next-line no-control-regex
    if (id.trim() && !/[\u0000-\u001f\u007f]/.test(id)) return id;
  } catch {
    // Told below.
  }
  throw new ItemError(`"${token}" is not a readable id; a per cent sign within an id is written %25, a leading ~ is written %7E`, position);
}

/** Prints what `parseItems` reads: `sku` for one, `sku:2` for more, percent-encoded where needed. */
export function printItems(items: readonly ItemChoice[]): string {
  return items.map(({id, quantity}) => encodeId(id) + (quantity === 1 ? '' : `:${quantity}`)).join(',');
}

/** One spelling for the same items: sorted, added up. */
export function canonicalItems(items: readonly ItemChoice[]): string {
  const sums = new Map<string, number>();
  for (const {id, quantity} of items) sums.set(id, (sums.get(id) ?? 0) + quantity);
  const sorted = Array.from(sums, ([id, quantity]) => ({id, quantity})).sort((a, b) => (a.id < b.id ? -1 : 1));
  return printItems(sorted);
}

/** The path of a UCP permalink: `sku:2,~5p2v:1`. Always with quantities; ids that are not plain are base64url after `~`. */
export function permalinkItems(items: readonly ItemChoice[]): string {
  return items.map(({id, quantity}) => `${/^[\w.-]+$/.test(id) ? id : `~${toBase64url(id)}`}:${quantity}`).join(',');
}

function encodeId(id: string): string {
  return encodeURIComponent(id).replace(/^~/, '%7E');
}

function toBase64url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const decoded = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  if (toBase64url(decoded) !== text) throw new Error('not canonical');
  return decoded;
}
