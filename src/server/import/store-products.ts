import type {Database, Queryable} from '../database/database.ts';
import {json, sqlState} from '../database/database.ts';
import type {Columns} from './columns.ts';
import {groupBy} from './group-by.ts';
import type {ImportOptions, Problems} from './import-report.ts';
import type {ProductDraft, VariantDraft} from './product-draft.ts';
import {beginningOf} from './safe-text.ts';
import {MAX_ID_LENGTH, shortHash} from './slug.ts';
import {upsertProducts, upsertVariants} from './upsert.ts';
import {lockVariants, setStock} from './set-stock.ts';
import type {FileNames, StoredVariant} from './variant-ids.ts';
import {matchVariants, possibleIds} from './variant-ids.ts';

/** Any number that nobody else uses: two imports into one shop take turns, batch by batch. */
const LOCK = 7_214_202_605;

export interface Storing {
  readonly database: Database;
  readonly columns: Columns;
  readonly options: ImportOptions;
  readonly names: FileNames;
  readonly problems: Problems;
  readonly counts: StoredCounts;
  /** Ids that this import has given out, with the product that has them. */
  readonly taken: Map<string, string>;
}

export interface StoredCounts {
  readonly products: Record<'created' | 'updated' | 'unchanged' | 'failed' | 'skipped', number>;
  readonly variants: Record<'created' | 'updated' | 'unchanged' | 'archived', number>;
}

interface Outcome {
  readonly products: Omit<StoredCounts['products'], 'failed' | 'skipped'>;
  readonly variants: StoredCounts['variants'];
  readonly ids: ReadonlyMap<string, string>;
  readonly remarks: readonly {readonly level: 'warning' | 'note'; readonly line: number; readonly product: string; readonly message: string}[];
}

/** Ends a transaction that must leave nothing behind. */
class DryRun extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('dry run');
    this.outcome = outcome;
  }
}

/** Writes whole products in one transaction; if the database refuses one of them, the others land without it. */
export async function storeProducts(drafts: readonly ProductDraft[], storing: Storing): Promise<void> {
  if (!drafts.length) return;
  try {
    count(await inTransaction(drafts, storing), drafts, storing);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [only, ...others] = drafts;
    if (only && !others.length) {
      storing.counts.products.failed++;
      storing.problems.add('error', only.line, only.handle, `The database does not take the product: ${(error as Error).message}.`);
      return;
    }
    for (const draft of drafts) await storeProducts([draft], storing);
  }
}

/** The statement was refused because of its data (classes 22 and 23); anything else is not about this product. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '');
}

async function inTransaction(drafts: readonly ProductDraft[], storing: Storing): Promise<Outcome> {
  try {
    return await storing.database.transaction(async tx => {
      await tx.query(`select pg_advisory_xact_lock(${LOCK})`, []);
      const outcome = await store(tx, drafts, storing);
      if (storing.options.dryRun) throw new DryRun(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.outcome;
    throw error;
  }
}

async function store(tx: Queryable, drafts: readonly ProductDraft[], storing: Storing): Promise<Outcome> {
  const stored = await readStored(tx, drafts.map(({id}) => id));
  const handles = await freeHandles(tx, drafts);
  const placed = await placeVariants(tx, drafts, stored, storing);
  const products = await upsertProducts(tx, drafts, handles, storing.columns);
  if (storing.options.stock === 'set') await lockVariants(tx, placed.filter(({existing}) => existing).map(({id}) => id));
  const changed = await upsertVariants(tx, placed, storing);
  const restocked = storing.options.stock === 'set' ? await setStock(tx, placed.filter(({existing}) => existing), storing.columns) : [];
  const archived = await archiveVanished(tx, drafts, placed.map(({id}) => id));
  const existing = placed.filter(one => one.existing);
  const updated = new Set([...changed, ...restocked]);
  return {
    products,
    variants: {
      created: placed.length - existing.length,
      updated: existing.filter(({id}) => updated.has(id)).length,
      unchanged: existing.filter(({id}) => !updated.has(id)).length,
      archived: archived.length,
    },
    ids: new Map(placed.map(({id, product}) => [id, product.id])),
    remarks: [...skuRemarks(placed), ...vanishedRemarks(drafts, archived)],
  };
}

async function readStored(tx: Queryable, ids: readonly string[]): Promise<Map<string, StoredVariant[]>> {
  const rows = await tx.query<StoredVariant>('select id, product_id, sku, barcode, options, status from variants where product_id = any($1::text[]) order by position, id', [ids]);
  return groupBy(rows, row => row.product_id);
}

/** A handle that another product has already is made unlike by digits that depend on the product's id. */
async function freeHandles(tx: Queryable, drafts: readonly ProductDraft[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{id: string; handle: string}>('select id, handle from products where handle = any($1::text[])', [drafts.map(({handle}) => handle)]);
  const owners = new Map(rows.map(({id, handle}) => [handle, id]));
  return new Map(drafts.map(({id, handle}) => {
    const owner = owners.get(handle) ?? id;
    owners.set(handle, owner);
    return [id, owner === id ? handle : `${beginningOf(handle, MAX_ID_LENGTH - 9)}-${shortHash(id)}`];
  }));
}

export interface PlacedVariant {
  readonly id: string;
  readonly position: number;
  readonly product: ProductDraft;
  readonly variant: VariantDraft;
  readonly existing: boolean;
  readonly stored?: StoredVariant;
}

async function placeVariants(tx: Queryable, drafts: readonly ProductDraft[], stored: ReadonlyMap<string, readonly StoredVariant[]>, storing: Storing): Promise<PlacedVariant[]> {
  const matches = new Map(drafts.flatMap(product => [...matchVariants(product.variants, stored.get(product.id) ?? [])]));
  const wanted = drafts.flatMap(product => product.variants
    .filter(variant => !matches.has(variant))
    .flatMap(variant => possibleIds(variant, product, storing.names)));
  const rows = await tx.query<{id: string; product_id: string}>('select id, product_id from variants where id = any($1::text[])', [wanted]);
  const taken = new Set([...rows.map(({id}) => id), ...wanted.filter(id => storing.taken.has(id))]);
  return drafts.flatMap(product => product.variants.map((variant, position) => {
    const match = matches.get(variant);
    if (match) return {id: match.id, position, product, variant, existing: true, stored: match};
    const ids = possibleIds(variant, product, storing.names);
    const id = ids.find(candidate => !taken.has(candidate)) ?? `${product.id}--${shortHash(product.id, JSON.stringify(variant.options), variant.sku ?? '')}`;
    taken.add(id);
    return {id, position, product, variant, existing: false};
  }));
}

/** What new variants are called whose SKU is not theirs alone; those of one product together. */
function skuRemarks(placed: readonly PlacedVariant[]): Outcome['remarks'] {
  const renamed = placed.filter(({id, existing, variant: {sku, expanded}}) => sku && !existing && !expanded && id !== sku);
  const groups = groupBy(renamed, ({product, variant}) => JSON.stringify([product.id, variant.sku]));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const {variant: {sku, line}, product: {handle}} = first;
    const message = others.length
      ? `The SKU "${sku}" is that of ${others.length + 1} variants: they are sold as ${named([first, ...others])}.`
      : `The SKU "${sku}" is that of another variant too: this one is sold as "${first.id}".`;
    return [{level: 'warning' as const, line, product: handle, message}];
  });
}

function named(variants: readonly {readonly id: string}[]): string {
  return `${variants.slice(0, 5).map(({id}) => `"${id}"`).join(', ')}${variants.length > 5 ? ' …' : ''}`;
}

/** A product's rows are all of its variants: those that are not among them any more are no longer sold. */
async function archiveVanished(tx: Queryable, drafts: readonly ProductDraft[], kept: readonly string[]): Promise<{id: string; product_id: string}[]> {
  return tx.query(
    `update variants set status = 'archived', updated_at = now() from jsonb_array_elements_text($1::jsonb) as p(id)
     where product_id = p.id and status = 'active' and not variants.id = any($2::text[]) returning variants.id, product_id`,
    [json(drafts.map(({id}) => id)), kept],
  );
}

function vanishedRemarks(drafts: readonly ProductDraft[], archived: readonly {id: string; product_id: string}[]): Outcome['remarks'] {
  const byProduct = groupBy(archived, ({product_id}) => product_id);
  return drafts.flatMap(({id, line, handle}) => {
    const gone = byProduct.get(id);
    return gone ? [{level: 'note' as const, line, product: handle, message: `No longer offered in the file and no longer sold: ${named(gone)}.`}] : [];
  });
}

function count(outcome: Outcome, drafts: readonly ProductDraft[], {counts, problems, taken}: Storing): void {
  for (const key of ['created', 'updated', 'unchanged'] as const) counts.products[key] += outcome.products[key];
  for (const key of ['created', 'updated', 'unchanged', 'archived'] as const) counts.variants[key] += outcome.variants[key];
  for (const [id, product] of outcome.ids) taken.set(id, product);
  for (const {level, line, product, message} of outcome.remarks) problems.add(level, line, product, message);
  for (const {handle, remarks} of drafts) for (const {level, line, message} of remarks) problems.add(level, line, handle, message);
}
