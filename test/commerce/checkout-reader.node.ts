import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {checkoutTotal} from '../../src/commerce/checkout.ts';
import {readAction, readCheckout} from '../../src/commerce/checkout-reader.ts';
import {readDetails} from '../../src/commerce/details-reader.ts';
import {readErrors} from '../../src/commerce/refusal-reader.ts';
import {WireError} from '../../src/commerce/wire.ts';
import {checkoutJson, orderJson} from './checkout-json.ts';

const ours = (payment: object) => ({'dev.hangtag': {mode: 'test', payment, needs_delivery: true, ships_to: ['HK'], poll_after: 1500}});

describe('A checkout as a merchant answered it', () => {
  it('is read with its handlers and our extension flattened', () => {
    const checkout = readCheckout(checkoutJson(ours({status: 'acting', closed: false, handler_id: 'sandbox', action: {type: 'redirect', url: 'https://wallet.example/t/1'}})));
    assert.deepEqual(checkout.handlers, [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {environment: 'sandbox'}}]);
    assert.deepEqual(checkout.extension, {
      mode: 'test', needs_delivery: true, ships_to: ['HK'], poll_after: 1500,
      payment: {status: 'acting', closed: false, handler_id: 'sandbox', action: {type: 'redirect', url: 'https://wallet.example/t/1'}},
    });
    assert.deepEqual(checkoutTotal(checkout), {amount: 12800, currency: 'HKD'});
  });

  it('of a merchant that knows nothing of us is read without the extension', () => {
    const checkout = readCheckout(checkoutJson({'dev.hangtag': undefined, ucp: undefined, messages: undefined, links: undefined}));
    assert.equal(checkout.extension, undefined);
    assert.deepEqual([checkout.handlers, checkout.messages, checkout.links], [[], [], []]);
  });

  const unreadable: [string, object][] = [
    ['an unknown status', {status: 'paid'}], ['no status', {status: undefined}], ['completed without an order', {status: 'completed'}], ['an order without an id', {status: 'completed', order: {permalink_url: 'https://shop.example'}}],
    ['a float', {totals: [{type: 'total', amount: 128.5}]}], ['an amount as text', {totals: [{type: 'total', amount: '12800'}]}], ['no total', {totals: [{type: 'subtotal', amount: 1}]}],
    ['two totals', {totals: [{type: 'total', amount: 1}, {type: 'total', amount: 2}]}], ['a currency that is none', {currency: 'HK$'}], ['no lines', {line_items: undefined}],
    ['an extension in another shape', {'dev.hangtag': {mode: 'demo'}}],
  ];
  for (const [what, changes] of unreadable) {
    it(`is refused with ${what}`, () => assert.throws(() => readCheckout(checkoutJson({...changes})), WireError));
  }

  it('never takes an unknown payment status for an ending', () => {
    for (const status of ['success', 'PAID', 'settled', '', 1, null, undefined]) {
      const {extension} = readCheckout(checkoutJson(ours({status, closed: true})));
      assert.deepEqual(extension?.payment, {status: 'confirming', closed: false}, String(status));
    }
  });

  it('takes a trade for closed only on the plain word', () => {
    for (const closed of ['true', 1, undefined, null]) {
      assert.equal(readCheckout(checkoutJson(ours({status: 'declined', closed}))).extension?.payment.closed, false);
    }
    assert.equal(readCheckout(checkoutJson(ours({status: 'declined', closed: true}))).extension?.payment.closed, true);
  });

  it('takes an unknown severity for the worst and an unknown message for a warning', () => {
    const {messages} = readCheckout(checkoutJson({messages: [
      {type: 'error', code: 'x', content: 'No', severity: 'cosmetic'}, {type: 'notice', content: 'Look'}, {type: 'error', code: 'y', content: 'Mail?', severity: 'recoverable', path: '$.buyer.email'},
    ]}));
    assert.deepEqual(messages.map(({type, severity}) => [type, severity]), [['error', 'unrecoverable'], ['warning', undefined], ['error', 'recoverable']]);
  });

  it('keeps only links that may be shown', () => {
    const evil = 'javascript:alert(1)';
    const checkout = readCheckout(checkoutJson({
      links: [{type: 'faq', url: evil}, {type: 'faq', url: 'https://shop.example/faq'}], continue_url: evil, messages: [{type: 'warning', code: 'w', content: 'w', url: evil}],
      line_items: [{id: 'l', item: {id: 'i', title: 't', price: 1, image_url: 'http://shop.example/x.jpg'}, quantity: 1}],
      status: 'completed', order: {...orderJson, permalink_url: evil},
    }));
    assert.deepEqual(checkout.links.map(({url}) => url), ['https://shop.example/faq']);
    assert.deepEqual([checkout.continue_url, checkout.messages[0]?.url, checkout.line_items[0]?.item.image_url, checkout.order?.permalink_url], [undefined, undefined, undefined, '']);
    assert.doesNotMatch(JSON.stringify(checkout), /javascript/);
  });

  it('is refused with an unknown way of delivery', () => {
    assert.throws(() => readDetails(checkoutJson({fulfillment: {methods: [{id: 'm', type: 'teleport', line_item_ids: []}]}}), '$'), WireError);
  });

  it('keeps the buyer, and delivery with its rates, destinations and shops', () => {
    const fulfillment = {methods: [{
      id: 'm', type: 'pickup', line_item_ids: ['li_1'], selected_destination_id: null,
      destinations: [{id: 'd', name: 'Central', address: {street_address: '1 Queen’s Road', address_country: 'HK'}}],
      groups: [{id: 'g', line_item_ids: ['li_1'], selected_option_id: 'o', options: [{id: 'o', title: 'Pickup', totals: [{type: 'total', amount: 0}]}]}],
    }]};
    const buyer = {first_name: 'Wing', email: 'wing@example.com'};
    const read = readDetails(checkoutJson({fulfillment, buyer}), '$');
    const [method] = fulfillment.methods;
    const {selected_destination_id: _, ...rest} = method!;
    assert.deepEqual(read, {fulfillment: {methods: [rest]}, buyer});
    assert.deepEqual(readDetails(checkoutJson(), '$'), {});
  });

  it('leaves an action out that it does not know or that leads astray', () => {
    for (const action of [{type: 'teleport'}, {type: 'redirect', url: 'javascript:alert(1)'}, {type: 'redirect'}, 'redirect', {type: 'form-post', url: 'https://w.example', fields: {a: 1}}, {type: 'toString'}]) {
      assert.equal(readCheckout(checkoutJson(ours({status: 'acting', closed: false, action}))).extension?.payment.action, undefined);
    }
  });

  it('is read or refused with WireError, whatever was changed in it', () => {
    const names = Object.keys(checkoutJson());
    fc.assert(fc.property(fc.constantFrom(...names, 'order', 'fulfillment', 'buyer'), fc.jsonValue(), (name, value) => {
      try {
        const json = checkoutJson({[name]: value});
        const {status, order} = {...readCheckout(json), ...readDetails(json, '$')};
        if (status === 'completed') assert(order?.id);
      } catch (error) {
        assert(error instanceof WireError, String(error));
      }
    }), {numRuns: 500});
  });
});

describe('A payment action from outside', () => {
  const actions = [
    {type: 'redirect', url: 'https://wallet.example/1'}, {type: 'form-post', url: 'https://wallet.example/', fields: {sign: 'x'}}, {type: 'popup', url: 'https://wallet.example/1'},
    {type: 'qr', code: 'HTTPS://W.EXAMPLE/1', expiresAt: '2026-01-01T00:00:00Z', url: 'https://w.example/1'}, {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: '1'}},
    {type: 'poll', after: 1000},
  ];
  for (const action of actions) it(`is read: ${action.type}`, () => assert.deepEqual(readAction(action, '$'), action));
  it('is refused when it is of no known type, or could not be answered', () => {
    for (const action of [{type: 'eval', url: 'https://w.example'}, {type: 'sheet', title: 'Test', choices: []}, null]) assert.throws(() => readAction(action, '$'), WireError);
  });
});

describe('A refusal', () => {
  it('is read from an error envelope', () => {
    const {messages, continue_url} = readErrors({ucp: {status: 'error'}, messages: [{type: 'error', code: 'out_of_stock', content: 'Sold out', severity: 'unrecoverable'}], continue_url: 'https://shop.example/'});
    assert.deepEqual(messages, [{type: 'error', code: 'out_of_stock', content: 'Sold out', severity: 'unrecoverable'}]);
    assert.equal(continue_url, 'https://shop.example/');
  });
  it('is read from a protocol error', () => {
    assert.deepEqual(readErrors({code: 'version_unsupported', content: 'No'}).messages, [{type: 'error', code: 'version_unsupported', content: 'No'}]);
  });
  it('says nothing when there is nothing to read', () => {
    for (const json of [undefined, null, '', [], {}, {messages: 'x'}, {messages: [{type: 'error'}]}, {code: 1}]) assert.deepEqual(readErrors(json).messages, [], JSON.stringify(json));
  });
});
