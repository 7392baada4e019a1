import type {ChosenOption} from '../catalogue/rows.ts';
import {groupBy} from './group-by.ts';
import {optionsKey} from './option-values.ts';
import type {ProductDraft, VariantDraft} from './product-draft.ts';
import {beginningOf} from './safe-text.ts';
import {MAX_ID_LENGTH, shortHash, slugOf} from './slug.ts';

export interface StoredVariant {
  readonly id: string;
  readonly product_id: string;
  readonly sku: string | null;
  readonly barcode?: string | null;
  readonly options: readonly ChosenOption[];
  readonly status: 'active' | 'archived';
}

/**
 * Which stored variants the file's variants are: the same SKU first, when it is one variant's on both sides; then the same choice. A
 * variant keeps its id, and with it its stock, its orders and the tags on people's pages, when only one of the two has changed.
 */
export function matchVariants(drafts: readonly VariantDraft[], stored: readonly StoredVariant[]): Map<VariantDraft, StoredVariant> {
  const matched = new Map<VariantDraft, StoredVariant>();
  const free = new Set(stored);
  const pair = (key: (variant: VariantDraft | StoredVariant) => string): void => {
    const candidates = singles([...free], key);
    for (const [value, draft] of singles(drafts.filter(one => !matched.has(one)), key)) {
      const match = candidates.get(value);
      if (!match) continue;
      matched.set(draft, match);
      free.delete(match);
    }
  };
  pair(({sku}) => sku ?? '');
  pair(({options}) => optionsKey(options));
  return matched;
}

/** What has a key of its own. */
function singles<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item> {
  const groups = groupBy(items, key);
  return new Map([...groups].flatMap(([value, group]) => (value !== '' && group.length === 1 && group[0] ? [[value, group[0]] as const] : [])));
}

/** Names that the whole file gives. */
export interface FileNames {
  readonly skus: ReadonlySet<string>;
  /** SKUs that more than one row claims: nobody's id. */
  readonly sharedSkus: ReadonlySet<string>;
  readonly handles: ReadonlySet<string>;
}

/**
 * Ids that a new variant may get, best first: its SKU, when no other variant of the file has it; else the product's handle, followed for
 * a product with choices by `--` and the values, as in `celadon-gaiwan--rice-white`; else that with eight hexadecimal digits that
 * depend on product and values. What another product's SKU or handle says is not taken from it, so no id depends on the order of the file.
 */
export function possibleIds(variant: VariantDraft, product: ProductDraft, names: FileNames): string[] {
  const values = variant.options.map(({label}) => slugOf(label));
  const suffix = suffixOf(variant.options);
  const named = product.handle + suffix;
  const certain = `${beginningOf(named, MAX_ID_LENGTH - 9)}-${shortHash(product.id, ...variant.options.map(({label}) => label))}`;
  const isNamed = values.every(value => value !== '') && named.length <= MAX_ID_LENGTH && slugCount(product, suffix) === 1;
  return [...skuIds(variant, suffix, names), ...(isNamed && !isSpokenFor(named, suffix, names) ? [named] : []), certain];
}

function suffixOf(options: readonly ChosenOption[]): string {
  return options.length ? `--${options.map(({label}) => slugOf(label)).join('-')}` : '';
}

function isSpokenFor(named: string, suffix: string, {skus, sharedSkus, handles}: FileNames): boolean {
  return (skus.has(named) && !sharedSkus.has(named)) || (suffix !== '' && handles.has(named));
}

function skuIds({sku, expanded}: VariantDraft, suffix: string, {sharedSkus}: FileNames): string[] {
  if (!sku || sharedSkus.has(sku)) return [];
  if (!expanded) return [sku];
  const id = sku + suffix;
  return id.length <= MAX_ID_LENGTH && !suffix.endsWith('-') ? [id] : [];
}

function slugCount(product: ProductDraft, suffix: string): number {
  return product.variants.filter(({options}) => suffixOf(options) === suffix).length;
}
