import type {VariantRow} from './rows.ts';

type PriceColumns = Pick<VariantRow, 'price' | 'list_price' | 'sale_price' | 'sale_starts' | 'sale_ends'>;

/** What a variant costs at `now`, in minor units; `list` is the price before a reduction, only when higher. */
export function currentPrice(variant: PriceColumns, now: Date): {readonly price: number; readonly list?: number} {
  const price = onSale(variant, now) ? variant.sale_price : variant.price;
  const list = Math.max(variant.list_price ?? 0, variant.price);
  return list > price ? {price, list} : {price};
}

function onSale(variant: PriceColumns, now: Date): variant is PriceColumns & {sale_price: number} {
  if (variant.sale_price === null) return false;
  return (variant.sale_starts === null || variant.sale_starts <= now) && (variant.sale_ends === null || now < variant.sale_ends);
}

/** The same rule in SQL, for a `variants` row named `v` and the instant in parameter `now`, such as `$2`. */
export function currentPriceSql(now: string): string {
  return `case when v.sale_price is not null and (v.sale_starts is null or v.sale_starts <= ${now}::timestamptz)
    and (v.sale_ends is null or ${now}::timestamptz < v.sale_ends) then v.sale_price else v.price end`;
}

/** How many of a variant can be bought now; `undefined` when there is no limit. */
export function sellable(variant: Pick<VariantRow, 'stock' | 'oversell' | 'status'>): number | undefined {
  if (variant.status !== 'active') return 0;
  return variant.stock === null || variant.oversell ? undefined : variant.stock;
}
