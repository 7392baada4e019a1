import type {ItemChoice} from './item-choice.ts';

/** The most of one thing that can be bought at once. */
export const most = 9999;

/** `id`: there is none. `count`: what follows the colon is no quantity. `spelling`: the id is not readable. `most`: too many of one thing. */
export type ItemFault = 'id' | 'count' | 'spelling' | 'most';

/** Why a list of items cannot be read: the message is the `ItemFault`, which `itemFault` puts into words; `position` is where, counted from 0. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
  readonly position: number;
  constructor(fault: ItemFault, position: number) {
    super(fault);
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
    const start = position + entry.search(/\S|$/);
    const {id, quantity} = parseItem(entry.trim(), start);
    const sum = (items.get(id) ?? 0) + quantity;
    if (sum > most) throw new ItemError('most', start);
    items.set(id, sum);
    position += entry.length + 1;
  }
  return choices(items);
}

function parseItem(entry: string, start: number): ItemChoice {
  const [token = '', count = '1', more] = entry.split(':');
  if (!token) throw new ItemError('id', start);
  if (more !== undefined || !/^[1-9]\d{0,3}$/.test(count)) throw new ItemError('count', start + token.length + 1);
  const id = parseId(token);
  // Control characters are no part of an id.
  // eslint-disable-next-line no-control-regex
  if (!id?.trim() || /[\u0000-\u001f\u007f]/.test(id)) throw new ItemError('spelling', start);
  return {id, quantity: +count};
}

function parseId(token: string): string | undefined {
  try {
    const id = decodeURIComponent(token.startsWith('~') ? percentEncoded(token.slice(1)) : token);
    // Refuses what no URL can carry: half of a surrogate pair.
    encodeURIComponent(id);
    return id;
  } catch {
    return undefined;
  }
}

/** The bytes of a base64url as a URL writes them. Throws when it is not in its one canonical spelling. */
function percentEncoded(base64url: string): string {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  const bytes = atob(base64);
  if (btoa(bytes).replaceAll('=', '') !== base64 || /[+/]/.test(base64url)) throw new Error('not canonical');
  return bytes.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** Prints what `parseItems` reads: `sku` for one, `sku:2` for more, percent-encoded where needed. */
export function printItems(items: readonly ItemChoice[]): string {
  return items.map(({id, quantity}) => encodeURIComponent(id).replace(/^~/, '%7E') + (quantity === 1 ? '' : `:${quantity}`)).join(',');
}

/** One spelling for the same items: sorted, added up. */
export function canonicalItems(items: readonly ItemChoice[]): string {
  const sums = new Map<string, number>();
  for (const {id, quantity} of items) sums.set(id, (sums.get(id) ?? 0) + quantity);
  return printItems(choices(sums).sort((a, b) => (a.id < b.id ? -1 : 1)));
}

const choices = (sums: ReadonlyMap<string, number>): ItemChoice[] => [...sums].map(([id, quantity]) => ({id, quantity}));
