import {toDecimal} from '../../commerce/money.ts';
import type {DiscountRow} from '../discount/discount-row.ts';
import {localText} from '../http/locale.ts';

/** Discounts for people, a line each. Times are the shop's clock. */
export function printDiscounts(rows: readonly DiscountRow[], timeZone: string, now: Date): string {
  return rows.length === 0 ? 'There are no discounts.\n' : rows.map(row => `${lineAbout(row, timeZone, now)}\n`).join('');
}

function lineAbout(row: DiscountRow, timeZone: string, now: Date): string {
  const title = localText(row.title, 'en', 'en');
  const parts = [takes(row), ...conditions(row), ...times(row, timeZone), usesOf(row), ...(isOver(row, now) ? ['over'] : [])];
  const named = row.code === null || row.code === title ? '' : ` “${title}”`;
  return `${row.code ?? `“${title}”, without a code`}${named}: ${parts.join(', ')} (${row.id})`;
}

function takes({percent, amount, up_to: upTo, currency, delivery}: DiscountRow): string {
  const goods = percent !== null ? `${percent / 100}% off` : amount !== null ? `${money(amount, currency)} off` : undefined;
  const limited = goods !== undefined && upTo !== null ? `${goods}, at most ${money(upTo, currency)}` : goods;
  return [limited, delivery ? 'free delivery' : undefined].filter(Boolean).join(' and ');
}

function conditions({minimum, currency, items, combinable, amount, up_to: upTo}: DiscountRow): readonly string[] {
  const onlyIn = currency !== null && minimum === null && amount === null && upTo === null;
  return [
    ...(minimum === null ? [] : [`from ${money(minimum, currency)}`]),
    ...(onlyIn ? [`in ${currency}`] : []),
    ...(items === null ? [] : [`for ${items.slice(0, 3).join(', ')}${items.length > 3 ? ` and ${items.length - 3} more` : ''}`]),
    ...(combinable ? [] : ['alone']),
  ];
}

function times({starts_at: from, ends_at: until}: DiscountRow, timeZone: string): readonly string[] {
  const said = (at: Date | string): string => new Intl.DateTimeFormat('sv-SE', {timeZone, dateStyle: 'short', timeStyle: 'short'}).format(new Date(at));
  const both = [...(from === null ? [] : [`starts ${said(from)}`]), ...(until === null ? [] : [`ends ${said(until)}`])];
  return both.length === 0 ? [] : [`${both.join(', ')} (${timeZone})`];
}

function usesOf({uses, most_uses: most, uses_per_contact: each}: DiscountRow): string {
  const all = most === null ? `used ${uses} ${uses === 1 ? 'time' : 'times'}` : `used ${uses} of ${most} times`;
  return each === null ? all : `${all}, ${each} for each buyer`;
}

function isOver({ended_at: ended, ends_at: ends}: DiscountRow, now: Date): boolean {
  return ended !== null || (ends !== null && new Date(ends) <= now);
}

function money(amount: number, currency: string | null): string {
  return currency === null ? String(amount) : `${currency} ${toDecimal({amount, currency})}`;
}
