import type {Total} from '../../commerce/checkout.ts';
import {capability} from '../../commerce/ucp.ts';
import {codeKey} from '../discount/discount-row.ts';
import type {StoredDiscount} from '../discount/price-discounts.ts';
import type {Agreed} from '../http/capabilities.ts';
import type {Answer} from '../http/envelope.ts';
import type {StoredRequest} from './checkout-row.ts';
import type {Wording} from './wording.ts';

/**
 * The `discounts` member of a cart or checkout, for a platform that speaks the extension, when there is anything to tell.
 */
export function shownDiscounts(agreed: Agreed, {discounts}: Pick<StoredRequest, 'discounts'>, stored: readonly StoredDiscount[]): Answer {
  const codes = discounts?.codes ?? [];
  if (!agreed.has(capability.discount) || (codes.length === 0 && stored.length === 0)) return {};
  return {discounts: {codes, applied: stored.map(({id: _ours, ...told}) => told)}};
}

/** The same without the codes, as whoever reads them could use them. A discount without a title of its own goes by its code. */
export function discountsWithoutCodes(agreed: Agreed, stored: readonly StoredDiscount[], words: Wording): Answer {
  if (!agreed.has(capability.discount) || stored.length === 0) return {};
  const applied = stored.map(({id: _ours, code, title, ...told}) => ({...told, title: isCode(title, code) ? words.say('discounts') : title}));
  return {discounts: {applied}};
}

/** Totals whose texts name no code. */
export function totalsWithoutCodes(totals: readonly Total[], stored: readonly StoredDiscount[], words: Wording): readonly Total[] {
  const secret = new Set(stored.flatMap(({title, code}) => (isCode(title, code) ? [title] : [])));
  const told = (text: string): string => (secret.has(text) ? words.say('discounts') : text);
  return totals.map(total => {
    if (total.type !== 'items_discount' && total.type !== 'discount') return total;
    const {display_text: text, lines, ...rest} = total;
    return {
      ...rest,
      ...(text === undefined ? {} : {display_text: told(text)}),
      ...(lines ? {lines: lines.map(line => ({...line, display_text: told(line.display_text)}))} : {}),
    };
  });
}

function isCode(title: string, code: string | undefined): boolean {
  return code !== undefined && codeKey(title) === codeKey(code);
}
