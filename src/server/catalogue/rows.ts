/** A picture as it is stored: `url` is absolute, or relative to the server's origin. */
export interface StoredMedia {
  /** `image`, `video` or `model_3d`. */
  readonly type: string;
  readonly url: string;
  readonly alt_text?: string;
}

/** A choice that a product offers, such as `{name: 'Size', values: ['S', 'M']}`. */
export interface StoredOption {
  readonly name: string;
  readonly values: readonly string[];
}

/** What a variant is on one of its product's options. */
export interface ChosenOption {
  readonly name: string;
  readonly label: string;
}

/** A row of `products`. Texts are in the shop's default language; `translations` overlay columns by name. */
export interface ProductRow {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  /** Plain text. */
  readonly description: string;
  /** Already reduced to safe tags by the import. */
  readonly description_html: string | null;
  readonly vendor: string | null;
  readonly product_type: string | null;
  readonly url: string | null;
  readonly tags: readonly string[];
  readonly options: readonly StoredOption[];
  readonly media: readonly StoredMedia[];
  readonly status: 'active' | 'draft' | 'archived';
  readonly position: number;
}

/** A row of `variants`. Amounts are minor units of `currency`. */
export interface VariantRow {
  readonly id: string;
  readonly product_id: string;
  readonly position: number;
  readonly sku: string | null;
  readonly barcode: string | null;
  readonly title: string;
  readonly options: readonly ChosenOption[];
  readonly currency: string;
  readonly price: number;
  readonly list_price: number | null;
  readonly sale_price: number | null;
  readonly sale_starts: Date | null;
  readonly sale_ends: Date | null;
  /** What can still be sold; `null`: not counted. */
  readonly stock: number | null;
  readonly oversell: boolean;
  readonly requires_delivery: boolean;
  readonly media: readonly StoredMedia[];
  readonly status: 'active' | 'archived';
}

/**
 * A row of `translations`: `value` replaces the column `field` of the product or variant `entity_id` for readers of
 * `locale`, in the column's own shape (`options` and `tags` whole, in the order of the original).
 */
export interface TranslationRow {
  readonly entity_id: string;
  readonly locale: string;
  readonly field: string;
  readonly value: unknown;
}
