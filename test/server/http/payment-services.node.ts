import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import type {Shop} from './shop.ts';
import {openShop} from './shop.ts';

function handler(id: string, takes: Partial<PaymentHandler>): PaymentHandler {
  return {name: `example.${id}`, id, mode: 'test', profile: () => ({id, version: '2026-04-08'}), accepts: () => true, ...takes} as PaymentHandler;
}

describe('The payment services that a checkout declares', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop({handlers: [
      handler('euros', {currencies: ['EUR']}), handler('small', {limits: {HKD: {max: 10000}}}), handler('large', {limits: {HKD: {min: 20000}}}), handler('live', {mode: 'live'}),
    ]});
    await shop.product({id: 'cup', variants: [{id: 'cup', price: 10000, digital: true}]});
    await shop.product({id: 'gift', variants: [{id: 'gift', price: 0, digital: true}]});
  });
  after(() => shop.close());
  const declared = async (lines: Record<string, number>): Promise<string[]> => {
    const {body} = await shop.create(lines);
    return Object.keys(body.ucp.payment_handlers).sort();
  };

  it('are those that take its currency and its total', async () => {
    assert.deepEqual(await declared({cup: 1}), ['dev.hangtag.sandbox', 'example.small']);
    assert.deepEqual(await declared({cup: 2}), ['dev.hangtag.sandbox', 'example.large']);
    assert.deepEqual(await declared({gift: 1}), ['dev.hangtag.sandbox', 'example.large', 'example.small']);
  });

  it('are those that it can be paid with', async () => {
    const {body: {id}} = await shop.create({cup: 2});
    const {body} = await shop.call('POST', `/ucp/checkout-sessions/${id}/complete`, {payment: {instruments: [{id: 'one', handler_id: 'small', type: 'x', credential: {type: 'x'}}]}});
    assert.deepEqual([body.status, body.messages[0].code], ['ready_for_complete', 'invalid_instrument']);
  });

  it('are all of this mode in the shop\'s profile', async () => {
    const {body} = await shop.call('GET', '/.well-known/ucp');
    assert.deepEqual(Object.keys(body.ucp.payment_handlers).sort(), ['dev.hangtag.sandbox', 'example.euros', 'example.large', 'example.small']);
  });
});
