import type {Cells} from './cells.ts';
import {plainHeader} from './columns.ts';
import {RowError} from './import-report.ts';

/** Where Shopify's export of the inventory has its numbers: a row for each location with states of its stock, or a column for each location. */
export type InventoryColumns = {readonly states: ReadonlyMap<string, number>} | {readonly locations: readonly number[]};

const WHO = new Set(['handle', 'title', 'sku', 'barcode', 'hscode', 'coo', ...[1, 2, 3].flatMap(number => [`option${number}name`, `option${number}value`])]);
const STATES: ReadonlyMap<string, string> = new Map([
  ['onhand(new)', 'counted'], ['onhand(current)', 'on hand'], ['onhand', 'on hand'], ['available', 'available'], ['committed', 'committed'], ['unavailable', 'unavailable'],
]);

/** `undefined`: it is no such file. */
export function inventoryColumns(headers: readonly string[]): InventoryColumns | undefined {
  const plain = headers.map(header => plainHeader(header).replace(/\(noteditable\)$/, ''));
  const has = (name: string): boolean => plain.includes(name);
  if (!has('handle') || !has('sku') || has('price') || has('variantprice')) return undefined;
  if (has('location')) {
    const states = new Map(plain.flatMap((name, index) => (STATES.has(name) ? [[STATES.get(name) ?? '', index] as const] : [])));
    return ['counted', 'on hand', 'available'].some(state => states.has(state)) ? {states} : undefined;
  }
  const locations = plain.flatMap((name, index) => (name === '' || WHO.has(name) ? [] : [index]));
  return has('hscode') && has('coo') && locations.length ? {locations} : undefined;
}

/** What a row says can be sold; `undefined`: no location has it in stock. Throws `RowError`. */
export function availableIn(row: Cells, columns: InventoryColumns): number | undefined {
  if ('locations' in columns) {
    const numbers = columns.locations.map(index => numberIn(row, index)).filter(number => number !== undefined);
    return numbers.length ? numbers.reduce((sum, number) => sum + number, 0) : undefined;
  }
  const state = (name: string): number | undefined => numberIn(row, columns.states.get(name));
  const promised = (): number => (state('committed') ?? 0) + (state('unavailable') ?? 0);
  const counted = row.at(columns.states.get('counted'));
  const onHand = counted === '' ? state('on hand') : state('counted');
  const available = counted === '' ? state('available') : undefined;
  return available ?? (onHand === undefined ? undefined : onHand - promised());
}

function numberIn(row: Cells, index: number | undefined): number | undefined {
  const cell = row.at(index).normalize('NFKC');
  if (cell === '' || /^not\s*stocked$/i.test(cell)) return undefined;
  const number = Number(cell.replace(/(?<=\d),(?=\d{3}(?:,|\.|$))/g, ''));
  if (!Number.isSafeInteger(number)) throw new RowError(row.line, `The stock "${cell}" is not a whole number.`);
  return number;
}
