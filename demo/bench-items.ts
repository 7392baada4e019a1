import {locales, type Locale} from './catalogue.ts';
import {escape, find} from './render.ts';

type Words = Readonly<Record<Locale, string>>;

/** What the playground sells, one of each kind, and what is to be seen with it. */
const shown: readonly (readonly [item: string, why: Words])[] = [
  ['GRILLE-PDF', {en: 'download', 'zh-Hant': '下載', 'zh-Hans': '下载'}],
  ['TRAM-A6-GRN', {en: '4 variants', 'zh-Hant': '4 個款式', 'zh-Hans': '4 个款式'}],
  ['GAIWAN-CEL', {en: '3 glazes', 'zh-Hant': '3 種釉色', 'zh-Hans': '3 种釉色'}],
  ['TRAY-FISH', {en: 'on sale', 'zh-Hant': '減價中', 'zh-Hans': '减价中'}],
  ['CHEST-CAM', {en: '3 left', 'zh-Hant': '剩 3 件', 'zh-Hans': '剩 3 件'}],
  ['SHEARS-L', {en: 'sold out', 'zh-Hant': '已售罄', 'zh-Hans': '已售罄'}],
  ['KUKPO-100', {en: 'name in two scripts', 'zh-Hant': '名稱有兩種文字', 'zh-Hans': '名称有两种文字'}],
  ['CARD-FERRY', {en: 'HK$12.50', 'zh-Hant': 'HK$12.50', 'zh-Hans': 'HK$12.50'}],
  ['CARD-FERRY:3,LAISEE-VER:2', {en: 'several things', 'zh-Hant': '不止一件', 'zh-Hans': '不止一件'}],
];

const several: Words = {en: 'Three postcards, two packets', 'zh-Hant': '三張明信片、兩套利是封', 'zh-Hans': '三张明信片、两套红包'};

/** `<option>`s with the names in every language, in the order of `locales`, and the price in major units for pages without a server. */
export function benchOptions(): string {
  return shown.map(([item, why]) => {
    const names = locales.map(locale => `${nameOf(item, locale)} · ${why[locale]}`);
    return `<option value="${item}" data-price="${priceOf(item)}" data-names="${escape(JSON.stringify(names))}">${escape(names[0] ?? '')}</option>`;
  }).join('\n            ');
}

function nameOf(item: string, locale: Locale): string {
  return item.includes(',') ? several[locale] : find(item).product.title[locale];
}

function priceOf(item: string): string {
  const cents = item.split(',').reduce((sum, part) => {
    const [sku = '', quantity = '1'] = part.split(':');
    return sum + Math.round(Number(find(sku).variant.price) * 100) * Number(quantity);
  }, 0);
  return (cents / 100).toFixed(2);
}
