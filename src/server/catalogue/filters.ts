import {currentPrice} from './current-price.ts';
import type {SoldProduct} from './read-products.ts';
import type {VariantRow} from './rows.ts';

/** What narrows a list of products. Prices are minor units, both ends included. */
export interface Filters {
  readonly categories: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** ISO 4217, of the prices; absent: each variant's own. */
  readonly currency?: string;
}

export function hasFilters({categories, min, max}: Filters): boolean {
  return categories.length > 0 || min !== undefined || max !== undefined;
}

/** The variants within the price filter. */
export function withinPrice(variants: readonly VariantRow[], {min, max, currency}: Filters, now: Date): readonly VariantRow[] {
  return variants.filter(variant => {
    if (currency !== undefined && variant.currency !== currency) return false;
    const {price} = currentPrice(variant, now);
    return (min === undefined || price >= min) && (max === undefined || price <= max);
  });
}

export function inCategories({categories: own}: SoldProduct, {categories}: Filters): boolean {
  return categories.length === 0 || categories.some(category => own.includes(category.toLowerCase()));
}
