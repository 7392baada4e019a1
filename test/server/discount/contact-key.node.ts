import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {after, before, test} from 'node:test';
import {migrate} from '../../../src/server/database/migrate.ts';
import type {Shop} from '../http/shop.ts';
import {openShop, pattern, said} from '../http/shop.ts';
import {discount} from './discounted.ts';

interface Kept {
  readonly email_key: string | null;
  readonly phone_key: string | null;
}

const JANE = {email: 'jane@example.com', phone_number: '+85291234567'};
const plain = (text: string) => createHash('sha256').update(text).digest('base64url');

let shop: Shop;
before(async () => {
  shop = await openShop();
  await shop.product(pattern('pattern', {stock: null}));
});
after(() => shop.close());

async function pay(code: string, at: Shop = shop): Promise<Kept | undefined> {
  const {id} = (await at.create({pattern: 1}, {discounts: {codes: [code]}, buyer: JANE})).body;
  assert.equal((await at.complete(id)).body.status, 'completed');
  const [kept] = await at.database.query<Kept>('select email_key, phone_key from discount_uses where checkout_id = $1', [id]);
  return kept;
}

test('Whoever has the hashes of contacts cannot find out whose they are by hashing contacts', async () => {
  await discount(shop, {code: 'ONCE', amount: '10', usesPerContact: 1});
  const kept = await pay('ONCE');
  assert.match(kept?.email_key ?? '', /^[\w-]{43}$/);
  assert.notEqual(kept?.email_key, plain(`email:${JANE.email}`));
  assert.notEqual(kept?.phone_key, plain(`phone:${JANE.phone_number}`));
  const elsewhere = await openShop();
  await elsewhere.product(pattern('pattern', {stock: null}));
  await discount(elsewhere, {code: 'ONCE', amount: '10', usesPerContact: 1});
  assert.notEqual((await pay('ONCE', elsewhere))?.email_key, kept?.email_key, 'every shop has a secret of its own');
  await elsewhere.close();
});

test('Nothing of a contact is kept beside a use that nobody counts by contact', async () => {
  await discount(shop, {code: 'OFTEN', amount: '10', uses: 5});
  assert.deepEqual(await pay('OFTEN'), {email_key: null, phone_key: null});
});

test('Contacts of a database from before the secret are still known, and no hash stays as it was', async () => {
  const counted = await discount(shop, {code: 'OLD', amount: '10', usesPerContact: 1});
  const uncounted = await discount(shop, {code: 'FREELY', amount: '10'});
  await pay('OLD');
  await pay('FREELY');
  await shop.database.query('update discount_uses set email_key = $2, phone_key = $3 where discount_id = any($1::text[])', [
    [counted.id, uncounted.id], plain(`email:${JANE.email}`), plain(`phone:${JANE.phone_number}`)]);
  await shop.database.query(`delete from migrations where id = '0005-contact-keys'`);
  await migrate(shop.database);
  for (const buyer of [{email: JANE.email}, {phone_number: JANE.phone_number}]) {
    const {body} = await shop.create({pattern: 1}, {discounts: {codes: ['OLD']}, buyer: {email: 'other@example.com', ...buyer}});
    assert.deepEqual(said(body), ['discount_code_user_ineligible $.discounts.codes[0]']);
  }
  const left = await shop.database.query('select 1 from discount_uses where email_key = $1 or phone_key = $2', [plain(`email:${JANE.email}`), plain(`phone:${JANE.phone_number}`)]);
  assert.deepEqual(left, []);
  const kept = await shop.database.query<Kept>('select email_key, phone_key from discount_uses where discount_id = $1', [uncounted.id]);
  assert.deepEqual(kept, [{email_key: null, phone_key: null}]);
});
