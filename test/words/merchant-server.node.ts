import assert from 'node:assert/strict';
import {test} from 'node:test';
import {merchantServerWords} from '../../src/words/merchant-server.ts';
import {placesOf} from '../../src/words/sentence.ts';

test('What the merchant’s server says is complete in every language, with the same places', () => {
  const {en, ...others} = merchantServerWords;
  for (const [locale, table] of Object.entries(others)) {
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      assert.deepEqual(placesOf(table[key]), placesOf(en[key]), `${locale} ${key}`);
      assert.match(table[key], /\p{Script=Han}/u, `${locale} ${key}`);
    }
  }
});
