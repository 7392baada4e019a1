import type {ChosenOption, StoredMedia, StoredOption} from '../catalogue/rows.ts';
import type {Queryable} from '../database/database.ts';
import {json} from '../database/database.ts';
import {groupBy} from './group-by.ts';
import type {ProductDraft, VariantDraft} from './product-draft.ts';
import type {Storing} from './store-products.ts';
import {matchVariants} from './variant-ids.ts';
import type {StoredVariant} from './variant-ids.ts';

interface Translated extends StoredVariant {
  readonly title: string;
}

interface StoredTexts {
  readonly id: string;
  readonly options: readonly StoredOption[];
  readonly media: readonly StoredMedia[];
  readonly variants: readonly Translated[];
}

interface Text {
  readonly entity_id: string;
  readonly field: string;
  readonly value: unknown;
}

/**
 * Writes the texts of products in `locale` beside their own; prices, stock and everything else stay as they are. A product is found by
 * its id, else by the SKU of one of its variants; its variants by SKU, else by their place. Empty cells translate nothing.
 */
export async function storeTranslations(drafts: readonly ProductDraft[], locale: string, storing: Storing): Promise<number> {
  const {database, options, counts, problems} = storing;
  return database.transaction(async tx => {
    const stored = await findProducts(tx, drafts);
    const texts = drafts.flatMap(draft => {
      const product = stored.get(draft);
      return product ? textsOf(draft, product) : [];
    });
    const written = options.dryRun ? texts.length : await write(tx, texts, locale);
    return () => {
      for (const draft of drafts) report(draft, stored.has(draft));
      return written;
    };
  }).then(finish => finish());

  function report(draft: ProductDraft, found: boolean): void {
    counts.products[found ? 'updated' : 'failed']++;
    if (!found) problems.add('error', draft.line, draft.handle, 'There is no such product to translate: import it without --locale first.');
    for (const {level, line, message} of draft.remarks) problems.add(level, line, draft.handle, message);
  }
}

async function findProducts(tx: Queryable, drafts: readonly ProductDraft[]): Promise<Map<ProductDraft, StoredTexts>> {
  const skus = drafts.flatMap(({variants}) => variants.flatMap(({sku}) => sku ?? []));
  const products = await tx.query<Omit<StoredTexts, 'variants'>>(
    `select id, options, media from products where id = any($1::text[])
     or id in (select product_id from variants where sku = any($2::text[]))`,
    [drafts.map(({id}) => id), skus],
  );
  const rows = await tx.query<Translated>(
    'select id, product_id, sku, options, status, title from variants where product_id = any($1::text[]) order by position, id',
    [products.map(({id}) => id)],
  );
  const variants = groupBy(rows, ({product_id}) => product_id);
  const byId = new Map(products.map(product => [product.id, {...product, variants: variants.get(product.id) ?? []}]));
  const bySku = new Map(rows.map(({sku, product_id}) => [sku, product_id]));
  return new Map(drafts.flatMap(draft => {
    const sku = draft.variants.find(variant => variant.sku && bySku.has(variant.sku))?.sku;
    const found = byId.get(draft.id) ?? byId.get(bySku.get(sku ?? null) ?? '');
    return found ? [[draft, found] as const] : [];
  }));
}

function textsOf(draft: ProductDraft, product: StoredTexts): Text[] {
  const pairs = pairVariants(draft, product);
  const own: Record<string, unknown> = {
    title: draft.title,
    description: draft.description,
    product_type: draft.productType,
    tags: draft.tags,
    options: translatedOptions(draft, product, pairs),
    media: translatedMedia(draft.media, product.media),
  };
  const fields = Object.entries(own).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value));
  return [
    ...fields.map(([field, value]) => ({entity_id: product.id, field, value})),
    ...[...pairs].flatMap(([{options, title}, {id}]) => (options.length
      ? [{entity_id: id, field: 'title', value: title}, {entity_id: id, field: 'options', value: options}]
      : [])),
  ];
}

/** By SKU, then by choice; what is left on both sides belongs together when it is as many. */
function pairVariants(draft: ProductDraft, {variants}: StoredTexts): Map<VariantDraft, Translated> {
  const byId = new Map(variants.map(variant => [variant.id, variant]));
  const pairs = new Map<VariantDraft, Translated>();
  for (const [variant, {id}] of matchVariants(draft.variants, variants)) {
    const match = byId.get(id);
    if (match) pairs.set(variant, match);
  }
  const paired = new Set([...pairs.values()]);
  const left = draft.variants.filter(variant => !pairs.has(variant));
  const free = variants.filter(variant => variant.status === 'active' && !paired.has(variant));
  if (left.length === free.length) {
    left.forEach((variant, index) => {
      const match = free[index];
      if (match?.options.length === variant.options.length) pairs.set(variant, match);
    });
  }
  return pairs;
}

/** In the order of the original, so that the n-th value is the n-th there too. */
function translatedOptions(draft: ProductDraft, product: StoredTexts, pairs: ReadonlyMap<VariantDraft, Translated>): StoredOption[] {
  if (draft.options.length !== product.options.length) return [];
  return product.options.map(({name, values}, index) => ({
    name: draft.options[index]?.name ?? name,
    values: values.map(value => labelFor(value, index, pairs) ?? value),
  }));
}

function labelFor(value: string, index: number, pairs: ReadonlyMap<VariantDraft, {readonly options: readonly ChosenOption[]}>): string | undefined {
  const [translated] = [...pairs].find(([, {options}]) => options[index]?.label === value) ?? [];
  return translated?.options[index]?.label;
}

/** The original's pictures with what they show in the other language: the same address, else the same place. */
function translatedMedia(translated: readonly StoredMedia[] | undefined, own: readonly StoredMedia[]): StoredMedia[] {
  if (!translated?.some(({alt_text}) => alt_text)) return [];
  return own.map((picture, index) => {
    const match = translated.find(({url}) => url === picture.url) ?? translated[index];
    return match?.alt_text ? {...picture, alt_text: match.alt_text} : picture;
  });
}

async function write(tx: Queryable, texts: readonly Text[], locale: string): Promise<number> {
  await tx.query(
    `insert into translations (entity_id, locale, field, value)
     select entity_id, $2, field, value from jsonb_to_recordset($1::jsonb) as t(entity_id text, field text, value jsonb)
     on conflict (entity_id, locale, field) do update set value = excluded.value`,
    [json(texts), locale],
  );
  return texts.length;
}
