import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {hostedPages} from '../../../src/server/pages/pages.ts';
import type {Shop} from '../money/shop.ts';
import {openShop, ORIGIN} from '../money/shop.ts';

const street = {street_address: '1 Queen’s Road', address_country: 'HK'};
const delivery = {
  zones: [{id: 'hk', countries: ['HK', 'GB'], rates: [{id: 'courier', title: 'Courier', price: 3500}, {id: 'post', title: 'Post', price: 1800}]}],
  pickup: [{id: 'central', name: 'Shop in Central', address: street}, {id: 'mong-kok', name: 'Shop in Mong Kok', address: street}],
};

describe('A mistake in the form for contact and delivery', () => {
  let shop: Shop;
  let mug: string;
  before(async () => {
    shop = await openShop({config: {delivery}});
    mug = await shop.article(50);
  });
  after(() => shop.close());
  const pages = (path: string, init?: RequestInit): Promise<Response> => Promise.resolve(hostedPages(shop.services, shop.money).request(`${ORIGIN}${path}`, init));

  /** The page that comes after a form was sent with these fields. */
  async function sent(fields: Record<string, string>, lang = 'en'): Promise<string> {
    const id = await shop.checkout(mug);
    await shop.database.query(`update checkouts set status = 'incomplete', priced = priced || '{"needs_delivery": true}' where id = $1`, [id]);
    const headers = {'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN};
    await pages(`/checkout/${id}/details`, {method: 'POST', body: new URLSearchParams(fields), headers});
    return (await pages(`/checkout/${id}?lang=${lang}`)).text();
  }
  const input = (text: string, id: string): string => new RegExp(`<(?:input|select) id="${id}"[^>]*>`).exec(text)?.[0] ?? '';
  const summary = (text: string): string[] => [...(/<div class="mistakes"[^]*?<\/div>/.exec(text)?.[0] ?? '').matchAll(/href="#(\w+)"/g)].map(([, id]) => id!);

  it('is told also to who has sent the form empty', async () => {
    const text = await sent({way: 'shipping', address_country: 'HK'});
    assert.match(input(text, 'email'), /aria-invalid="true" aria-describedby="email-problem email-why"/);
    assert.match(input(text, 'street_address'), /aria-invalid="true" aria-describedby="street_address-problem"/);
    assert.deepEqual(summary(text), ['email', 'street_address']);
    assert.match(text, /2 things need another look/);
  });

  it('has the focus when the page comes, the first of several', async () => {
    const text = await sent({way: 'shipping', email: 'mei@example.com', address_country: 'HK'});
    assert.match(input(text, 'street_address'), / autofocus/);
    assert.equal([...text.matchAll(/ autofocus/g)].length, 1);
    assert.match(text, /<title>[^<]*One thing needs another look/);
  });

  it('is told where the shop to collect from was not chosen', async () => {
    const text = await sent({way: 'pickup', email: 'mei@example.com'});
    assert.deepEqual(summary(text), ['shop']);
    assert.match(text, /<fieldset class="shops" aria-describedby="shop-problem">/);
    assert.match(text, /<input id="shop" autofocus type="radio" name="shop"/);
    assert.match(text, /id="shop-problem">[^<]+</);
  });

  it('is told at the country where the shop does not send to it', async () => {
    const text = await sent({way: 'shipping', email: 'mei@example.com', address_country: 'FR', street_address: '1 rue'});
    assert.deepEqual(summary(text), ['address_country']);
    assert.match(input(text, 'address_country'), /aria-describedby="address_country-problem"[^>]* autofocus/);
  });

  it('is told in the language of the page', async () => {
    assert.match(await sent({way: 'shipping', address_country: 'HK'}, 'zh-Hant'), /<title>[^<]*2/);
  });

  it('is not looked for before anything was sent', async () => {
    const id = await shop.checkout(mug);
    await shop.database.query(`update checkouts set status = 'incomplete', priced = priced || '{"needs_delivery": true}' where id = $1`, [id]);
    const text = await (await pages(`/checkout/${id}`)).text();
    assert.doesNotMatch(text, /aria-invalid|autofocus|class="mistakes"/);
  });

  it('is made less often where what may be left out is marked, as far as the country asks for it', async () => {
    const address = (text: string): string => /<fieldset class="address ([^"]*)"/.exec(text)?.[1] ?? '';
    const text = await sent({way: 'shipping', address_country: 'HK'});
    assert.match(text, /<label for="extended_address">[^<]*<span class="optional"> \(optional\)<\/span>/);
    assert.match(text, /<label for="street_address">[^<]*<\/label>/);
    // The style sheet hides the mark, and the field, by what is known of the country.
    assert.equal(address(text), 'no-postcode districts');
    assert.equal(address(await sent({way: 'shipping', address_country: 'GB'})), 'needs-town needs-postcode');
  });

  it('finds the ways of sending in a group that has a name', async () => {
    const text = await sent({way: 'shipping', email: 'mei@example.com', address_country: 'HK', street_address: '12 Hollywood Road', address_locality: 'Central'});
    assert.match(text, /<div class="options" role="radiogroup" aria-label="[^"]+">/);
  });
});
