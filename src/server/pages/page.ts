import type {Context} from 'hono';
import {html, raw} from 'hono/html';
import type {ContentfulStatusCode} from 'hono/utils/http-status';
import type {Link, LineItem, Total} from '../../commerce/checkout.ts';
import type {Money} from '../../commerce/money.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {WordsLocale} from '../../words/locale.ts';
import {chooseLocale, matchLocale} from '../../words/locale.ts';
import {localText, preferredLocales} from '../http/locale.ts';
import type {Services} from '../services.ts';
import {embeddedScript} from './embedded-script.ts';
import type {Embedding, SessionData} from './embedding.ts';
import {colorScheme, embeddingOf, sessionBlock, sessionError, visitQuery} from './embedding.ts';
import {pageStyle} from './page-style.ts';
import type {PageWords} from './words.ts';
import {pageLanguages, pageWords} from './words.ts';

export type Html = ReturnType<typeof html>;

/** Who looks at a page, how they came, and in which language. */
export interface View {
  readonly c: Context;
  readonly services: Services;
  readonly locale: WordsLocale;
  readonly words: PageWords;
  /** Present when the page was opened through the Embedded Checkout Protocol. */
  readonly embedding?: Embedding;
  /** The page stands in a frame, where a wallet may refuse to. */
  readonly framed: boolean;
}

/** The language asked for in the address, else that of the checkout, else the reader's own, else the shop's. */
export function viewOf(c: Context, services: Services, own?: string): View {
  const accepted = preferredLocales(undefined, c.req.header('accept-language') ?? null);
  const locale = chooseLocale(c.req.query('lang'), own, ...accepted.filter(matchLocale), services.config.defaultLocale);
  const embedding = embeddingOf(c, services.config, services.origin);
  const framed = c.req.header('sec-fetch-dest') === 'iframe';
  return {c, services, locale, words: pageWords[locale], framed, ...(embedding ? {embedding} : {})};
}

/** Where a step of this visit leads: its language and its host stay with it. */
export function stepOf({c, embedding}: View, path: string, more: Readonly<Record<string, string | undefined>> = {}): string {
  return `${path}${visitQuery(c, embedding, more)}`;
}

export interface PageParts {
  readonly title: string;
  readonly body: Html;
  readonly status?: ContentfulStatusCode;
  readonly mode?: 'test' | 'live';
  /** Loads the page again after so many seconds, or goes to `to`. */
  readonly refresh?: {readonly seconds: number; readonly to?: string};
  /** The path where the page is read again; absent: where it was read. */
  readonly path?: string;
  /** What else its address says, for the same page in another language. */
  readonly query?: Readonly<Record<string, string>>;
  /** Origins beside our own that forms of this page post to. */
  readonly postsTo?: readonly string[];
  /** What the host is told, when there is one. */
  readonly session?: Pick<SessionData, 'checkout' | 'error'>;
}

/** A whole page under a policy that lets nothing in but our style sheet and the pictures of the goods. */
export function page(view: View, parts: PageParts): Response | Promise<Response> {
  const {c, services, locale, words, embedding} = view;
  const {home} = services.config;
  const {title, body, status = 200, mode = services.mode} = parts;
  const shop = localText(services.config.name, locale, services.config.defaultLocale);
  c.status(status);
  setHeaders(view, parts.postsTo ?? []);
  return c.html(html`<!doctype html>
${root(locale, colorScheme(c))}
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${shop}</title>
<link rel="stylesheet" href="${pageStyle.address}">
${again(view, parts)}
</head>
<body>
<header>${mode === 'test' ? html`<p class="mode">${words.noMoney}</p>` : ''}<div class="top"><p class="shop">${embedding || !home ? shop : html`<a href="${home}">${shop}</a>`}</p>${languages(view, parts)}</div></header>
<main class="frame">
${body}
</main>
${foot(view)}
</body>
</html>`);
}

/** Both values are words of ours. */
function root(locale: WordsLocale, scheme: ReturnType<typeof colorScheme>): ReturnType<typeof raw> {
  return raw(`<html lang="${locale}"${scheme === undefined ? '' : ` data-scheme="${scheme}"`}>`);
}

/**
 * How the page looks again by itself. Alone, the browser does it. With a host our script does, so that the conversation
 * goes on; without script the browser after all.
 */
function again(view: View, {refresh, path, session = {}}: PageParts): Html | '' {
  const {c, embedding} = view;
  const itself = path === undefined ? undefined : stepOf(view, path);
  const next = refresh?.to ?? itself;
  const text = refresh && `${refresh.seconds}${next === undefined ? '' : `;url=${next}`}`;
  if (!embedding) {
    if (text !== undefined) c.header('refresh', text);
    return '';
  }
  const fallback = text === undefined ? '' : html`<noscript><meta http-equiv="refresh" content="${text}"></noscript>`;
  const pace = refresh && html`<meta name="again" content="${refresh.seconds}" data-to="${refresh.to ?? ''}" data-itself="${itself ?? ''}">`;
  return html`${fallback}${pace ?? ''}${sessionBlock({...embedding, ...session, ours: UCP_VERSION})}
<script type="module" src="${embeddedScript.address}"></script>`;
}

function setHeaders({c, services, embedding}: View, postsTo: readonly string[]): void {
  const {frameAncestors} = services.config;
  const images = services.origin.startsWith('https:') ? 'https:' : 'https: http:';
  const script = embedding ? [`script-src 'self'`, `connect-src 'self'`, `require-trusted-types-for 'script'`, `trusted-types 'none'`] : [];
  c.header('content-security-policy', [
    `default-src 'none'`, `style-src 'self'`, `img-src 'self' ${images}`, ...script, `form-action ${[`'self'`, ...postsTo].join(' ')}`, `base-uri 'none'`,
    `frame-ancestors ${frameAncestors.length === 0 ? `'none'` : frameAncestors.map(url => new URL(url).origin).join(' ')}`].join('; '));
  if (frameAncestors.length === 0) c.header('x-frame-options', 'DENY');
  if (services.origin.startsWith('https:')) c.header('strict-transport-security', 'max-age=31536000');
  c.header('referrer-policy', 'same-origin');
  c.header('x-content-type-options', 'nosniff');
  c.header('cache-control', 'no-store');
}

function languages(view: View, {path = '', query}: Pick<PageParts, 'path' | 'query'>): Html {
  const {c, locale, words} = view;
  const choices = (Object.keys(pageLanguages) as WordsLocale[]).map(lang => {
    const current = lang === locale ? html`aria-current="true"` : '';
    const address = stepOf(view, path, {...query, lang, key: c.req.query('key')});
    return html`<li><a href="${address}" lang="${lang}" hreflang="${lang}" ${current}>${pageLanguages[lang]}</a></li>`;
  });
  return html`<nav class="languages" aria-label="${words.languages}"><ul>${choices}</ul></nav>`;
}

function foot(view: View): Html | '' {
  const list = policies(view);
  return list.length === 0 ? '' : html`<footer class="foot"><nav aria-label="${view.words.policies}"><ul>${list.map(link => html`<li>${link}</li>`)}</ul></nav></footer>`;
}

/** The shop's policies as links, in the reader's language; with a host they open beside the checkout, which goes on. */
export function policies(view: View, types?: readonly string[]): readonly Html[] {
  const {services, locale, words} = view;
  const {links, defaultLocale} = services.config;
  return links.filter(({type}) => types?.includes(type) ?? true).map(link => {
    const name = nameOf(words, link, link.title && localText(link.title, locale, defaultLocale));
    return html`<a href="${link.url}" ${beside(view)}>${name}</a>`;
  });
}

/** What makes a link open beside the checkout where a host shows it: nothing takes its place there. */
export const beside = ({embedding}: View): Html | '' => (embedding ? html`target="_blank" rel="noopener"` : '');

/** To the shop's own pages, or wherever else the buyer came from. */
export function wayBack(view: View, address = view.services.config.home): Html | '' {
  return address === undefined ? '' : html`<a class="button" href="${address}" ${beside(view)}>${view.words.toShop}</a>`;
}

/** After a purchase the shop is the next place, but not what is looked for first; a host has its own. */
export function onwards({services: {config: {home}}, words, embedding}: View): Html | '' {
  return embedding || !home ? '' : html`<a class="textual screen" href="${home}">${words.toShop}</a>`;
}

function nameOf(words: PageWords, {type}: Pick<Link, 'type'>, title: string | undefined): string {
  const known = ['privacy_policy', 'terms_of_service', 'refund_policy', 'shipping_policy', 'faq'] as const;
  const own = known.find(one => one === type);
  return title ?? (own ? words[own] : type.replaceAll('_', ' '));
}

export interface Bought {
  readonly line_items: readonly LineItem[];
  readonly totals: readonly Total[];
  readonly currency: string;
  /** The language that the goods are named in. */
  readonly language: string;
  /** It is an order already. */
  readonly done?: boolean;
  /** Delivery will be a part of the total, and has no price yet. */
  readonly deliveryLater?: boolean;
}

/** An amount of money in the reader's language; for what costs nothing, such as a delivery, the word for that. */
export function priceOf({locale, words}: View, money: Money): string {
  return money.amount === 0 ? words.free : formatMoney(money, locale);
}

/** What is bought and every total, the same before and after paying. */
export function bought(view: View, {line_items: lines, totals, currency, language, done, deliveryLater}: Bought): Html {
  const {locale, words} = view;
  const said = (amount: number): string => formatMoney({amount, currency}, locale);
  const charge = ({type, amount}: Pick<Total, 'type' | 'amount'>): string => (type === 'fulfillment' ? priceOf(view, {amount, currency}) : said(amount));
  // At full price, as the subtotal adds them up; what is taken off stands below it.
  const lineTotal = (line: LineItem): number => line.totals.find(total => total.type === 'subtotal' || total.type === 'total')?.amount ?? line.item.price * line.quantity;
  return html`<h2>${done ? words.youBought : words.youBuy}</h2>
    <ul class="lines" ${language === locale ? '' : html`lang="${language}"`}>${lines.map(line => html`<li>
      ${line.item.image_url ? html`<img src="${line.item.image_url}" alt="" width="56" height="56" loading="lazy">` : ''}
      <span class="title">${line.quantity > 1 ? html`${line.quantity} × ` : ''}${line.item.title}</span>
      <span class="price">${said(lineTotal(line))}</span>
      ${line.quantity > 1 ? html`<span class="each">${words.each(said(line.item.price))}</span>` : ''}
    </li>`)}</ul>
    <dl class="totals">${totals.map(total => {
      const name = total.type === 'total' ? 'total' : '';
      const later = deliveryLater && name !== '' ? html`<dt>${words.deliverTo}</dt><dd class="later">${words.deliveryLater}</dd>` : '';
      const label = total.type === 'subtotal' || total.type === 'total' ? words[total.type] : total.display_text ?? total.type;
      const parts = total.lines?.map(part => html`<dt class="part">${part.display_text}</dt><dd class="part">${said(part.amount)}</dd>`) ?? '';
      return html`${later}<dt class="${name}">${label}</dt><dd class="${name}">${charge(total)}</dd>${parts}`;
    })}</dl>`;
}

const SIGNS = {
  good: 'M5 13l5 5L19 7', bad: 'M6 6l12 12M18 6L6 18', wait: 'M12 6v6l4 3', plain: 'M6 12h12', go: 'M5 12h14M13 6l6 6-6 6', warn: 'M12 6v7M12 17.5v.5',
} as const;

/** How things stand: a sign, a heading, a sentence. */
export function standingSheet(tone: keyof typeof SIGNS, title: string, text: string, rest: Html | '' = ''): Html {
  return html`<section class="sheet ${tone}" role="status">
    <p class="sign" aria-hidden="true"><svg viewBox="0 0 24 24"><path d="${SIGNS[tone]}"/></svg></p>
    <h1 tabindex="-1">${title}</h1>
    <p class="quiet">${text}</p>
    ${rest}
  </section>`;
}

export function notFoundPage(view: View, status: 404 | 405 = 404): Response | Promise<Response> {
  const {words, services: {config: {home}}} = view;
  const session = {error: sessionError('not_found', words.unknownText, home)};
  return page(view, {status, title: words.unknown, session, body: html`<div class="sheets single">${standingSheet('plain', words.unknown, words.unknownText, wayBack(view))}</div>`});
}

/** An instant as the shop's clock shows it. */
export function shopTime({services, locale}: View, at: Date, style: 'date' | 'time'): Html {
  const {timeZone} = services.config;
  const format = new Intl.DateTimeFormat(locale, {timeZone, timeStyle: 'short', ...(style === 'date' ? {dateStyle: 'long'} : {})});
  return html`<time datetime="${at.toISOString()}">${format.format(at)}</time>`;
}
