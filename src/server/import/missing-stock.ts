import type {ProductDraft} from './product-draft.ts';

/** Variants that are sold without a limit although stock is counted where the file comes from. */
export function withoutStock({status, variants}: ProductDraft): number {
  return status === 'active' ? variants.filter(({offer}) => offer?.stockMissing && !offer.oversell).length : 0;
}

export function missingStock(count: number): string {
  const counted = count === 1 ? '1 variant is' : `${count} variants are`;
  return `${counted} counted in the shop that wrote the file, but it has no number for ${count === 1 ? 'it' : 'them'} (Shopify leaves the numbers out `
    + `when a shop has several locations): what is new among them is sold without a limit. Import Shopify’s export of the inventory next, with --stock set.`;
}
