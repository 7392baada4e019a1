import {MoneyError, currencyDecimals, parseAmount} from '../../commerce/money.ts';
import {saleEnd, saleStart, SaleDateError} from '../import/sale-date.ts';
import type {LocalText, MerchantConfig} from '../merchant-config.ts';
import {DiscountError} from './discount-request.ts';
import type {NewDiscount} from './discount-request.ts';
import type {DiscountRow} from './discount-row.ts';
import {codeKey} from './discount-row.ts';

/** What stands in the row of a discount that is about to be set. */
export type DiscountTerms = Omit<DiscountRow, 'id' | 'uses' | 'created_at' | 'ended_at'>;

/** Checks what the shop asks for. Throws `DiscountError` with a sentence that names the first thing wrong. */
export function readDiscount(asked: NewDiscount, shop: Pick<MerchantConfig, 'currency' | 'timeZone'>, now: Date): DiscountTerms {
  const code = asked.code === undefined ? null : readCode(asked.code);
  if (asked.percent !== undefined && asked.amount !== undefined) throw new DiscountError('A discount is either a percentage or an amount, not both.');
  if (asked.percent === undefined && asked.amount === undefined && !asked.delivery) throw new DiscountError('What is taken off? Give a percentage, an amount, or free delivery.');
  if (asked.upTo !== undefined && asked.percent === undefined) throw new DiscountError('Only a percentage has a limit to what it takes off.');
  const currency = readCurrency(asked.currency ?? shop.currency);
  const said = {percent: readPercent(asked.percent), amount: readMoney(asked.amount, currency), up_to: readMoney(asked.upTo, currency), minimum: readMoney(asked.minimum, currency)};
  const inMoney = said.amount !== null || said.up_to !== null || said.minimum !== null;
  return {
    code, code_key: code === null ? null : codeKey(code), title: readTitle(asked.title, code), ...said, currency: inMoney || asked.currency !== undefined ? currency : null,
    items: asked.items ?? null, delivery: asked.delivery ?? false, ...readTimes(asked, shop.timeZone, now),
    most_uses: asked.uses ?? null, uses_per_contact: asked.usesPerContact ?? null, combinable: !asked.alone,
  };
}

function readCode(text: string): string {
  const code = text.normalize('NFKC').trim();
  if (/^[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}$/u.test(code)) return code;
  throw new DiscountError(`A code has at most 64 letters, digits and . _ % + - after the first, and no spaces; "${text}" is none.`);
}

function readTitle(title: NewDiscount['title'], code: string | null): LocalText {
  const {en, 'zh-Hans': hans, 'zh-Hant': hant} = title ?? {};
  const fallback = en ?? code ?? hant ?? hans;
  if (fallback === undefined) throw new DiscountError('A discount without a code needs a title, such as "Summer sale".');
  return {en: fallback, ...(hans === undefined ? {} : {'zh-Hans': hans}), ...(hant === undefined ? {} : {'zh-Hant': hant})};
}

/** In hundredths of a percent. */
function readPercent(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [, whole = '', hundredths = ''] = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim()) ?? [];
  const percent = Number(whole) * 100 + Number(hundredths.padEnd(2, '0'));
  if (whole === '' || percent < 1 || percent > 10_000) throw new DiscountError(`A percentage is a number from 0.01 to 100, not "${text}".`);
  return percent;
}

function readCurrency(text: string): string {
  const code = text.trim().toUpperCase();
  try {
    currencyDecimals(code);
    return code;
  } catch (cause) {
    throw new DiscountError(`A currency is an ISO 4217 code such as HKD, not "${text}".`, {cause});
  }
}

function readMoney(text: string | undefined, currency: string): number | null {
  if (text === undefined) return null;
  try {
    const {amount} = parseAmount(text, currency);
    if (amount > 0) return amount;
  } catch (cause) {
    if (!(cause instanceof MoneyError)) throw cause;
  }
  throw new DiscountError(`An amount of ${currency} is written such as ${currencyDecimals(currency) === 0 ? '128' : '12.80'} and more than 0; "${text}" is none.`);
}

function readTimes({from, until}: NewDiscount, timeZone: string, now: Date): Pick<DiscountTerms, 'starts_at' | 'ends_at'> {
  const times = {starts_at: readTime(from, saleStart, timeZone), ends_at: readTime(until, saleEnd, timeZone)};
  if (times.ends_at && times.ends_at <= now) throw new DiscountError(`This discount would be over already: it ends with "${until}".`);
  if (times.starts_at && times.ends_at && times.starts_at >= times.ends_at) throw new DiscountError(`This discount would end ("${until}") before it starts ("${from}").`);
  return times;
}

function readTime(text: string | undefined, read: typeof saleStart, timeZone: string): Date | null {
  if (text === undefined) return null;
  try {
    return new Date(read(text, timeZone));
  } catch (cause) {
    if (!(cause instanceof SaleDateError)) throw cause;
    throw new DiscountError(`${cause.message}.`, {cause});
  }
}
