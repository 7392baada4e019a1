import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {checkoutTotal} from '../../src/commerce/checkout.ts';
import type {Instrument} from '../../src/commerce/instrument.ts';
import {MerchantError} from '../../src/merchant/merchant.ts';
import {ucpMerchant} from '../../src/merchant/ucp-merchant.ts';
import {DELIVERY, ORIGIN, gaiwan, openShop, pattern} from '../server/http/shop.ts';
import type {Shop} from '../server/http/shop.ts';

const en = {locale: 'en'};
const paysWith = (token: string): Instrument => ({id: 'i', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token}});

describe('A tag and our own server', () => {
  const {fetch} = globalThis;
  const asked: string[] = [];
  const merchant = ucpMerchant(ORIGIN);
  const catalogue = merchant.catalogue!;
  const checkouts = merchant.checkouts!;
  let shop: Shop;

  before(async () => {
    shop = await openShop({config: {delivery: DELIVERY}});
    await shop.product(gaiwan());
    await shop.product(pattern());
    for (let number = 0; number < 100; number++) await shop.product(pattern(`pattern-${number}`));
    await shop.translate('gaiwan', 'zh-Hant', {title: '蓋碗'});
    globalThis.fetch = (url, init) => {
      const request = new Request(url, init);
      asked.push(new URL(request.url).pathname);
      return shop.server.fetch(request);
    };
  });
  after(async () => {
    globalThis.fetch = fetch;
    await shop.close();
  });

  it('agree on a hundred tags in one catalogue request', async () => {
    asked.length = 0;
    const offers = await Promise.all(Array.from({length: 100}, (_, number) => catalogue.offer(`pattern-${number}`, en)));
    assert.deepEqual(asked, ['/.well-known/ucp', '/ucp/catalog/lookup']);
    assert(offers.every(({variant}) => variant.price.amount === 6800 && variant.needsDelivery === false && variant.title === ''));
    assert.equal(merchant.mode, 'test');
  });

  it('agree on every variant, its stock and its language', async () => {
    const offer = await catalogue.offer('GAIWAN-CEL', {locale: 'zh-Hant'});
    assert.deepEqual([offer.title, offer.productId, offer.complete], ['蓋碗', 'gaiwan', true]);
    assert.deepEqual(offer.variants.map(({id, available, stock, needsDelivery}) => [id, available, stock, needsDelivery]), [['GAIWAN-CEL', true, 12, true], ['GAIWAN-RIC', false, 0, true]]);
    assert.deepEqual((await catalogue.product('GAIWAN-CEL', {locale: 'zh-Hant'})).variants.map(({id}) => id), ['GAIWAN-CEL', 'GAIWAN-RIC']);
    await assert.rejects(catalogue.offer('nothing', en), (error) => error instanceof MerchantError && error.code === 'not_found');
  });

  it('agree on a purchase from its first to its last word', async () => {
    const create = {line_items: [{item: {id: 'pattern'}, quantity: 2}], attribution: {utm_campaign: 'spring'}};
    const key = randomUUID();
    const opened = await checkouts.create(create, key, en);
    assert.deepEqual(checkoutTotal(opened), {amount: 13600, currency: 'HKD'});
    assert.equal((await checkouts.create(create, key, en)).id, opened.id);
    await assert.rejects(checkouts.create({...create, attribution: {}}, key, en), (error) => error instanceof MerchantError && error.code === 'conflict');

    const short = await checkouts.complete(opened.id, {instrument: paysWith('approve'), expectedTotal: {amount: 1, currency: 'HKD'}}, randomUUID(), en);
    assert(short.messages.some(({code}) => code === 'total_changed'));
    const declined = await checkouts.complete(opened.id, {instrument: paysWith('decline'), expectedTotal: checkoutTotal(opened)}, randomUUID(), en);
    assert.deepEqual([declined.status, declined.extension?.payment.status, declined.extension?.payment.closed], ['ready_for_complete', 'declined', true]);
    const paid = await checkouts.complete(opened.id, {instrument: paysWith('approve'), expectedTotal: checkoutTotal(opened)}, randomUUID(), en);
    assert.equal(paid.status, 'completed');
    assert.match(paid.order!.permalink_url, /^https:\/\/shop\.example\/orders\//);
    assert.equal((await checkouts.get(opened.id, en)).order?.id, paid.order!.id);
  });

  it('agree on delivery, and on a wallet that needs the buyer', async () => {
    const lines = [{item: {id: 'GAIWAN-CEL'}, quantity: 1}];
    const opened = await checkouts.create({line_items: lines}, randomUUID(), en);
    assert.deepEqual([opened.status, opened.extension?.needs_delivery], ['incomplete', true]);
    const destination = {first_name: 'Wing', last_name: 'Chan', street_address: '1 Queen’s Road', address_locality: 'Central', address_country: 'HK'};
    const changed = await checkouts.update(opened.id, {
      line_items: opened.line_items.map(({id, item, quantity}) => ({id, item: {id: item.id}, quantity})),
      buyer: {email: 'wing@mail.example', first_name: 'Wing', last_name: 'Chan', phone_number: '+85221234567'},
      fulfillment: {methods: [{type: 'shipping', destinations: [destination]}]},
    }, randomUUID(), en);
    const options = changed.fulfillment?.methods?.[0]?.groups?.[0]?.options ?? [];
    assert.deepEqual(options.map(({id}) => id), ['courier', 'post']);
    assert.equal(changed.status, 'ready_for_complete', JSON.stringify(changed.messages));
    const acting = await checkouts.complete(opened.id, {instrument: paysWith('redirect'), expectedTotal: checkoutTotal(changed), returnUrl: 'https://blog.example/'}, randomUUID(), en);
    assert.equal(acting.status, 'requires_escalation');
    assert.match(acting.continue_url!, /^https:\/\/shop\.example\/checkout\//);
    // This test's wallet speaks http, so what leads there is left out.
    assert.deepEqual(acting.extension?.payment, {status: 'acting', closed: false, handler_id: 'sandbox'});
    const closed = await checkouts.cancel(opened.id, randomUUID(), en);
    assert.equal(closed.status, 'canceled');
  });

  it('agree on what cannot be had', async () => {
    await assert.rejects(checkouts.create({line_items: [{item: {id: 'nothing'}, quantity: 1}]}, randomUUID(), en), (error) => error instanceof MerchantError && error.code === 'refused' && error.messages.length > 0);
    await assert.rejects(checkouts.get('chk_nothing', en), (error) => error instanceof MerchantError && error.code === 'not_found');
  });
});
