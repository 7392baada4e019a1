import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import type {DiscountRow} from '../../../src/server/discount/discount-row.ts';
import type {Body} from '../http/answers.ts';
import type {Shop} from '../http/shop.ts';
import {openShop, pattern, said, totalsOf} from '../http/shop.ts';
import {assertBooks, discount} from './discounted.ts';

const sessions = '/ucp/checkout-sessions';
/** The embedded database does one thing after the other; a Postgres does them at once, for two servers. */
const MANY = process.env['DATABASE_URL'] ? 60 : 16;

let shop: Shop;
let other: Shop;
before(async () => {
  shop = await openShop();
  other = await openShop({beside: shop});
  await shop.product(pattern('pattern', {stock: null}));
});
after(async () => {
  await other.close();
  await shop.close();
});

async function open(code: string, more: object = {}, at: Shop = shop): Promise<Body> {
  return (await at.create({pattern: 1}, {discounts: {codes: [code]}, ...more})).body;
}

async function usesOf({id}: DiscountRow): Promise<readonly [counted: number | undefined, states: string]> {
  const [row] = await shop.database.query<{uses: number}>('select uses from discounts where id = $1', [id]);
  const states = await shop.database.query<{state: string; n: number}>('select state, count(*) as n from discount_uses where discount_id = $1 group by state order by state', [id]);
  return [row?.uses, states.map(({state, n}) => `${n} ${state}`).join(', ')];
}

const tradeOf = async (id: string): Promise<string> =>
  (await shop.database.query<{trade_no: string}>('select trade_no from payments where checkout_id = $1 order by created_at desc', [id]))[0]?.trade_no ?? '';

test('Looking counts nothing; paying counts once, however often it is asked for', async () => {
  const row = await discount(shop, {code: 'COUNTED', percent: '10', uses: 5});
  const {id} = await open('COUNTED');
  await open('COUNTED');
  assert.deepEqual(await usesOf(row), [0, '']);
  await Promise.all(Array.from({length: 8}, (_, at) => (at % 2 ? shop : other).complete(id)));
  assert.equal((await shop.call('GET', `${sessions}/${id}`)).body.status, 'completed');
  assert.deepEqual(await usesOf(row), [1, '1 used']);
  await assertBooks(shop);
});

test('Of few uses many want, exactly those that are there are sold, by two servers at once; others see the full price and are not charged', async () => {
  const row = await discount(shop, {code: 'FEW', percent: '50', uses: 3});
  const made = await Promise.all(Array.from({length: MANY}, (_, at) => open('FEW', {}, at % 2 ? shop : other)));
  for (const body of made) assert.equal(totalsOf(body)['total'], 3400);
  const ends = await Promise.all(made.map(({id}, at) => (at % 2 ? shop : other).complete(id, 'approve', {'dev.hangtag': {expected_total: {amount: 3400, currency: 'HKD'}}})));
  assert.equal(ends.filter(({body}) => body.status === 'completed').length, 3);
  for (const {body} of ends) {
    if (body.status === 'completed') continue;
    assert.deepEqual([said(body), totalsOf(body)['total'], body.status], [
      ['discount_code_expired $.discounts.codes[0]', 'total_changed $.totals'], 6800, 'ready_for_complete']);
  }
  assert.deepEqual(await usesOf(row), [3, '3 used']);
  await assertBooks(shop);
});

test('A use is reserved while a payment is open, and given back when it ends without money', async () => {
  const row = await discount(shop, {code: 'ONCE', percent: '50', uses: 1});
  const first = await open('ONCE');
  const second = await open('ONCE');
  assert.equal((await shop.complete(first.id, 'redirect')).body.status, 'requires_escalation');
  assert.deepEqual(await usesOf(row), [1, '1 reserved']);
  assert.deepEqual(said(await open('ONCE')), ['discount_code_expired $.discounts.codes[0]']);
  assert.ok(said((await shop.complete(second.id)).body).includes('total_changed $.totals'));
  shop.wallet.wallet.decide(await tradeOf(first.id), 'decline', 'never');
  shop.wait(2000);
  assert.equal((await shop.call('GET', `${sessions}/${first.id}`)).body.status, 'ready_for_complete');
  assert.deepEqual(await usesOf(row), [0, '1 released']);
  assert.equal((await shop.complete(first.id)).body.status, 'completed');
  assert.deepEqual(await usesOf(row), [1, '1 released, 1 used']);
  await assertBooks(shop);
});

test('Cancelling gives a use back; so does the time to pay', async () => {
  const row = await discount(shop, {code: 'LEFT', percent: '50', uses: 2});
  const [cancelled, left] = [await open('LEFT'), await open('LEFT')];
  await shop.complete(cancelled.id, 'redirect');
  await shop.complete(left.id, 'redirect');
  assert.deepEqual(await usesOf(row), [2, '2 reserved']);
  await shop.call('POST', `${sessions}/${cancelled.id}/cancel`);
  assert.deepEqual(await usesOf(row), [1, '1 released, 1 reserved']);
  shop.wait(3 * 3600_000);
  await shop.server.runDueWork();
  assert.deepEqual(await usesOf(row), [0, '2 released']);
  await assertBooks(shop);
});

test('One buyer uses it as often as the shop says, known by email or phone in any spelling', async () => {
  const row = await discount(shop, {code: 'WELCOME', amount: '10', usesPerContact: 1});
  const jane = {buyer: {email: 'jane@example.com', phone_number: '+852 9123 4567'}};
  const {id} = await open('WELCOME', jane);
  assert.equal((await shop.complete(id)).body.status, 'completed');
  for (const buyer of [{email: 'Jane@Example.COM '}, {email: 'other@example.com', phone_number: '+85291234567'}]) {
    const body = await open('WELCOME', {buyer});
    assert.deepEqual([said(body), totalsOf(body)['total']], [['discount_code_user_ineligible $.discounts.codes[0]'], 6800]);
  }
  const stranger = await open('WELCOME', {buyer: {email: 'sam@example.com'}});
  assert.deepEqual([said(stranger), totalsOf(stranger)['total']], [[], 5800]);
  assert.deepEqual(await usesOf(row), [1, '1 used']);
  const kept = await shop.database.query(`select 1 from discount_uses where email_key like '%@%' or phone_key like '%91234567%'`, []);
  assert.equal(kept.length, 0, 'contacts are kept as hashes only');
});

test('Two checkouts of one buyer at the same moment do not use it twice', async () => {
  const row = await discount(shop, {code: 'HASTY', amount: '10', usesPerContact: 1});
  const buyer = {email: 'hasty@example.com'};
  const made = await Promise.all(Array.from({length: 6}, () => open('HASTY', {buyer})));
  const ends = await Promise.all(made.map(({id}, at) => (at % 2 ? shop : other).complete(id)));
  assert.equal(ends.filter(({body}) => body.status === 'completed').length, 1);
  assert.deepEqual(await usesOf(row), [1, '1 used']);
});

test('A code that counts by buyer asks for a contact, and what applies by itself waits for one', async () => {
  const own = await openShop();
  await own.product(pattern());
  await discount(own, {code: 'WHO', amount: '10', usesPerContact: 1});
  const body = (await own.create({pattern: 1}, {discounts: {codes: ['WHO']}})).body;
  assert.deepEqual([said(body), body.status, totalsOf(body)['total']], [['missing $.buyer.email'], 'incomplete', 5800]);
  await discount(own, {title: {en: 'First order'}, amount: '20', usesPerContact: 1});
  const quiet = (await own.create({pattern: 1})).body;
  assert.deepEqual([said(quiet), quiet.status, totalsOf(quiet)['total']], [[], 'ready_for_complete', 6800]);
  assert.equal(totalsOf((await own.create({pattern: 1}, {buyer: {email: 'new@example.com'}})).body)['total'], 4800);
  await own.close();
});

test('What a discount makes free becomes an order without a payment, and its use is counted', async () => {
  const row = await discount(shop, {code: 'GIFT', percent: '100', uses: 2});
  const made = await Promise.all([open('GIFT'), open('GIFT'), open('GIFT')]);
  assert.deepEqual(made.map(body => totalsOf(body)['total']), [0, 0, 0]);
  const ends = await Promise.all(made.map(({id}) => shop.complete(id, 'approve', {payment: {instruments: []}})));
  assert.deepEqual(ends.map(({body}) => body.status).sort(), ['completed', 'completed', 'ready_for_complete']);
  assert.deepEqual(await usesOf(row), [2, '2 used']);
  await assertBooks(shop);
});

test('Late money is honoured though its code has been used up meanwhile', async () => {
  const row = await discount(shop, {code: 'RARE', percent: '50', uses: 1});
  const late = await open('RARE');
  await shop.complete(late.id, 'redirect');
  shop.wait(2 * 3600_000);
  await shop.server.runDueWork();
  assert.deepEqual(await usesOf(row), [0, '1 released']);
  const quick = await open('RARE');
  assert.equal((await shop.complete(quick.id)).body.status, 'completed');
  shop.wallet.wallet.payAgainstTheRules(await tradeOf(late.id), 'never');
  shop.wait(24 * 3600_000);
  // A shop that sold much has much to look after; each time it does a part.
  for (let times = 0; times < 10; times++) await shop.server.runDueWork();
  const {body} = await shop.call('GET', `${sessions}/${late.id}`);
  assert.deepEqual([body.status, totalsOf(body)['total']], ['completed', 3400]);
  assert.deepEqual(await usesOf(row), [2, '1 released, 2 used']);
  await assertBooks(shop);
});

test('Of a discounted order what was paid can be given back, and no more; the use stays', async () => {
  const row = await discount(shop, {code: 'BACK', percent: '25', uses: 9});
  const {id} = await open('BACK');
  await shop.complete(id);
  const [payment] = await shop.database.query<{id: string; captured: number}>('select id, captured from payments where checkout_id = $1', [id]);
  assert.equal(payment?.captured, 5100);
  await assert.rejects(shop.server.money.refundPayment(payment.id, 5101, 'too much', 'staff:test'), /Only HKD 51\.00/);
  assert.equal((await shop.server.money.refundPayment(payment.id, 100, 'a scratch', 'staff:test')).status, 'done');
  assert.equal((await shop.server.money.refundPayment(payment.id, 5000, 'all of it', 'staff:test')).status, 'done');
  assert.deepEqual(await usesOf(row), [1, '1 used']);
  await assertBooks(shop);
});
