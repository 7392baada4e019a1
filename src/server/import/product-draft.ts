import type {ChosenOption, StoredMedia, StoredOption} from '../catalogue/rows.ts';
import type {ImportProblem} from './import-report.ts';

/** One product as the file has it, before it is compared with what is stored. `undefined`: the file has no such column. */
export interface ProductDraft {
  /** Primary key of `products`; the same for the same product in every file of its shop. */
  readonly id: string;
  readonly handle: string;
  /** Where the product begins in the file. */
  readonly line: number;
  readonly title: string;
  readonly description?: string;
  readonly vendor?: string;
  readonly productType?: string;
  readonly url?: string;
  readonly tags?: readonly string[];
  readonly options: readonly StoredOption[];
  readonly media?: readonly StoredMedia[];
  readonly status: 'active' | 'draft' | 'archived';
  readonly variants: readonly VariantDraft[];
  /** What is said about the product although it can land. */
  readonly remarks: readonly ImportProblem[];
}

export interface VariantDraft {
  readonly line: number;
  readonly sku?: string;
  readonly barcode?: string;
  /** What a spreadsheet has rounded, so that the file does not say it. */
  readonly lost?: ReadonlySet<'sku' | 'barcode'>;
  readonly title: string;
  readonly options: readonly ChosenOption[];
  /** Absent in a file of translations. */
  readonly offer?: VariantOffer;
  readonly media?: readonly StoredMedia[];
  /** One of several variants that a single row stands for; their SKU is not theirs alone. */
  readonly expanded?: boolean;
  /** Its stock is the product's, which other variants share. */
  readonly stockFromParent?: boolean;
}

/** Amounts in minor units. */
export interface VariantOffer {
  readonly price: number;
  readonly listPrice?: number;
  readonly salePrice?: number;
  /** UTC, ISO 8601. */
  readonly saleStarts?: string;
  /** UTC, ISO 8601; the first instant at which the sale is over. */
  readonly saleEnds?: string;
  /** `null`: not counted. */
  readonly stock: number | null;
  /** Stock is counted where the file comes from, but the file has no number. */
  readonly stockMissing?: boolean;
  readonly oversell: boolean;
  readonly requiresDelivery: boolean;
  readonly grams?: number;
}
