import {capability} from '../../commerce/ucp.ts';
import type {Message} from '../../commerce/checkout.ts';
import type {Reply} from '../checkout/desk.ts';
import {ok} from '../checkout/desk.ts';
import {errorAnswer, ucpMetadata, unrecoverable} from '../http/envelope.ts';
import {checkoutLocale, preferredLocales, say, translationLocales} from '../http/locale.ts';
import type {FiltersBody, LookupBody, ProductBody, SearchBody} from '../http/request-schemas.ts';
import {TransportError} from '../http/transport-error.ts';
import type {Visit} from '../http/visit.ts';
import type {Services} from '../services.ts';
import type {Filters} from './filters.ts';
import {hasFilters} from './filters.ts';
import {lookUp, MOST_IDS} from './lookup.ts';
import {productDetail} from './product-detail.ts';
import type {Reading} from './read-products.ts';
import {LARGEST_PAGE, search, USUAL_PAGE} from './search.ts';

/** `search_catalog`. Throws `TransportError` 400 when there is nothing to search by. */
export async function searchCatalogue(services: Services, visit: Visit, body: SearchBody): Promise<Reply> {
  const asked = await filtersOf(services, visit, body);
  const query = body.query?.trim() ?? '';
  if (query === '' && !hasFilters(filtersIn(body.filters))) {
    throw new TransportError(400, 'invalid_request', '$: a search needs a query or a filter');
  }
  const limit = Math.min(body.pagination?.limit ?? USUAL_PAGE, LARGEST_PAGE);
  const cursor = body.pagination?.cursor;
  const question = {query, filters: asked.filters, limit, ...(cursor === undefined ? {} : {cursor})};
  const page = await search(services.database, question, readingFor(services, visit, body), showing(services));
  return ok({ucp: ucpMetadata(capability.catalogSearch, visit.agreed), ...page, ...(asked.messages.length > 0 ? {messages: asked.messages} : {})});
}

/** `lookup_catalog`. Throws `TransportError` 400 `request_too_large` for too many ids. */
export async function lookUpCatalogue(services: Services, visit: Visit, body: LookupBody): Promise<Reply> {
  if (new Set(body.ids).size > MOST_IDS) throw new TransportError(400, 'request_too_large', `At most ${MOST_IDS} ids can be looked up at once.`);
  const asked = await filtersOf(services, visit, body);
  const {products, missing} = await lookUp(services.database, body.ids, asked.filters, readingFor(services, visit, body), showing(services));
  const messages = [...asked.messages, ...missing.map((id): Message => ({type: 'info', code: 'not_found', content: id}))];
  return ok({ucp: ucpMetadata(capability.catalogLookup, visit.agreed), products, ...(messages.length > 0 ? {messages} : {})});
}

/** `get_product`. Throws `TransportError` 400 when an option is selected twice. */
export async function showProduct(services: Services, visit: Visit, body: ProductBody): Promise<Reply> {
  const selected = body.selected ?? [];
  if (new Set(selected.map(option => option.name)).size < selected.length) {
    throw new TransportError(400, 'invalid_request', '$.selected: every option may be selected once');
  }
  const asked = await filtersOf(services, visit, body);
  const question = {id: body.id, selected, preferences: body.preferences ?? [], filters: asked.filters};
  const product = await productDetail(services.database, question, readingFor(services, visit, body), showing(services));
  if (!product) {
    const content = say(localeFor(services, visit, body), services.config.defaultLocale, 'productUnknown', {item: body.id});
    return ok(errorAnswer(capability.catalogLookup, visit.agreed, [unrecoverable('not_found', content)], services.config.home));
  }
  return ok({ucp: ucpMetadata(capability.catalogLookup, visit.agreed), product, ...(asked.messages.length > 0 ? {messages: asked.messages} : {})});
}

interface Asking {
  readonly context?: {readonly language?: string; readonly currency?: string} | null;
  readonly filters?: FiltersBody | null;
}

/** Prices are never converted: a price filter in a currency in which nothing is sold is left out, and that is said. */
async function filtersOf(services: Services, visit: Visit, body: Asking): Promise<{readonly filters: Filters; readonly messages: readonly Message[]}> {
  const filters = filtersIn(body.filters);
  const asked = body.context?.currency?.toUpperCase();
  if (asked === undefined || (filters.min === undefined && filters.max === undefined)) return {filters, messages: []};
  const sold = await services.database.query(`select 1 from variants where currency = $1 and status = 'active' limit 1`, [asked]);
  if (sold.length > 0) return {filters: {...filters, currency: asked}, messages: []};
  const {currency, defaultLocale} = services.config;
  const content = say(localeFor(services, visit, body), defaultLocale, 'priceFilterIgnored', {currency});
  return {filters: {categories: filters.categories}, messages: [{type: 'info', code: 'price_filter_ignored', path: '$.filters.price', content}]};
}

function filtersIn(body: FiltersBody | null | undefined): Filters {
  const {min, max} = body?.price ?? {};
  return {categories: body?.categories ?? [], ...(min == null ? {} : {min}), ...(max == null ? {} : {max})};
}

function readingFor({config}: Services, visit: Visit, body: Asking): Reading {
  const preferences = preferredLocales(body.context?.language, visit.acceptLanguage);
  return {locales: translationLocales(preferences, config.defaultLocale), own: config.defaultLocale};
}

function localeFor({config}: Services, visit: Visit, body: Asking): string {
  return checkoutLocale(preferredLocales(body.context?.language, visit.acceptLanguage), config.defaultLocale);
}

function showing({origin, clock}: Services): {readonly origin: string; readonly now: Date} {
  return {origin, now: clock()};
}
