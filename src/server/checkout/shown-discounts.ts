import {capability} from '../../commerce/ucp.ts';
import type {StoredDiscount} from '../discount/price-discounts.ts';
import type {Agreed} from '../http/capabilities.ts';
import type {Answer} from '../http/envelope.ts';
import type {StoredRequest} from './checkout-row.ts';

/**
 * The `discounts` member of a cart or checkout, for a platform that speaks the extension, when there is anything to tell.
 * `secret`: the codes are left out, as whoever reads them could use them.
 */
export function shownDiscounts(agreed: Agreed, {discounts}: Pick<StoredRequest, 'discounts'>, stored: readonly StoredDiscount[], secret = false): Answer {
  const codes = discounts?.codes ?? [];
  if (!agreed.has(capability.discount) || (codes.length === 0 && stored.length === 0)) return {};
  const applied = stored.map(({id: _ours, code, ...told}) => ({...(code === undefined || secret ? {} : {code}), ...told}));
  return {discounts: {...(secret ? {} : {codes}), applied}};
}
