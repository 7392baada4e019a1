import type {ChosenOption, StoredOption} from '../catalogue/rows.ts';
import {RowError} from './import-report.ts';
import {distinct} from './cells.ts';
import type {VariantDraft} from './product-draft.ts';

/** As many variants as Shopify allows for a product. */
export const MAX_VARIANTS = 2048;

/** The choices that variants offer together; `order` lists values that come first, by name. */
export function offeredOptions(variants: readonly Pick<VariantDraft, 'options'>[], order?: ReadonlyMap<string, readonly string[]>): StoredOption[] {
  const names = distinct(variants.flatMap(({options}) => options.map(({name}) => name)));
  return names.map(name => {
    const used = distinct(variants.flatMap(({options}) => options.filter(option => option.name === name).map(({label}) => label)));
    const known = (order?.get(name) ?? []).filter(value => used.includes(value));
    return {name, values: distinct([...known, ...used])};
  });
}

/** Such as `Blue / Large`; empty when there is no choice. */
export function titleOf(options: readonly ChosenOption[]): string {
  return options.map(({label}) => label).join(' / ');
}

/** The same for variants that a buyer could not tell apart. */
export function optionsKey(options: readonly ChosenOption[]): string {
  return JSON.stringify(options.map(({name, label}) => [name.toLowerCase(), label.toLowerCase()]));
}

/** Throws `RowError` when two variants cannot be told apart, or there are too many. */
export function checkVariants(variants: readonly VariantDraft[]): void {
  if (variants.length > MAX_VARIANTS) throw new RowError(variants[MAX_VARIANTS]?.line, `The product has more than ${MAX_VARIANTS} variants.`);
  const seen = new Map<string, number>();
  for (const {options, line, title} of variants) {
    const key = optionsKey(options);
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      const what = title ? `"${title}"` : 'without a choice to tell them apart';
      throw new RowError(line, `Two variants are ${what}: the other is on line ${earlier}.`);
    }
    seen.set(key, line);
  }
}
