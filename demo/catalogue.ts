import {readFileSync} from 'node:fs';
import {parse} from 'csv-parse/sync';

export const locales = ['en', 'zh-Hant', 'zh-Hans'] as const;
export type Locale = (typeof locales)[number];
type Localized = Readonly<Record<Locale, string>>;

export interface Product {
  readonly handle: string;
  readonly type: Localized;
  readonly title: Localized;
  /** Our own HTML, from our own file. */
  readonly body: Localized;
  readonly picture: string;
  readonly alt: Localized;
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly sku: string;
  /** Such as "A5 / Oxblood"; empty when there is only one. */
  readonly title: Localized;
  /** Decimal string in the shop's currency, as the file has it. */
  readonly price: string;
  readonly listPrice: string;
  /** Infinite when nobody counts it. */
  readonly stock: number;
  readonly needsDelivery: boolean;
}

type Row = Readonly<Record<string, string>>;

/** The demo's shop, read from the same files that the server imports; the shop's pages are made from it. */
export function readCatalogue(folder: URL): readonly Product[] {
  const rows = Object.fromEntries(locales.map(locale => [locale, readRows(folder, locale)])) as Record<Locale, readonly Row[]>;
  const handles = [...new Set(rows.en.map(row => row['Handle'] ?? ''))];
  return handles.map(handle => product(handle, rows));
}

function readRows(folder: URL, locale: Locale): readonly Row[] {
  const name = locale === 'en' ? 'products.csv' : `products.${locale}.csv`;
  return parse<Row>(readFileSync(new URL(name, folder), 'utf8'), {columns: true});
}

function product(handle: string, rows: Record<Locale, readonly Row[]>): Product {
  const own = (locale: Locale) => rows[locale].filter(row => row['Handle'] === handle);
  const first = (column: string) => localized(locale => own(locale)[0]?.[column] ?? '');
  return {
    handle,
    type: first('Type'),
    title: first('Title'),
    body: first('Body (HTML)'),
    picture: own('en')[0]?.['Image Src'] ?? '',
    alt: first('Image Alt Text'),
    variants: own('en').map((row, index) => ({
      sku: row['Variant SKU'] ?? '',
      title: localized(locale => optionValues(own(locale)[index])),
      price: row['Variant Price'] ?? '',
      listPrice: row['Variant Compare At Price'] ?? '',
      stock: row['Variant Inventory Tracker'] ? Number(row['Variant Inventory Qty']) : Infinity,
      needsDelivery: row['Variant Requires Shipping'] === 'true',
    })),
  };
}

function optionValues(row: Row | undefined): string {
  const values = [row?.['Option1 Value'], row?.['Option2 Value'], row?.['Option3 Value']].filter(Boolean);
  return values.join() === 'Default Title' ? '' : values.join(' / ');
}

function localized(text: (locale: Locale) => string): Localized {
  return {en: text('en'), 'zh-Hant': text('zh-Hant'), 'zh-Hans': text('zh-Hans')};
}
