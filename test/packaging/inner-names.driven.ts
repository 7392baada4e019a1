import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {innerNames} from './inner-names.ts';

const built = globSync(['dist/*.js', 'dist/chunks/*.js', 'dist/providers/*.js']).map((file) => readFileSync(file, 'utf8')).join('\n');
const occurs = (name: string): boolean => new RegExp(`(?<![\\w$])${name.replace('$', '\\$')}(?![\\w$])`).test(built);

/** What must be found in the files for plain pages, letter for letter. */
const contract = {
  'the tag': 'merchant item providers coupon campaign locale disabled price currency label checkoutHref maxQuantity language',
  'a provider': 'id surface handlers name csp available prepare start resume mount update frameHeight continues',
  'a payment': 'total display frame checkout signal present submit ask entrust done how window close why ending step code message url',
  'a merchant': 'mode reviews catalogue checkouts offer product create get complete cancel',
  'an offer': 'productId title variant variants imageUrl listPrice available stock needsDelivery amount',
  'an event': 'attempt order reason items provider',
  'an attempt': 'purchase state action submitted problem updatedAt version epoch tag checkoutId doubts visit',
  'the page': '$configuration $attempts $wallet tagNames setKey listen agentProfile',
  'the wire': 'line_items display_text permalink_url continue_url expected_total return_url payment_handlers expires_at needs_delivery handler_id instruments',
};

for (const [what, names] of Object.entries(contract)) {
  test(`The build writes the names of ${what} as everybody else does`, () => {
    assert.deepEqual(names.split(' ').filter((name) => !occurs(name) || innerNames.has(name)), []);
  });
}
