import type {Cells} from './cells.ts';
import {listOf} from './cells.ts';

/** The product types of WooCommerce that a tag can sell, and how a row says it. */
export function wooKind(cells: Cells): 'simple' | 'variable' | 'variation' | 'other' {
  const kinds = kindsOf(cells);
  if (kinds.includes('variation')) return 'variation';
  if (kinds.includes('variable')) return 'variable';
  return kinds.includes('simple') || !kinds.some(kind => kind !== 'virtual' && kind !== 'downloadable') ? 'simple' : 'other';
}

export function kindsOf(cells: Cells): string[] {
  return listOf(cells.raw('kind').toLowerCase());
}
