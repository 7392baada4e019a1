import type {Queryable} from '../database/database.ts';
import {TransportError} from '../http/transport-error.ts';
import {currentPriceSql} from './current-price.ts';
import type {Filters} from './filters.ts';
import {withinPrice} from './filters.ts';
import type {Showing} from './product-answer.ts';
import {featuredVariant, productAnswer, variantAnswer} from './product-answer.ts';
import type {Reading} from './read-products.ts';
import {readSoldProducts} from './read-products.ts';

export interface SearchQuestion {
  readonly query: string;
  readonly filters: Filters;
  readonly cursor?: string;
  readonly limit: number;
}

export const USUAL_PAGE = 10;
export const LARGEST_PAGE = 50;
const MOST_TERMS = 8;
const MOST_VARIANTS = 100;

export interface SearchPage {
  readonly products: readonly Readonly<Record<string, unknown>>[];
  readonly pagination: {readonly cursor?: string; readonly has_next_page: boolean; readonly total_count: number};
}

/** Where a page ended: how well its last product matched, and that product's place in the catalogue. */
interface Place {
  readonly rank: number;
  readonly position: number;
}

/**
 * `search_catalog`: every word of the query must occur somewhere in the product's texts, its translations or its SKUs, as
 * a part of a word too, which is what finds CJK text. Matches in the title come first, then the catalogue's own order.
 */
export async function search(db: Queryable, question: SearchQuestion, reading: Reading, showing: Showing): Promise<SearchPage> {
  const matches = await findMatches(db, question, showing);
  const from = question.cursor === undefined ? undefined : readCursor(question.cursor);
  const rest = from === undefined ? matches : matches.filter(match => comesAfter(match, from));
  const page = rest.slice(0, question.limit);
  const last = page.at(-1);
  const hasNext = rest.length > page.length;
  const sold = await readSoldProducts(db, page.map(match => match.id), reading);
  return {
    products: sold.map(one => {
      const fitting = withinPrice(one.variants, question.filters, showing.now);
      const featured = featuredVariant(fitting);
      const variants = [...(featured ? [featured] : []), ...fitting.filter(variant => variant !== featured)].slice(0, MOST_VARIANTS);
      return productAnswer(one, variants.map(variant => variantAnswer(variant, one, showing)), showing);
    }),
    pagination: {has_next_page: hasNext, total_count: matches.length, ...(hasNext && last ? {cursor: writeCursor(last)} : {})},
  };
}

const TEXT = `concat_ws(' ', p.title, p.description, p.vendor, p.product_type, p.tags::text,
  (select string_agg(concat_ws(' ', s.sku, s.barcode, s.title), ' ') from variants s where s.product_id = p.id and s.status = 'active'),
  (select string_agg(t.value::text, ' ') from translations t where t.entity_id = p.id and t.field in ('title', 'description', 'product_type', 'tags')))`;

const TITLES = `concat_ws(' ', p.title, (select string_agg(t.value::text, ' ') from translations t where t.entity_id = p.id and t.field = 'title'))`;

async function findMatches(db: Queryable, {query, filters}: SearchQuestion, {now}: Showing): Promise<readonly (Place & {readonly id: string})[]> {
  const terms = termsOf(query).map(likePattern);
  const price = currentPriceSql('$2');
  return db.query<Place & {id: string}>(
    `select id, rank, position from (
       select p.id, p.position, case when ${TITLES} ilike all($1::text[]) then 0 else 1 end as rank
       from products p
       where p.status = 'active' and ${TEXT} ilike all($1::text[])
         and exists (select 1 from variants v where v.product_id = p.id and v.status = 'active'
           and ($3::bigint is null or ${price} >= $3) and ($4::bigint is null or ${price} <= $4) and ($6::text is null or v.currency = $6))
         and (cardinality($5::text[]) = 0 or lower(p.product_type) = any($5::text[])
           or exists (select 1 from translations c where c.entity_id = p.id and c.field = 'product_type' and lower(c.value #>> '{}') = any($5::text[])))
     ) found order by rank, position`,
    [terms, now, filters.min ?? null, filters.max ?? null, filters.categories.map(category => category.toLowerCase()), filters.currency ?? null]);
}

function termsOf(query: string): readonly string[] {
  return query.normalize('NFKC').split(/\s+/u).filter(term => term !== '').slice(0, MOST_TERMS);
}

function likePattern(term: string): string {
  return `%${term.replaceAll(/[\\%_]/g, '\\$&')}%`;
}

function comesAfter(match: Place, place: Place): boolean {
  return match.rank > place.rank || (match.rank === place.rank && match.position > place.position);
}

function writeCursor({rank, position}: Place): string {
  return Buffer.from(JSON.stringify([rank, position])).toString('base64url');
}

function readCursor(cursor: string): Place {
  try {
    const [rank, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    if (Number.isSafeInteger(rank) && Number.isSafeInteger(position)) return {rank: rank as number, position: position as number};
  } catch {
    // Not one of ours: refused below.
  }
  throw new TransportError(400, 'invalid_request', '$.pagination.cursor: not a cursor of this catalogue');
}
