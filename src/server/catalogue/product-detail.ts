import type {Queryable} from '../database/database.ts';
import type {Filters} from './filters.ts';
import {inCategories, withinPrice} from './filters.ts';
import {resolveIds} from './lookup.ts';
import type {Selection} from './option-selection.ts';
import {fits, relax, signals} from './option-selection.ts';
import type {Showing} from './product-answer.ts';
import {featuredVariant, productAnswer, variantAnswer} from './product-answer.ts';
import type {Reading, SoldProduct} from './read-products.ts';
import {readSoldProducts} from './read-products.ts';
import type {VariantRow} from './rows.ts';

export interface ProductQuestion {
  readonly id: string;
  readonly selected: Selection;
  readonly preferences: readonly string[];
  readonly filters: Filters;
}

/** Most variants in one answer; the short list in `metadata` has them all. */
const MOST_VARIANTS = 100;

/** `get_product`: one product, its variants narrowed by what was chosen; undefined when it is not sold. */
export async function productDetail(
  db: Queryable, question: ProductQuestion, reading: Reading, showing: Showing,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [found] = await resolveIds(db, [question.id]);
  const [sold] = found ? await readSoldProducts(db, [found.productId], reading) : [];
  if (!found || !sold || !inCategories(sold, question.filters)) return undefined;
  const variants = withinPrice(sold.variants, question.filters, showing.now);
  const asked = variants.find(variant => variant.id === found.variantId);
  if (variants.length === 0 || (found.variantId !== undefined && !asked)) return undefined;
  const selection = effectiveSelection(variants, asked, question);
  const matching = variants.filter(variant => fits(variant, selection));
  const featured = asked ?? featuredVariant(matching);
  const shown = [...(featured ? [featured] : []), ...matching.filter(variant => variant !== featured)].slice(0, MOST_VARIANTS);
  return detailAnswer(sold, shown, selection, showing);
}

/** The variant that was asked for fixes everything; else what was chosen as far as it exists; else the featured variant. */
function effectiveSelection(variants: readonly VariantRow[], asked: VariantRow | undefined, question: ProductQuestion): Selection {
  if (asked) return asked.options;
  if (question.selected.length > 0) return relax(variants, question.selected, question.preferences);
  return featuredVariant(variants)?.options ?? [];
}

function detailAnswer(sold: SoldProduct, shown: readonly VariantRow[], selection: Selection, showing: Showing): Readonly<Record<string, unknown>> {
  const answer = productAnswer(sold, shown.map(variant => variantAnswer(variant, sold, showing)), showing);
  if (sold.product.options.length === 0) return answer;
  return {...answer, selected: selection, options: signals(sold.product.options, sold.variants, selection)};
}
