import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hostedPages} from '../../../src/server/pages/pages.ts';
import type {Shop} from '../money/shop.ts';
import {openShop, ORIGIN} from '../money/shop.ts';

const delivery = {
  zones: [{id: 'hk', countries: ['HK', 'MO'], rates: [{id: 'courier', title: 'Courier', price: 3500}, {id: 'post', title: 'Post', price: 1800}]}],
  pickup: [{id: 'central', name: 'Shop in Central', address: {street_address: '1 Queen’s Road', address_country: 'HK'}}],
};

describe('The form for contact and delivery', () => {
  let shop: Shop;
  let mug: string;
  before(async () => {
    shop = await openShop({config: {delivery}});
    mug = await shop.article(50);
  });
  after(() => shop.close());
  const pages = (path: string, init?: RequestInit): Promise<Response> => Promise.resolve(hostedPages(shop.services, shop.money).request(`${ORIGIN}${path}`, init));
  const page = async (id: string): Promise<string> => (await pages(`/checkout/${id}`)).text();
  const fill = (id: string, fields: Record<string, string>, origin = ORIGIN): Promise<Response> =>
    pages(`/checkout/${id}/details`, {method: 'POST', body: new URLSearchParams(fields), headers: {'content-type': 'application/x-www-form-urlencoded', origin}});
  const row = async (id: string): Promise<{status: string; total: number; request: Record<string, unknown>}> =>
    (await shop.database.query<{status: string; total: number; request: Record<string, unknown>}>('select status, total, request from checkouts where id = $1', [id]))[0]!;

  /** A checkout as it comes from a platform that left delivery to us. */
  async function incomplete(): Promise<string> {
    const id = await shop.checkout(mug);
    await shop.database.query(`update checkouts set status = 'incomplete', priced = priced || '{"needs_delivery": true}' where id = $1`, [id]);
    return id;
  }

  it('asks for nothing twice and finds no fault before anything was filled in', async () => {
    const text = await page(await incomplete());
    for (const name of ['first_name', 'email', 'address_country', 'street_address', 'way', 'shop']) assert.match(text, new RegExp(`name="${name}"`));
    assert.doesNotMatch(text, /aria-invalid/);
  });

  it('takes an address, shows what sending costs, and lets the buyer choose and pay', async () => {
    const id = await incomplete();
    const address = {way: 'shipping', first_name: 'Mei', email: 'mei@example.com', address_country: 'HK', street_address: '12 Hollywood Road'};
    assert.equal((await fill(id, address)).status, 303);
    assert.deepEqual([(await row(id)).status, (await row(id)).total], ['ready_for_complete', 12800 + 3500]);
    assert.match(await page(id), /Post · HK\$18\.00/);
    await fill(id, {...address, option: 'post'});
    assert.equal((await row(id)).total, 12800 + 1800);
    await shop.pay(id);
    assert.equal(await shop.statusOf(id), 'completed');
  });

  it('lets the buyer collect instead', async () => {
    const id = await incomplete();
    await fill(id, {way: 'pickup', shop: 'central', email: 'mei@example.com'});
    assert.deepEqual([(await row(id)).status, (await row(id)).total], ['ready_for_complete', 12800]);
  });

  it('takes a phone number as people write it where the parcel goes or is collected, and keeps it as it is dialled from anywhere', async () => {
    type Kept = {buyer: {phone_number: string}; fulfillment: {methods: {destinations?: {phone_number: string}[]}[]}};
    const kept = async (fields: Record<string, string>): Promise<unknown> => {
      const id = await incomplete();
      await fill(id, {way: 'shipping', street_address: '12 Hollywood Road', first_name: 'Mei', ...fields});
      const {status, request} = await row(id);
      const {buyer, fulfillment: {methods: [method]}} = request as unknown as Kept;
      const shown = /id="phone_number"[^>]*value="([^"]*)"/.exec(await page(id))?.[1];
      return [status, buyer.phone_number, method?.destinations?.[0]?.phone_number, shown];
    };
    const number = '+85291234567';
    assert.deepEqual(await kept({address_country: 'HK', phone_number: '9123 4567'}), ['ready_for_complete', number, number, number]);
    assert.deepEqual(await kept({address_country: 'MO', address_locality: 'Taipa', phone_number: '+852 9123 4567'}), ['ready_for_complete', number, number, number]);
    assert.deepEqual(await kept({way: 'pickup', shop: 'central', phone_number: '9123-4567'}), ['ready_for_complete', number, undefined, number]);
    assert.deepEqual(await kept({address_country: 'HK', phone_number: '9123 456'}), ['incomplete', '9123 456', '9123 456', '9123 456']);
  });

  it('says at the field what is wrong, and keeps what was typed', async () => {
    const id = await incomplete();
    await fill(id, {way: 'shipping', email: 'mei@', address_country: 'FR', street_address: '<b>1 rue'});
    const text = await page(id);
    assert.match(text, /id="email"[^>]*value="mei@"[^>]*aria-invalid="true" aria-describedby="email-problem email-why"/);
    assert.match(text, /id="address_country-problem"/);
    assert.match(text, /value="&lt;b&gt;1 rue"/);
    assert.equal((await row(id)).status, 'incomplete');
  });

  it('asks for names in the order of the reader’s language, and writes them so on the receipt', async () => {
    const id = await incomplete();
    const order = async (lang: string): Promise<string[]> => [...(await (await pages(`/checkout/${id}?lang=${lang}`)).text()).matchAll(/<input id="(\w+_name)"/g)].map(([, name]) => name!);
    assert.deepEqual([await order('en'), await order('zh-Hans')], [['first_name', 'last_name'], ['last_name', 'first_name']]);
    await fill(id, {way: 'shipping', first_name: '大文', last_name: '陳', email: 'chan@example.com', address_country: 'HK', street_address: '荷李活道 12 號'});
    await shop.pay(id);
    const receipt = /href="(\/orders\/[^"]+)"/.exec(await page(id))![1]!.replaceAll('&amp;', '&');
    assert.match(await (await pages(receipt)).text(), /陳大文\n/);
  });

  it('changes nothing else of the checkout', async () => {
    const id = await incomplete();
    const before = (await row(id)).request['line_items'];
    await fill(id, {way: 'pickup', shop: 'central', email: 'mei@example.com', line_items: '[]'});
    assert.deepEqual((await row(id)).request['line_items'], before);
  });

  it('is taken from our own page only', async () => {
    const id = await incomplete();
    assert.equal((await fill(id, {email: 'x@example.com'}, 'https://evil.example')).status, 403);
  });
});
