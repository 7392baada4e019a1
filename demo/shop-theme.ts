import {locales, type Locale, type Product} from './catalogue.ts';
import {printedCode} from './printed-code.ts';
import {catalogue, escape, find, head, payButton, price, productPath, type Target} from './render.ts';

/** The pages of the shop, as its own theme would make them: an ordinary retailer's site that happens to use the tag. */
export function shopPages(target: Target): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const locale of locales) {
    pages.set(`${folder(locale)}shop.html`, frontPage(locale, target));
    for (const product of catalogue) pages.set(productPath(product, locale), productPage(product, locale, target));
  }
  return pages;
}

const words = {
  en: {
    shop: 'Half Catty', tagline: 'Paper, tea and small useful things', announce: 'Free delivery in Hong Kong from HK$500. Pick up in Sheung Wan or Sham Shui Po.', code: '10% off with the code',
    all: 'Everything in the shop', visit: 'Come by', rules: 'House rules', from: 'from', was: 'was', sold: 'Sold out', back: 'All goods', more: 'You may also like',
    intro: 'Half a catty is 302 grams: enough tea for a month, enough paper for a long letter. We keep a small shop of things that weigh about that much.',
    featured: 'On the counter this month', sheungWan: 'G/F, 9 Tai On Lane, Sheung Wan', sheungWanHours: 'Tuesday to Sunday, 11:00–19:00', shamShuiPo: 'Shop 3, 42 Wing Fat Lane, Sham Shui Po',
    shamShuiPoHours: 'Thursday to Sunday, 12:00–20:00', privacy: 'Privacy', terms: 'Terms of sale', refunds: 'Returns and refunds', languages: 'Language', skip: 'Skip to the goods', journal: 'Journal', news: 'From the shop', wrap: 'We wrap it for you', wrapText: 'Every parcel leaves in brown paper and red string. If a line should go with it, write it to us and we copy it out by hand.',
  },
  'zh-Hant': {
    shop: '半斤舖', tagline: '紙、茶、合用的小物', announce: '香港境內滿 HK$500 免運費，或到上環、深水埗店自取。', code: '優惠碼九折：',
    all: '全部貨品', visit: '歡迎到店', rules: '店規', from: '由', was: '原價', sold: '已售罄', back: '全部貨品', more: '還有這些',
    intro: '半斤是 302 克：夠喝一個月的茶，夠寫一封長信的紙。小店賣的，大約都是這個份量的東西。',
    featured: '本月櫃面', sheungWan: '上環大安里 9 號地下', sheungWanHours: '星期二至日 11:00–19:00', shamShuiPo: '深水埗永發里 42 號 3 號舖',
    shamShuiPoHours: '星期四至日 12:00–20:00', privacy: '私隱', terms: '買賣條款', refunds: '退貨及退款', languages: '語言', skip: '跳到貨品', journal: '店誌', news: '小店消息', wrap: '替你包好', wrapText: '每件貨都用牛皮紙和紅繩包好。想附一句話，寫給我們，我們替你抄上。',
  },
  'zh-Hans': {
    shop: '半斤铺', tagline: '纸、茶、好用的小物', announce: '香港境内满 HK$500 免运费，或到上环、深水埗店自取。', code: '优惠码九折：',
    all: '全部商品', visit: '欢迎到店', rules: '店规', from: '', was: '原价', sold: '已售罄', back: '全部商品', more: '还有这些',
    intro: '半斤是 302 克：够喝一个月的茶，够写一封长信的纸。小店卖的，大约都是这个分量的东西。',
    featured: '本月柜面', sheungWan: '上环大安里 9 号地下', sheungWanHours: '周二至周日 11:00–19:00', shamShuiPo: '深水埗永发里 42 号 3 号铺',
    shamShuiPoHours: '周四至周日 12:00–20:00', privacy: '隐私', terms: '买卖条款', refunds: '退货及退款', languages: '语言', skip: '跳到商品', journal: '店志', news: '小店消息', wrap: '替你包好', wrapText: '每件商品都用牛皮纸和红绳包好。想附一句话，写给我们，我们替你抄上。',
  },
} as const;

function frontPage(locale: Locale, target: Target): string {
  const say = words[locale];
  const base = locale === 'en' ? '' : '../';
  const {product: featured} = find('TRAM-A5-GRN');
  const body = `
<main>
<section class="welcome"><div class="wrap"><h1>${say.tagline}</h1><p>${say.intro}</p></div></section>
<div class="goods wrap" id="goods">
  <h2>${say.all}</h2>
  <ul class="grid">${catalogue.map(product => card(product, locale, target, base)).join('')}
    <li class="wrapping"><svg viewBox="0 0 120 80" aria-hidden="true"><path class="paper" d="M14 22h92v48H14z"/><path class="string" d="M60 22v48M14 44h92M60 22C52 4 36 8 42 16C46 22 56 22 60 22C64 22 74 22 78 16C84 8 68 4 60 22M60 22L48 34M60 22L72 34"/></svg><h3>${say.wrap}</h3><p>${say.wrapText}</p></li>
  </ul>
  <section class="featured" aria-labelledby="featured">
    <h2 id="featured">${say.featured}</h2>
    ${detail(featured, 'TRAM-A5-GRN', locale, target, base, 'h3')}
  </section>
</div>
</main>`;
  return layout({title: `${say.shop}: ${say.tagline}`, locale, base, path: 'shop.html', body, data: itemList(locale, target), script: 'loader', target});
}

function productPage(product: Product, locale: Locale, target: Target): string {
  const say = words[locale];
  const base = locale === 'en' ? '../' : '../../';
  const first = product.variants.find(variant => variant.stock > 0) ?? product.variants[0];
  const others = [1, 4, 9].map(step => catalogue[(catalogue.indexOf(product) + step) % catalogue.length]).filter(other => other !== undefined);
  const body = `
<main class="goods wrap" id="goods">
  <p class="trail"><a href="../shop.html">${say.back}</a></p>
  ${detail(product, first?.sku ?? '', locale, target, base, 'h1')}
  <section class="more"><h2>${say.more}</h2><ul class="grid">${others.map(other => card(other, locale, target, base)).join('')}</ul></section>
</main>`;
  const title = `${escape(product.title[locale])} · ${say.shop}`;
  return layout({title, locale, base, path: `products/${product.handle}.html`, body, data: productData(product, locale, target), script: 'hangtag', target});
}

function card(product: Product, locale: Locale, target: Target, base: string): string {
  const variant = product.variants.find(each => each.stock > 0) ?? product.variants[0];
  const href = `${base}${productPath(product, locale)}`;
  return `
    <li class="card">
      <a class="picture" href="${href}" tabindex="-1" aria-hidden="true"><img src="${base}${product.picture.slice(1)}" width="480" height="480" alt=""></a>
      <p class="kind">${product.type[locale]}</p>
      <h3><a href="${href}">${escape(product.title[locale])}</a></h3>
      <p class="price">${priceLine(product, locale)}</p>
      ${payButton(variant?.sku ?? '', target, {base, locale})}
    </li>`;
}

function detail(product: Product, sku: string, locale: Locale, target: Target, base: string, heading: 'h1' | 'h3'): string {
  return `<article class="detail">
      <img src="${base}${product.picture.slice(1)}" width="480" height="480" alt="${escape(product.alt[locale])}">
      <div>
        <p class="kind">${product.type[locale]}</p>
        <${heading}>${escape(product.title[locale])}</${heading}>
        <p class="price">${priceLine(product, locale)}</p>
        ${product.body[locale]}
        ${payButton(sku, target, {base, locale})}
      </div>
    </article>`;
}

function priceLine(product: Product, locale: Locale): string {
  const say = words[locale];
  const cheapest = product.variants.reduce((low, each) => (Number(each.price) < Number(low.price) ? each : low));
  const same = product.variants.every(each => each.price === cheapest.price);
  if (product.variants.every(each => each.stock === 0)) return `<span>${price(cheapest.price, locale)}</span> <span class="note">${say.sold}</span>`;
  if (cheapest.listPrice) return `<span>${price(cheapest.price, locale)}</span> <s><span class="unseen">${say.was} </span>${price(cheapest.listPrice, locale)}</s>`;
  if (same) return `<span>${price(cheapest.price, locale)}</span>`;
  return locale === 'zh-Hans' ? `<span>${price(cheapest.price, locale)} 起</span>` : `<span>${say.from} ${price(cheapest.price, locale)}${locale === 'zh-Hant' ? ' 起' : ''}</span>`;
}

function itemList(locale: Locale, target: Target): unknown {
  return {
    '@context': 'https://schema.org',
    '@type': 'ItemList',
    itemListElement: catalogue.map((product, index) => ({'@type': 'ListItem', position: index + 1, item: productData(product, locale, target, false)})),
  };
}

function productData(product: Product, locale: Locale, target: Target, withContext = true): Record<string, unknown> {
  return {
    ...(withContext ? {'@context': 'https://schema.org'} : {}),
    '@type': 'Product',
    name: product.title[locale],
    description: product.body[locale].replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ').trim(),
    image: `${target.origin}${product.picture}`,
    url: `${target.origin}/${productPath(product, locale)}`,
    brand: {'@type': 'Brand', name: words[locale].shop},
    offers: product.variants.map(variant => ({
      '@type': 'Offer',
      sku: variant.sku,
      ...(variant.title[locale] ? {name: variant.title[locale]} : {}),
      price: variant.price,
      priceCurrency: 'HKD',
      availability: variant.stock > 0 ? 'https://schema.org/InStock' : 'https://schema.org/OutOfStock',
    })),
  };
}

interface Layout {
  readonly title: string;
  readonly locale: Locale;
  readonly base: string;
  readonly path: string;
  readonly body: string;
  readonly data: unknown;
  readonly script: 'hangtag' | 'loader';
  readonly target: Target;
}

function layout({title, locale, base, path, body, data, script, target}: Layout): string {
  const say = words[locale];
  const root = base === '' ? '' : base;
  const own = `${root}${folder(locale)}`;
  return `<!doctype html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  ${head({base, target}).replace('assets/icon.svg', 'assets/shop-icon.svg')}
  <link rel="stylesheet" href="${base}assets/shop.css">
  <script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
  <script type="module" src="${base}dist/${script}.js"></script>
</head>
<body>
<a class="skip" href="#goods">${say.skip}</a>
<aside class="announce" aria-label="${say.news}">${say.announce}${codeLine(locale, target)}</aside>
<header class="wrap">
  <a class="sign" href="${own}shop.html">${sign(locale)}</a>
  <nav aria-label="${say.languages}">${locales.map(each => languageLink(each, locale, root, path)).join('')}</nav>
</header>
${body}
<footer><div class="wrap">
  <section><h2>${say.visit}</h2>
    <address><strong>${say.sheungWan}</strong><span>${say.sheungWanHours}</span></address>
    <address><strong>${say.shamShuiPo}</strong><span>${say.shamShuiPoHours}</span></address>
  </section>
  <section><h2>${say.rules}</h2><ul>
    <li><a href="${root}house-rules.html#privacy">${say.privacy}</a></li><li><a href="${root}house-rules.html#terms">${say.terms}</a></li><li><a href="${root}house-rules.html#refunds">${say.refunds}</a></li><li><a href="${root}blog.html">${say.journal}</a></li>
  </ul></section>
</div></footer>
</body>
</html>
`;
}

/** Where no server reckons, a code would be an empty promise. */
function codeLine(locale: Locale, target: Target): string {
  return target.kind === 'server' ? ` <span class="code-line">${words[locale].code} <b translate="no">${printedCode}</b></span>` : '';
}

function sign(locale: Locale): string {
  const weight = '<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="14.500" fill="none" stroke="currentColor" stroke-width="2"/><path fill="currentColor" d="M16 1.500a14.500 14.500 0 0 0 0 29z"/></svg>';
  const chinese = locale === 'zh-Hans' ? '半斤铺' : '半斤舖';
  return locale === 'en' ? `${weight}<span>Half Catty</span> <span lang="zh-Hant">${chinese}</span>` : `${weight}<span>${chinese}</span> <span lang="en">Half Catty</span>`;
}

function languageLink(to: Locale, current: Locale, root: string, path: string): string {
  const label = {en: 'English', 'zh-Hant': '繁體', 'zh-Hans': '简体'}[to];
  const mark = to === current ? ' aria-current="true"' : '';
  return `<a href="${root}${folder(to)}${path}" lang="${to}" hreflang="${to}"${mark}>${label}</a>`;
}

function folder(locale: Locale): string {
  return locale === 'en' ? '' : `${locale}/`;
}
