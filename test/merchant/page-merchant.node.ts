import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import type {Checkout, CheckoutRequest, CompleteRequest} from '../../src/commerce/checkout.ts';
import {checkoutTotal} from '../../src/commerce/checkout.ts';
import type {Instrument, SandboxCredential} from '../../src/commerce/instrument.ts';
import type {Offer} from '../../src/commerce/item.ts';
import type {MerchantErrorCode} from '../../src/merchant/merchant.ts';
import {MerchantError} from '../../src/merchant/merchant.ts';
import type {PageMerchantOptions} from '../../src/merchant/page-merchant.ts';
import {pageMerchant} from '../../src/merchant/page-merchant.ts';

const en = {locale: 'en'};

const offer = (id: string, amount: number, more: Partial<Offer['variant']> = {}): Offer => {
  const variant = {id, title: '', price: {amount, currency: 'HKD'}, available: true, ...more};
  return {id, productId: id, title: `A ${id}`, variant, variants: [variant], complete: true};
};

/** A page with a mug for HKD 128 and a shop's clock in hand; `reload` is the same page in another tab or after a reload. */
function page(options: PageMerchantOptions = {}) {
  const kept = new Map<string, string>();
  let time = Date.parse('2026-06-01T00:00:00Z');
  let key = 0;
  const storage = {getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value)};
  const open = () => {
    const merchant = pageMerchant({offers: [offer('mug', 12800), offer('cup', 5000)], page: 'https://blog.example/post', storage, now: () => time, ...options});
    return {merchant, checkouts: merchant.checkouts!, catalogue: merchant.catalogue!};
  };
  return {...open(), kept, reload: open, later: (ms: number) => void (time += ms), key: () => `key-${++key}`};
}

const wants = (...ids: string[]): CheckoutRequest => ({line_items: ids.map((id) => ({item: {id}, quantity: 1}))});
const pays = (credential: Partial<SandboxCredential>, amount = 12800): CompleteRequest => ({
  instrument: {id: 'i', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', ...credential}}, expectedTotal: {amount, currency: 'HKD'},
});
const standing = ({status, order, extension, messages}: Checkout) => ({status, order: !!order, payment: extension?.payment.status, closed: extension?.payment.closed, messages: messages.map(({code}) => code)});

async function fails(asked: Promise<unknown>, code: MerchantErrorCode, word?: string): Promise<void> {
  await assert.rejects(asked, (error) => {
    assert(error instanceof MerchantError, String(error));
    assert.equal(error.code, code);
    if (word) assert.equal(error.messages[0]?.code, word);
    return true;
  });
}

describe('What a page without a server offers', () => {
  it('is what it was given', async () => {
    const {catalogue, merchant} = page();
    assert.equal((await catalogue.offer('mug', en)).variant.price.amount, 12800);
    await fails(catalogue.offer('hat', en), 'not_found');
    await fails(catalogue.offer('', en), 'not_found');
    assert.equal(merchant.id, 'page:https://blog.example/post');
    assert.equal(merchant.mode, 'test');
    assert.deepEqual(merchant.handlers, []);
  });

  it('is what stands on the tag before what stands in the page\'s data', async () => {
    const structuredOffer = (id?: string) => (id === undefined || id === 'tea' ? {...offer('tea', 9900), title: 'Tea', imageUrl: 'https://blog.example/tea.jpg'} : undefined);
    const both = page({offers: undefined, structuredOffer, price: '88.00', currency: 'CNY', label: 'Best tea'}).catalogue;
    assert.deepEqual((await both.offer('tea', en)).variant.price, {amount: 8800, currency: 'CNY'});
    assert.deepEqual(await both.offer('tea', en).then(({title, imageUrl}) => [title, imageUrl]), ['Best tea', 'https://blog.example/tea.jpg']);
    const data = page({offers: undefined, structuredOffer}).catalogue;
    assert.deepEqual(await data.offer('', en).then(({id, title, variant}) => [id, title, variant.price.amount]), ['', 'Tea', 9900]);
    await fails(data.offer('hat', en), 'not_found');
  });

  it('can be a price and a label alone', async () => {
    const {catalogue} = page({offers: undefined, price: '500', currency: 'JPY', label: 'Postcard'});
    const {title, variant, variants} = await catalogue.offer('', en);
    assert.deepEqual([title, variant.price, variant.available, variants.length], ['Postcard', {amount: 500, currency: 'JPY'}, true, 1]);
  });

  it('with a price alone is another purchase than another price alone', async () => {
    const sold = async (price: string, label?: string) => {
      const {catalogue, checkouts, key} = page({offers: undefined, price, currency: 'HKD', label});
      const {variant: {id}} = await catalogue.offer('', en);
      const checkout = await checkouts.create(wants(id), key(), en);
      return [id, checkoutTotal(checkout).amount];
    };
    assert.deepEqual(await Promise.all([sold('10', 'Mug'), sold('10', 'Hat'), sold('20', 'Mug'), sold('20')]), [['Mug 10 HKD', 1000], ['Hat 10 HKD', 1000], ['Mug 20 HKD', 2000], ['20 HKD', 2000]]);
  });

  it('is refused with a price that cannot be read, saying why', async () => {
    for (const [price, currency] of [['1,280', 'HKD'], ['128', ''], ['128.555', 'HKD']] as const) {
      await assert.rejects(page({offers: undefined, price, currency}).catalogue.offer('x', en), (error) => error instanceof MerchantError && error.message.startsWith(`price="${price}"`));
    }
  });

  it('can also be bought in earnest elsewhere', () => assert.equal(page({checkoutHref: 'https://pay.example/x'}).merchant.checkoutHref!([]), 'https://pay.example/x'));
});

describe('A checkout of a page without a server', () => {
  it('opens with what it costs, as a test', async () => {
    const {checkouts, key} = page();
    const checkout = await checkouts.create({...wants('mug', 'cup'), buyer: {email: 'a@b.example'}}, key(), en);
    assert.deepEqual(standing(checkout), {status: 'ready_for_complete', order: false, payment: 'none', closed: true, messages: []});
    assert.deepEqual(checkoutTotal(checkout), {amount: 17800, currency: 'HKD'});
    assert.deepEqual(checkout.handlers, [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}]);
    assert.equal(checkout.extension?.mode, 'test');
    assert.equal(checkout.buyer?.email, 'a@b.example');
    assert.match(checkout.id, /^[0-9a-f]{32}$/);
  });

  it('is refused for what is not sold, sold out, or sold in two currencies', async () => {
    const offers = [offer('mug', 1), offer('gone', 1, {available: false}), offer('last', 1, {stock: 1}), offer('yuan', 1, {price: {amount: 1, currency: 'CNY'}})];
    const {checkouts, key} = page({offers});
    await fails(checkouts.create(wants('hat'), key(), en), 'refused', 'item_unavailable');
    await fails(checkouts.create(wants('gone'), key(), en), 'refused', 'out_of_stock');
    await fails(checkouts.create({line_items: [{item: {id: 'last'}, quantity: 2}]}, key(), en), 'refused', 'out_of_stock');
    await fails(checkouts.create(wants('mug', 'yuan'), key(), en), 'refused', 'item_unavailable');
    await fails(checkouts.create(wants(), key(), en), 'refused', 'item_unavailable');
    await fails(checkouts.get('nothing', en), 'not_found');
    await fails(checkouts.get('__proto__', en), 'not_found');
  });

  it('can be changed until it is paid', async () => {
    const {checkouts, key} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    assert.deepEqual(checkoutTotal(await checkouts.update(id, wants('cup'), key(), en)), {amount: 5000, currency: 'HKD'});
    await checkouts.complete(id, pays({token: 'approve'}, 5000), key(), en);
    assert.deepEqual(checkoutTotal(await checkouts.update(id, wants('mug'), key(), en)), {amount: 5000, currency: 'HKD'});
  });

  it('says of a coupon that it cannot be redeemed here', async () => {
    const {checkouts, key} = page();
    const checkout = await checkouts.create({...wants('mug'), discounts: {codes: ['SPRING']}}, key(), en);
    assert.deepEqual(checkout.messages.map(({type, code}) => [type, code]), [['warning', 'discount_code_invalid']]);
  });

  const endings: [Partial<SandboxCredential>, ReturnType<typeof standing>][] = [
    [{token: 'approve'}, {status: 'completed', order: true, payment: 'paid', closed: true, messages: []}],
    [{ending: 'approve'}, {status: 'completed', order: true, payment: 'paid', closed: true, messages: []}],
    [{token: 'decline'}, {status: 'ready_for_complete', order: false, payment: 'declined', closed: true, messages: ['payment_failed']}],
    [{ending: 'cancel'}, {status: 'ready_for_complete', order: false, payment: 'cancelled', closed: true, messages: []}],
    [{token: 'pending'}, {status: 'complete_in_progress', order: false, payment: 'confirming', closed: false, messages: []}],
    [{token: 'redirect'}, {status: 'complete_in_progress', order: false, payment: 'confirming', closed: false, messages: []}],
    [{ending: 'never'}, {status: 'complete_in_progress', order: false, payment: 'confirming', closed: false, messages: []}],
    [{ending: 'notify-late'}, {status: 'complete_in_progress', order: false, payment: 'confirming', closed: false, messages: []}],
    [{ending: 'pay-later'}, {status: 'complete_in_progress', order: false, payment: 'confirming', closed: false, messages: []}],
  ];
  for (const [credential, expected] of endings) {
    it(`paid with ${JSON.stringify(credential)} is ${expected.status}`, async () => {
      const {checkouts, key, reload} = page();
      const {id} = await checkouts.create(wants('mug'), key(), en);
      assert.deepEqual(standing(await checkouts.complete(id, pays(credential), key(), en)), expected);
      assert.deepEqual(standing(await reload().checkouts.get(id, en)), expected);
    });
  }

  it('has an order that names itself a test and leads back to the page', async () => {
    const {checkouts, key} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    const {order} = await checkouts.complete(id, pays({token: 'approve'}), key(), en);
    assert.match(order!.label!, /^TEST-/);
    assert.equal(order!.permalink_url, 'https://blog.example/post');
  });

  it('can be paid again after it was declined', async () => {
    const {checkouts, key} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    await checkouts.complete(id, pays({token: 'decline'}), key(), en);
    assert.equal((await checkouts.complete(id, pays({token: 'approve'}), key(), en)).status, 'completed');
  });

  it('whose answer was lost is paid, and says so to whoever asks again', async () => {
    const {checkouts, key, reload} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    const same = key();
    await fails(checkouts.complete(id, pays({ending: 'answer-lost'}), same, en), 'unreachable');
    assert.equal((await checkouts.get(id, en)).status, 'completed');
    assert.equal((await reload().checkouts.complete(id, pays({ending: 'answer-lost'}), same, en)).status, 'completed');
  });

  it('of which the shop hears late is paid some seconds later, on any tab', async () => {
    for (const [ending, ms] of [['notify-late', 5000], ['pay-later', 8000]] as const) {
      const {checkouts, key, later, reload} = page();
      const {id} = await checkouts.create(wants('mug'), key(), en);
      await checkouts.complete(id, pays({ending}), key(), en);
      later(ms - 1);
      assert.equal((await checkouts.get(id, en)).status, 'complete_in_progress');
      assert.equal((await checkouts.cancel(id, key(), en)).status, 'complete_in_progress', 'money on its way cannot be called back');
      later(1);
      assert.equal((await reload().checkouts.get(id, en)).status, 'completed');
    }
  });

  it('that nobody decides can be closed, and then is never paid', async () => {
    const {checkouts, key, later, merchant} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    await checkouts.complete(id, pays({ending: 'never'}), key(), en);
    assert.deepEqual(standing(await checkouts.cancel(id, key(), en)), {status: 'canceled', order: false, payment: 'cancelled', closed: true, messages: []});
    later(1e6);
    await merchant.settle(id, 'approve');
    assert.equal((await checkouts.complete(id, pays({token: 'approve'}), key(), en)).status, 'canceled');
  });

  it('under way can be ended later by the person at the wallet', async () => {
    for (const [ending, status] of [['approve', 'completed'], ['decline', 'ready_for_complete'], ['cancel', 'ready_for_complete'], ['never', 'complete_in_progress']] as const) {
      const {checkouts, key, reload} = page();
      const {id} = await checkouts.create(wants('mug'), key(), en);
      await checkouts.complete(id, pays({token: 'pending'}), key(), en);
      assert.equal((await reload().merchant.settle(id, ending)).status, status);
      assert.equal((await checkouts.get(id, en)).status, status);
    }
    await fails(page().merchant.settle('nothing', 'approve'), 'not_found');
  });

  it('cannot be settled before anybody paid, nor cancelled after', async () => {
    const {checkouts, key, merchant} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    assert.equal((await merchant.settle(id, 'approve')).status, 'ready_for_complete');
    await checkouts.complete(id, pays({token: 'approve'}), key(), en);
    await fails(checkouts.cancel(id, key(), en), 'refused', 'not_cancelable');
  });

  it('charges nothing when the total is not what the buyer saw', async () => {
    const offers = [offer('mug', 12800)];
    const {checkouts, key} = page({offers});
    const {id} = await checkouts.create(wants('mug'), key(), en);
    offers[0] = offer('mug', 13000);
    const answer = await checkouts.complete(id, pays({token: 'approve'}), key(), en);
    assert.deepEqual(standing(answer), {status: 'ready_for_complete', order: false, payment: 'none', closed: true, messages: ['total_changed']});
    assert.deepEqual(checkoutTotal(answer), {amount: 13000, currency: 'HKD'});
    assert.equal((await checkouts.complete(id, pays({token: 'approve'}, 13000), key(), en)).status, 'completed');
  });

  it('ends by itself after an hour, unless it is being paid', async () => {
    const {checkouts, key, later} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    const {id: other} = await checkouts.create(wants('mug'), key(), en);
    await checkouts.complete(other, pays({ending: 'never'}), key(), en);
    later(60 * 60_000);
    assert.equal((await checkouts.get(id, en)).status, 'canceled');
    assert.equal((await checkouts.complete(id, pays({token: 'approve'}), key(), en)).status, 'canceled');
    assert.equal((await checkouts.get(other, en)).status, 'complete_in_progress');
  });

  it('answers the same key as before, and refuses it for anything else', async () => {
    const {checkouts, reload} = page();
    const first = await checkouts.create(wants('mug'), 'k', en);
    assert.deepEqual(await reload().checkouts.create(wants('mug'), 'k', en), first);
    await fails(checkouts.create(wants('cup'), 'k', en), 'conflict');
    await checkouts.complete(first.id, pays({token: 'decline'}), 'pay', en);
    await fails(checkouts.complete(first.id, pays({token: 'approve'}), 'pay', en), 'conflict');
    assert.equal((await checkouts.get(first.id, en)).status, 'ready_for_complete');
  });

  it('is forgotten when its memory was spoilt, or is a day old', async () => {
    const {checkouts, key, kept, later, reload} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    const [name, value] = [...kept][0]!;
    for (const spoilt of ['', 'null', '[]', '{"checkouts":1}', '{"checkouts":{"x":null},"answers":{}}', value.replace('"lines":[', '"lines":[null,'), value.replace(/"price":\d+/, '"price":"0"')]) {
      kept.set(name, spoilt);
      await fails(reload().checkouts.get(id, en), 'not_found');
    }
    kept.set(name, value);
    assert.equal((await reload().checkouts.get(id, en)).id, id);
    later(25 * 60 * 60_000);
    await fails(reload().checkouts.get(id, en), 'not_found');
  });

  it('goes on from memory where nothing can be stored', async () => {
    const blocked = {getItem: () => { throw new Error('blocked'); }, setItem: () => { throw new Error('blocked'); }};
    const full = {getItem: () => null, setItem: () => { throw new Error('full'); }};
    for (const storage of [blocked, full, undefined]) {
      const {checkouts, key} = page({storage});
      const {id} = await checkouts.create(wants('mug'), key(), en);
      assert.equal((await checkouts.complete(id, pays({token: 'approve'}), key(), en)).status, 'completed');
    }
  });
});

describe('Real money', () => {
  it('is never said to be paid, whatever the instrument', async () => {
    const {checkouts, key} = page();
    const {id} = await checkouts.create(wants('mug'), key(), en);
    const word = fc.oneof(fc.constantFrom('sandbox', 'card', 'alipay', 'dev.hangtag.sandbox', 'Sandbox', ''), fc.string());
    const anyInstrument: fc.Arbitrary<Instrument> = fc.record({
      id: word, handler_id: word, type: word, credential: fc.option(fc.record({type: word, token: fc.constant('approve'), ending: fc.constant('approve')}), {nil: undefined}),
    }).filter(({handler_id, type, credential}) => !(handler_id === 'sandbox' && type === 'sandbox' && credential?.type === 'sandbox'));
    await fc.assert(fc.asyncProperty(anyInstrument, async (instrument) => {
      await fails(checkouts.complete(id, {instrument, expectedTotal: {amount: 12800, currency: 'HKD'}}, key(), en), 'refused', 'handler_unavailable');
      assert.deepEqual(standing(await checkouts.get(id, en)), {status: 'ready_for_complete', order: false, payment: 'none', closed: true, messages: []});
    }), {numRuns: 200});
  });

  it('is never said to be paid twice, in whatever order things are asked', async () => {
    const step = fc.oneof(
      fc.record({do: fc.constant('pay' as const), ending: fc.constantFrom('approve', 'decline', 'cancel', 'pay-later', 'notify-late', 'answer-lost', 'never'), key: fc.integer({min: 1, max: 4})}),
      fc.record({do: fc.constantFrom('settle' as const), ending: fc.constantFrom('approve', 'decline', 'cancel'), key: fc.constant(0)}),
      fc.record({do: fc.constantFrom('cancel' as const, 'wait' as const, 'get' as const, 'reload' as const), ending: fc.constant('never'), key: fc.integer({min: 5, max: 6})}),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, {maxLength: 12}), async (steps) => {
      const {reload, checkouts, key, later} = page();
      let {merchant} = reload();
      const {id} = await checkouts.create(wants('mug'), key(), en);
      const orders = new Set<string>();
      let canceled = false;
      for (const {do: what, ending, key: number} of steps) {
        if (what === 'reload') merchant = reload().merchant;
        if (what === 'wait') later(6000);
        const asked = what === 'pay' ? merchant.checkouts!.complete(id, pays({ending}), `pay-${number}`, en)
          : what === 'settle' ? merchant.settle(id, ending) : what === 'cancel' ? merchant.checkouts!.cancel(id, `cancel-${number}`, en) : undefined;
        await asked?.catch((error: unknown) => assert(error instanceof MerchantError));
        const now = await merchant.checkouts!.get(id, en);
        if (now.order) orders.add(now.order.label!);
        assert(orders.size <= 1);
        if (orders.size) assert.equal(now.status, 'completed', 'what was paid stays paid');
        if (canceled) assert.equal(now.status, 'canceled', 'what was closed stays closed');
        canceled ||= now.status === 'canceled';
        if (now.status === 'complete_in_progress') assert.equal(now.extension!.payment.closed, false);
      }
    }), {numRuns: 150});
  });
});
