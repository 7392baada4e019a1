import {readFileSync} from 'node:fs';
import {permalinkItems} from '../src/commerce/item.ts';
import {formatMoney} from '../src/commerce/money-format.ts';
import {parseAmount} from '../src/commerce/money.ts';
import {benchOptions} from './bench-items.ts';
import {printedCode} from './printed-code.ts';
import {readCatalogue, type Locale, type Product, type Variant} from './catalogue.ts';

const here = new URL('./', import.meta.url);
export const catalogue: readonly Product[] = readCatalogue(new URL('shop/', here));

/** What the pages are made for: a merchant's server behind them, or any static host. */
export interface Target {
  readonly kind: 'server' | 'static';
  /** Of the pages and, with `server`, of the merchant; used in snippets to copy. */
  readonly origin: string;
}

export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
].join('; ');

/** Where simulated services on this machine may be asked, shown and led to: the playground plays every wallet. */
const thisMachine = 'http://localhost:* http://127.0.0.1:*';
export const playgroundPolicy = policy.replace("connect-src 'self'", `connect-src 'self' ${thisMachine}`).replace("img-src 'self'", `img-src 'self' ${thisMachine}`).replace("form-action 'self'", `form-action 'self' ${thisMachine}`);

/** One of `pages/*.html` with its blanks filled in. `base` leads from the page back to the root: empty, or `../`. */
export function page(name: string, target: Target, base = ''): string {
  const text = readFileSync(new URL(`pages/${name}.html`, here), 'utf8');
  return fill(text, {page: name, base, target}).replace(`href="${base}${name}.html" data-say="nav`, `href="${base}${name}.html" aria-current="page" data-say="nav`);
}

interface Blank {
  readonly page: string;
  readonly base: string;
  readonly target: Target;
}

function fill(text: string, at: Blank): string {
  return text.replaceAll(/\{\{([a-z-]+)(?: ([^}]+))?\}\}/g, (_, name: string, argument = '') => blank(name, String(argument), at));
}

function blank(name: string, argument: string, at: Blank): string {
  const isServer = at.target.kind === 'server';
  switch (name) {
    case 'head': return head(at);
    case 'base': return at.base;
    case 'dist': return `${at.base}dist`;
    case 'origin': return at.target.origin;
    case 'script': return isServer ? `${at.target.origin}/dist/hangtag.js` : 'dist/hangtag.js';
    case 'strip': return isServer ? 'strip.server' : 'strip.static';
    case 'strip-text': return isServer ? 'Everything works, and no money moves.' : 'These are static files: payments are played in the page, and no money moves.';
    case 'kind': return at.target.kind;
    case 'bench-items': return benchOptions();
    case 'code': return printedCode;
    case 'site-head':
    case 'site-foot': return fill(readFileSync(new URL(`pages/${name}.html`, here), 'utf8'), at);
    case 'pay': return payButton(argument, at.target, {base: at.base});
    case 'link': return link(argument.split(' ')[0] ?? '', at.target, 'en', at.base);
    case 'ad-pay': return payButton(argument.split(' ')[0] ?? '', at.target, {base: at.base, locale: argument.split(' ')[1] as Locale});
    case 'snippet-merchant': return isServer ? attributeCode('merchant', at.target.origin) : '';
    case 'snippet-offer': return isServer ? '' : `\n  ${attributeCode('price', '68.00')}${attributeCode('currency', 'HKD')}\n  ${attributeCode('label', 'Window Grille Patterns').trim()}`;
    default: throw new Error(`pages/${at.page}.html has an unknown blank: {{${name}}}`);
  }
}

function attributeCode(name: string, value: string): string {
  return `<span class="code-name">${name}</span>="${value}" `;
}

/** The lines that every page shares. A static host sends no headers, so there the page carries its own policy. */
export function head(at: {readonly base: string; readonly target: Target}): string {
  const lines = at.target.kind === 'server'
    ? [`<meta name="hangtag-merchant" content="${at.target.origin}">`]
    : [`<meta http-equiv="Content-Security-Policy" content="${policy}">`];
  lines.push(`<link rel="icon" type="image/svg+xml" href="${at.base}assets/icon.svg">`, '<meta name="color-scheme" content="light dark">');
  return lines.join('\n  ');
}

/** A live tag. On a static host the offer stands in its attributes, and the sandbox is simulated in the page; what is sold out has only its link there, as nobody could say so. */
export function payButton(sku: string, target: Target, options: {base?: string; locale?: Locale; quantity?: number} = {}): string {
  const {product, variant} = find(sku);
  if (target.kind === 'static' && variant.stock === 0) return link(sku, target, options.locale ?? 'en', options.base ?? '');
  const item = options.quantity ? `${sku}:${options.quantity}` : sku;
  const attributes = [`item="${item}"`];
  if (target.kind === 'static') {
    attributes.push(`price="${variant.price}"`, 'currency="HKD"', `label="${escape(name(product, variant, options.locale ?? 'en'))}"`, 'providers="sandbox"');
  }
  return `<pay-button ${attributes.join(' ')}>${link(sku, target, options.locale ?? 'en', options.base ?? '')}</pay-button>`;
}

/** What shows without script: an ordinary link to where the item can be bought. */
export function link(sku: string, target: Target, locale: Locale, base: string): string {
  const {product, variant} = find(sku);
  const item = escape(name(product, variant, locale));
  const details = `${base}${productPath(product, locale)}`;
  if (variant.stock === 0) return `<a href="${details}">${{en: 'See', 'zh-Hant': '細看', 'zh-Hans': '查看'}[locale]} ${item}</a>`;
  const href = target.kind === 'server' ? checkoutHref(sku, target) : details;
  return `<a href="${href}">${{en: 'Buy', 'zh-Hant': '購買', 'zh-Hans': '购买'}[locale]} ${item}, ${price(variant.price, locale)}</a>`;
}

export function checkoutHref(sku: string, target: Target): string {
  return `${target.origin}/buy/${permalinkItems([{id: sku, quantity: 1}])}`;
}

export function productPath(product: Product, locale: Locale): string {
  return `${locale === 'en' ? '' : `${locale}/`}products/${product.handle}.html`;
}

export function find(sku: string): {readonly product: Product; readonly variant: Variant} {
  for (const product of catalogue) {
    for (const variant of product.variants) if (variant.sku === sku) return {product, variant};
  }
  throw new Error(`No such item in the demo's catalogue: ${sku}`);
}

export function name(product: Product, variant: Variant, locale: Locale): string {
  const which = variant.title[locale];
  if (which === '') return product.title[locale];
  return locale === 'en' ? `${product.title.en} (${which})` : `${product.title[locale]}（${which}）`;
}

/** `1280` → `HK$1,280.00`. */
export function price(decimal: string, locale: Locale): string {
  return formatMoney(parseAmount(decimal, 'HKD'), locale);
}

export function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, sign => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[sign] ?? sign);
}
