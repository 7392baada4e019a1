import assert from 'node:assert/strict';
import type {DiscountRow} from '../../../src/server/discount/discount-row.ts';
import type {NewDiscount} from '../../../src/server/discount/discount-request.ts';
import {addDiscount} from '../../../src/server/discount/set-discounts.ts';
import {audit} from '../../../src/server/money/audit.ts';
import type {Body} from '../http/answers.ts';
import {faults, schemasMissing} from '../http/published-schemas.ts';
import type {Shop} from '../http/shop.ts';

/** Sets a discount in a shop of Hong Kong. */
export async function discount(shop: Pick<Shop, 'database' | 'clock'>, asked: NewDiscount): Promise<DiscountRow> {
  return addDiscount(shop.database, {currency: 'HKD', timeZone: 'Asia/Hong_Kong'}, asked, shop.clock());
}

/**
 * Checks what the protocol says of every discounted cart or checkout: the published schema of the extension, and sums that
 * are exact.
 */
export function assertAddsUp(body: Body, kind: 'cart' | 'checkout' = 'checkout'): void {
  if (!schemasMissing) assert.deepEqual(faults(`shopping/discount.json#/$defs/dev.ucp.shopping.${kind}`, body), []);
  const amountOf = (totals: readonly {type: string; amount: number}[], type: string): number => totals.filter(one => one.type === type).reduce((sum, one) => sum + one.amount, 0);
  const rest = body.totals.filter(one => one.type !== 'total');
  assert.equal(rest.reduce((sum, one) => sum + one.amount, 0), amountOf(body.totals, 'total'));
  for (const {amount, lines} of body.totals) if (lines) assert.equal(lines.reduce((sum, one) => sum + one.amount, 0), amount);
  for (const {totals} of body.line_items) assert.equal(amountOf(totals, 'subtotal') + amountOf(totals, 'items_discount'), amountOf(totals, 'total'));
  assert.equal(amountOf(body.totals, 'items_discount'), body.line_items.reduce((sum, line) => sum + amountOf(line.totals, 'items_discount'), 0));
  const applied = body.discounts?.applied ?? [];
  for (const {amount, allocations = []} of applied) assert.equal(allocations.reduce((sum, one) => sum + one.amount, 0), amount);
  const parts = applied.flatMap(one => one.allocations ?? []);
  for (const [at, line] of body.line_items.entries()) {
    assert.equal(parts.filter(({path}) => path === `$.line_items[${at}]`).reduce((sum, one) => sum - one.amount, 0), amountOf(line.totals, 'items_discount'));
  }
  assert.equal(parts.filter(({path}) => path === '$.totals.shipping').reduce((sum, one) => sum - one.amount, 0), amountOf(body.totals, 'discount'));
}

/** Nothing in the books speaks against the shop. */
export async function assertBooks(shop: Shop): Promise<void> {
  const {violations} = await audit(shop.database, {sandboxBooks: () => shop.wallet.wallet.journal.books, now: shop.clock()});
  assert.deepEqual(violations, []);
}
