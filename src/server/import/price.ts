import {MoneyError, currencyDecimals, parseAmount} from '../../commerce/money.ts';

/** Signs that shops write, and the currencies they may mean. `$` and `¥` fit several. */
const SIGNS: Readonly<Record<string, readonly string[]>> = {
  $: ['HKD', 'USD', 'TWD', 'SGD', 'AUD', 'CAD', 'NZD', 'MOP', 'MXN', 'BND', 'FJD', 'JMD', 'TTD', 'CLP', 'COP', 'ARS'],
  HK$: ['HKD'], US$: ['USD'], NT$: ['TWD'], S$: ['SGD'], A$: ['AUD'], AU$: ['AUD'], CA$: ['CAD'], C$: ['CAD'], NZ$: ['NZD'], MOP$: ['MOP'],
  '¥': ['CNY', 'JPY'], '￥': ['CNY', 'JPY'], 元: ['CNY', 'TWD', 'HKD'], 円: ['JPY'], RMB: ['CNY'],
  '€': ['EUR'], '£': ['GBP'], '₩': ['KRW'], '₹': ['INR'], '฿': ['THB'], '₫': ['VND'], '₱': ['PHP'], RM: ['MYR'],
};

/** A price that cannot be read; the message is a sentence without its subject, such as `"abc" is not an amount`. */
export class PriceError extends Error {
  override readonly name = 'PriceError';
}

/**
 * Reads a price as shops export it, into minor units: `1234.5`, `1,234.50`, `1.234,50`, `12,50`, `1 234`, `HK$12.00`, `12.00 HKD`.
 * Where a point or comma could be either, as in `1,234` of a currency with three decimals or `1.234` of one with two, it is refused
 * rather than guessed; so is a sign or code of another currency. Throws `PriceError`.
 */
export function readPrice(cell: string, currency: string): number {
  const text = cell.normalize('NFKC').trim();
  const [, before = '', digits = '', after = ''] = /^([^\d.,+-]*)([+-]?[\d.,' \u2019]*\d[.,]?)\s*([^\d]*)$/u.exec(text) ?? [];
  if (!digits) throw new PriceError(`"${cell.trim()}" is not an amount`);
  for (const mark of [before.trim(), after.trim()]) if (mark) checkMark(mark, cell, currency);
  try {
    const {amount} = parseAmount(plainDecimal(digits.trim(), cell, currency), currency);
    if (amount < 0) throw new PriceError(`"${cell.trim()}" is less than nothing`);
    return amount;
  } catch (error) {
    if (error instanceof MoneyError) throw new PriceError(`"${cell.trim()}" cannot be read as an amount of ${currency}: ${error.message}`);
    throw error;
  }
}

function checkMark(mark: string, cell: string, currency: string): void {
  const upper = mark.toUpperCase();
  if (upper === currency) return;
  const meant = SIGNS[upper] ?? SIGNS[mark];
  if (meant?.includes(currency)) return;
  if (meant || /^[A-Z]{3}$/.test(upper)) throw new PriceError(`"${cell.trim()}" is not in ${currency}`);
  throw new PriceError(`"${cell.trim()}" is not an amount`);
}

/** Digits with at most one point. */
function plainDecimal(digits: string, cell: string, currency: string): string {
  const text = digits.replace(/(?<=\d)[' \u2019](?=\d{3})/g, '');
  const separators = text.replace(/[^.,]/g, '');
  if (separators === '') return text;
  const last = separators.at(-1) ?? '';
  const kinds = new Set(separators).size;
  if (kinds === 2) return grouped(text, last, cell);
  if (separators.length > 1) return grouped(text, '', cell);
  return single(text, last, cell, currency);
}

/** Every separator but `point` parts groups of three. */
function grouped(text: string, point: string, cell: string): string {
  const [whole = '', fraction] = point ? text.split(point) : [text];
  const isGrouped = /^[+-]?\d{1,3}(?:[.,]\d{3})+$/.test(whole);
  const once = !point || text.split(point).length === 2;
  if (!isGrouped || !once) throw new PriceError(`"${cell.trim()}" has its points and commas in unusual places`);
  return whole.replace(/[.,]/g, '') + (fraction === undefined ? '' : `.${fraction}`);
}

/** One point or comma: a decimal separator, unless three digits follow it. */
function single(text: string, mark: string, cell: string, currency: string): string {
  const [whole = '', fraction = ''] = text.split(mark);
  if (fraction.length !== 3) return `${whole || '0'}${fraction ? `.${fraction}` : ''}`;
  const decimals = currencyDecimals(currency);
  if (mark === ',' && decimals < 3 && /^[+-]?[1-9]\d{0,2}$/.test(whole)) return whole + fraction;
  if (mark === '.' && decimals === 3) return text;
  throw new PriceError(`"${cell.trim()}" could be ${whole}${fraction} or ${whole || 0}.${fraction}: write it with ${decimals || 'no'} decimals`);
}
