import type {AppliedDiscount, Buyer, Message} from '../../commerce/checkout.ts';
import {formatMoney} from '../../commerce/money-format.ts';
import type {Wording} from '../checkout/wording.ts';
import type {Queryable} from '../database/database.ts';
import type {ShopLocale} from '../http/locale.ts';
import {isKnown} from './contact-key.ts';
import {readUsesOfContact} from './count-uses.ts';
import type {DiscountRow} from './discount-row.ts';
import {codeKey, readDiscounts} from './discount-row.ts';
import type {Hindrance, Judging} from './judge.ts';
import {hindranceOf} from './judge.ts';
import type {Reckoned, Sale} from './reckon.ts';
import {bestFor} from './reckon.ts';

/** A discount as it was taken off, with the row that it comes from. */
export interface StoredDiscount extends AppliedDiscount {
  readonly id: string;
}

/** Amounts are minor units. */
export interface PricedDiscounts {
  readonly applied: readonly StoredDiscount[];
  /** Off each line, in their order. */
  readonly lines: readonly number[];
  readonly reckoned: readonly Reckoned[];
  readonly messages: readonly Message[];
  /** A discount is counted by contact, and none was given yet. */
  readonly needsContact: boolean;
}

export interface DiscountPricing {
  readonly codes: readonly string[];
  readonly sale: Sale;
  readonly buyer: Buyer | undefined;
  readonly isDelivered: boolean;
  readonly now: Date;
  readonly timeZone: string;
  readonly words: Wording;
  /** Of the sentences. */
  readonly locale: ShopLocale;
}

/** What is taken off a sale at `now`, and what is to be said about the codes that were sent. */
export async function priceDiscounts(db: Queryable, pricing: DiscountPricing): Promise<PricedDiscounts> {
  const {codes, sale, buyer, now, isDelivered, words} = pricing;
  const rows = await readDiscounts(db, codes.map(codeKey), now);
  const judging: Judging = {sale, now, isKnown: isKnown(buyer), isDelivered, usesOfContact: await readUsesOfContact(db, rows, buyer)};
  const named = codes.map((code, at) => judgeCode(rows, codes, {code, at}, judging));
  const automatic = rows.filter(row => row.code === null && hindranceOf(row, judging) === undefined);
  const reckoned = bestFor([...automatic, ...named.flatMap(({usable}) => usable ?? [])], sale);
  return {
    reckoned,
    applied: reckoned.map((one, at) => appliedAs(one, at + 1, words)),
    lines: sale.lines.map((_line, at) => reckoned.reduce((sum, {lines}) => sum + (lines[at] ?? 0), 0)),
    messages: named.flatMap((one, at) => messageAbout(one, `$.discounts.codes[${at}]`, reckoned, pricing) ?? []),
    needsContact: needsContact(reckoned, buyer),
  };
}

function needsContact(reckoned: readonly Reckoned[], buyer: Buyer | undefined): boolean {
  return !isKnown(buyer) && reckoned.some(({discount}) => discount.uses_per_contact !== null);
}

/** A code that was sent: the discount that it can bring, or why it brings none. */
interface Judged {
  readonly code: string;
  readonly row?: DiscountRow;
  readonly usable?: DiscountRow;
  readonly why?: Hindrance | 'unknown' | 'again';
}

function judgeCode(rows: readonly DiscountRow[], codes: readonly string[], {code, at}: {code: string; at: number}, judging: Judging): Judged {
  const key = codeKey(code);
  const own = rows.filter(row => row.code_key === key);
  const row = own.find(one => one.ended_at === null) ?? own.at(-1);
  if (!row) return {code, why: 'unknown'};
  if (codes.slice(0, at).some(before => codeKey(before) === key)) return {code, row, why: 'again'};
  const why = hindranceOf(row, judging);
  return why === undefined ? {code, row, usable: row} : {code, row, why};
}

/** The published code of each reason. */
const REJECTED: Readonly<Record<NonNullable<Judged['why']>, string>> = {
  unknown: 'discount_code_invalid',
  early: 'discount_code_invalid',
  over: 'discount_code_expired',
  usedUp: 'discount_code_expired',
  again: 'discount_code_already_applied',
  usedByContact: 'discount_code_user_ineligible',
  otherCurrency: 'discount_code_user_ineligible',
  notForThese: 'discount_code_user_ineligible',
  tooLittle: 'discount_code_user_ineligible',
  nothingSent: 'discount_code_user_ineligible',
};

const SENTENCES = {
  unknown: 'codeUnknown', early: 'codeEarly', over: 'codeOver', usedUp: 'codeUsedUp', again: 'codeAgain', usedByContact: 'codeUsedByYou',
  otherCurrency: 'codeOtherCurrency', notForThese: 'codeNotForThese', tooLittle: 'codeTooLittle', nothingSent: 'codeTakesNothing',
} as const;

function messageAbout({code, row, usable, why}: Judged, path: string, reckoned: readonly Reckoned[], pricing: DiscountPricing): Message | undefined {
  const {words, sale} = pricing;
  if (why !== undefined) return words.warning(REJECTED[why], path, SENTENCES[why], {code, ...valuesOf(row, why, pricing)});
  if (!usable || reckoned.some(({discount}) => discount === usable)) return undefined;
  if (!usable.combinable || reckoned.some(({discount}) => !discount.combinable)) return words.warning('discount_code_combination_disallowed', path, 'codeNotCombined', {code});
  if (usable.delivery && sale.delivery === undefined) return words.info('discount_at_delivery', path, 'codeAtDelivery', {code});
  return words.warning('discount_code_user_ineligible', path, 'codeTakesNothing', {code});
}

function valuesOf(row: DiscountRow | undefined, why: Judged['why'], {locale, timeZone}: DiscountPricing): Readonly<Record<string, string>> {
  if (why === 'tooLittle' && row?.minimum && row.currency) return {minimum: formatMoney({amount: row.minimum, currency: row.currency}, locale)};
  if (why === 'otherCurrency' && row?.currency) return {currency: row.currency};
  if (why === 'early' && row?.starts_at) return {date: new Intl.DateTimeFormat(locale, {dateStyle: 'long', timeZone}).format(row.starts_at)};
  return {};
}

function appliedAs({discount, amount, lines, delivery}: Reckoned, priority: number, words: Wording): StoredDiscount {
  return {
    id: discount.id,
    ...(discount.code === null ? {automatic: true} : {code: discount.code}),
    title: words.text(discount.title),
    amount,
    ...(discount.percent === null && discount.amount === null ? {} : {method: discount.percent === null ? 'across' : 'each'}),
    priority,
    allocations: [
      ...lines.flatMap((part, at) => (part === 0 ? [] : [{path: `$.line_items[${at}]`, amount: part}])),
      ...(delivery === 0 ? [] : [{path: '$.totals.shipping', amount: delivery}]),
    ],
  };
}
