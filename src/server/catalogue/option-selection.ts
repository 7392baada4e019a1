import {isAvailable} from './product-answer.ts';
import type {ChosenOption, StoredOption, VariantRow} from './rows.ts';

/** What was chosen, at most one label per option name. */
export type Selection = readonly ChosenOption[];

/** Whether a variant carries everything that was chosen. */
export function fits(variant: VariantRow, selection: Selection): boolean {
  return selection.every(({name, label}) => variant.options.some(option => option.name === name && option.label === label));
}

/**
 * The part of a selection that some variant has: while nothing fits, the least preferred option is dropped, first those
 * that `preferences` do not name, then from the end of `preferences`.
 */
export function relax(variants: readonly VariantRow[], selection: Selection, preferences: readonly string[]): Selection {
  const rank = (option: ChosenOption) => {
    const at = preferences.indexOf(option.name);
    return at === -1 ? preferences.length : at;
  };
  const kept = [...selection].sort((a, b) => rank(a) - rank(b));
  while (kept.length > 0 && !variants.some(variant => fits(variant, kept))) kept.pop();
  return selection.filter(option => kept.includes(option));
}

export interface OptionSignals {
  readonly name: string;
  readonly values: readonly {readonly label: string; readonly available: boolean; readonly exists: boolean}[];
}

/** For every value of every option: would choosing it instead lead to a variant, and to one that can be bought? */
export function signals(options: readonly StoredOption[], variants: readonly VariantRow[], selection: Selection): readonly OptionSignals[] {
  return options.filter(option => option.values.length > 0).map(({name, values}) => {
    const others = selection.filter(chosen => chosen.name !== name);
    return {
      name,
      values: values.map(label => {
        const matching = variants.filter(variant => fits(variant, [...others, {name, label}]));
        return {label, available: matching.some(isAvailable), exists: matching.length > 0};
      }),
    };
  });
}
