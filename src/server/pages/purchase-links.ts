import type {Context, Hono} from 'hono';
import {html} from 'hono/html';
import type {Message} from '../../commerce/checkout.ts';
import type {Reading} from '../catalogue/read-products.ts';
import {createCheckout} from '../checkout/create-checkout.ts';
import type {Desk} from '../checkout/desk.ts';
import type {CreateCheckoutBody} from '../http/request-schemas.ts';
import {preferredLocales, translationLocales} from '../http/locale.ts';
import {readBody, requestSchemas} from '../http/request-schemas.ts';
import {ownPageVisit} from '../http/visit.ts';
import type {Services} from '../services.ts';
import {embeddingOf, sessionError, visitQuery} from './embedding.ts';
import {selectItems, selectionPage} from './item-selection.ts';
import type {View} from './page.ts';
import {page, standingSheet, viewOf, wayBack} from './page.ts';
import type {Permalink} from './permalink.ts';
import {PermalinkError, readPermalink} from './permalink.ts';

/**
 * Links that begin a purchase: `/buy/<items>`, the UCP permalink, and `/cart/<id>`, the `continue_url` of a cart. Following one opens a checkout, which
 * reserves and charges nothing; asking with HEAD does not even do that.
 */
export function purchaseLinks(app: Hono, desk: Desk): void {
  app.use('/buy/*', onlyForReaders);
  app.use('/cart/*', onlyForReaders);
  app.get('/buy', c => followPermalink(c, desk, ''));
  app.get('/buy/:items', c => followPermalink(c, desk, new URL(c.req.url).pathname.slice('/buy/'.length)));
  app.get('/cart/:id', c => {
    const id = c.req.param('id');
    return /^\w{1,100}$/.test(id) ? open(c, desk, readBody(requestSchemas.createCheckout, {cart_id: id}), {rest: {}}) : badLink(viewOf(c, desk.services));
  });
}

const NO_CONTEXT = {address_country: undefined, address_region: undefined, postal_code: undefined, currency: undefined, eligibility: undefined};

/** Nothing is made for those who only look ahead: link previews, prefetching browsers. They ask again when a person presses. */
async function onlyForReaders(c: Context, next: () => Promise<void>): Promise<Response | undefined> {
  const headers = {'cache-control': 'no-store', 'referrer-policy': 'no-referrer'};
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  if (/prefetch|prerender/.test(c.req.header('sec-purpose') ?? c.req.header('purpose') ?? '')) return c.body(null, 503, headers);
  await next();
  return undefined;
}

async function followPermalink(c: Context, desk: Desk, items: string): Promise<Response> {
  const {services} = desk;
  try {
    const {request, ...link} = readPermalink(items, new URL(c.req.url).searchParams, services.origin);
    const language = request.context?.language ?? c.req.query('lang');
    const wanted = request.line_items.map(({item, quantity}) => ({id: item.id, quantity}));
    const selection = await selectItems(services.database, wanted, readingOf(c, services, language));
    if ('at' in selection) return await selectionPage(viewOf(c, services, language), wanted, selection);
    return await open(c, desk, {...request, line_items: selection.items.map(({id, quantity}) => ({id: undefined, item: {id}, quantity}))}, link);
  } catch (error) {
    if (!(error instanceof PermalinkError)) throw error;
    services.log.info('permalink.unreadable', {reason: error.message.slice(0, 200)});
    return badLink(viewOf(c, services));
  }
}

function readingOf(c: Context, {config: {defaultLocale}}: Services, language: string | undefined): Reading {
  return {locales: translationLocales(preferredLocales(language, c.req.header('accept-language') ?? null), defaultLocale), own: defaultLocale};
}

async function open(c: Context, desk: Desk, request: CreateCheckoutBody, {continueTo, rest}: Omit<Permalink, 'request'>): Promise<Response> {
  const {services} = desk;
  const lang = c.req.query('lang');
  const {context, ...wanted} = request;
  const language = context?.language ?? lang;
  const {body} = await createCheckout(desk, ownPageVisit(services, c.req.header('accept-language') ?? null), {...wanted, context: language === undefined ? context : {...NO_CONTEXT, ...context, language}});
  const id = body['id'];
  if (typeof id !== 'string') return notSold(viewOf(c, services, language), (body['messages'] as readonly Message[] | undefined) ?? [], continueTo);
  const embedding = embeddingOf(c, services.config, services.origin);
  // Of the referrer only the origin goes on, and only to a page that speaks with it.
  const query = visitQuery(c, embedding, {...rest, ...(embedding ? {} : {ec_origin: undefined})});
  return new Response(null, {
    status: 303, headers: {location: `${services.origin}/checkout/${id}${query}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer'},
  });
}

function badLink(view: View): Response | Promise<Response> {
  const {words} = view;
  const error = sessionError('invalid_request', words.badLinkText, view.services.config.home);
  const sheet = standingSheet('bad', words.badLink, words.badLinkText, wayBack(view));
  return page(view, {status: 400, title: words.badLink, session: {error}, body: html`<div class="sheets single">${sheet}</div>`});
}

function notSold(view: View, messages: readonly Message[], continueTo: string | undefined): Response | Promise<Response> {
  const {words} = view;
  const said = messages.map(({content}) => content).join(' ') || words.unknownText;
  const [first] = messages;
  const error = sessionError(first?.code ?? 'item_unavailable', said, view.services.config.home);
  return page(view, {
    status: 404, title: words.notSold, session: {error},
    body: html`<div class="sheets single">${standingSheet('plain', words.notSold, said, wayBack(view, continueTo))}</div>`,
  });
}
