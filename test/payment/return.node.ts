import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PaymentProvider} from '../../src/payment/provider.ts';
import {sandbox, sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {returnAddress} from '../../src/payment/return-address.ts';
import {takeUp} from '../../src/payment/take-up.ts';
import {Browser} from './browser.ts';
import {approves, items, purchase, scene, second} from './scene.ts';

describe('The buyer', () => {
  it('stops before anything was handed over: cancelled, and the checkout serves the next attempt', async () => {
    const {clock, shop, press} = scene();
    shop.price = 13000;
    const story = press();
    await clock.pass(second);
    story.stop();
    assert.equal((await story.ended).state, 'cancelled');
    const again = press();
    await clock.pass(second);
    assert.equal(again.attempt.state, 'review');
    assert.equal(shop.checkouts.size, 1);
  });

  it('stops a payment that is pending: it stays pending until the merchant has closed it', async () => {
    const {clock, shop, press, state} = scene();
    shop.cannotClose = true;
    const story = press(undefined, {provider: sandboxWith({token: 'pending'})});
    await clock.pass(15 * second);
    story.stop();
    await clock.pass(second);
    assert.notEqual(state(), 'cancelled');
    shop.cannotClose = false;
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'cancelled');
  });

  it('comes back to a checkout that the merchant has closed meanwhile: another takes its place', async () => {
    const {clock, shop, press} = scene();
    shop.price = 13000;
    const story = press();
    await clock.pass(second);
    story.stop();
    for (const books of shop.checkouts.values()) books.status = 'canceled';
    shop.price = 12800;
    const again = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await again.ended).state, 'paid');
    assert.equal(shop.checkouts.size, 2);
  });

  it('stops a payment under way: cancelled when the merchant says so, and the next attempt opens a new checkout', async () => {
    const {clock, shop, press, state} = scene();
    const story = press();
    await clock.pass(second);
    story.stop();
    assert.equal(state(), 'confirming');
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'cancelled');
    const again = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await again.ended).state, 'paid');
    assert.deepEqual([shop.checkouts.size, shop.paid.length], [2, 1]);
  });

  it('reloads while the wallet is open, and is offered it again', async () => {
    const {clock, shop, tab, press, takeUp, state} = scene();
    press();
    await clock.pass(second);
    const reloaded = tab.reload();
    const story = takeUp(reloaded);
    await clock.pass(second);
    assert.equal(state(reloaded), 'acting');
    assert.deepEqual(story?.attempt.action, {type: 'popup', url: 'https://wallet.example/trade-1'});
    story?.reopen();
    assert.equal(reloaded.window?.url, 'https://wallet.example/trade-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.checkouts.size, 1);
  });

  it('reloads, opens the wallet again and closes it: it is offered anew at once, and the trade stays open', async () => {
    const {clock, shop, tab, press, takeUp, state} = scene();
    press();
    await clock.pass(second);
    const reloaded = tab.reload();
    const story = takeUp(reloaded)!;
    await clock.pass(60 * second);
    story.reopen();
    await clock.pass(second);
    reloaded.window!.closed = true;
    await clock.pass(6 * second);
    assert.deepEqual([state(reloaded), story.attempt.action, shop.trades[0]?.status], ['acting', {type: 'popup', url: 'https://wallet.example/trade-1'}, 'open']);
  });

  it('pays after a reload with what stands behind the button by then, whatever was tried for it when the payment was taken up', async () => {
    const {clock, shop, tab, press, state} = scene();
    const entrusts: PaymentProvider = {...sandbox, start: async (payment) => {
      await payment.checkout;
      payment.entrust?.();
      return new Promise(() => undefined);
    }};
    press(undefined, {provider: entrusts});
    await clock.pass(second);
    const reloaded = tab.reload();
    let behind: PaymentProvider = {...sandbox, id: 'blocked', start: () => Promise.reject(new Error('It was never made ready'))};
    const request = {merchant: shop.seenFrom(reloaded), items, locale: 'en', get provider() { return behind; }};
    const story = takeUp(request, reloaded.till)?.story;
    await clock.pass(second);
    assert.equal(state(reloaded), 'review');
    behind = sandboxWith({token: 'approve'});
    story!.confirm();
    await clock.pass(second);
    assert.deepEqual([(await story!.ended).state, story!.attempt.provider], ['paid', 'sandbox']);
  });

  it('presses after a reload while a payment is under way: nothing new begins', async () => {
    const {clock, shop, tab, press} = scene();
    press();
    await clock.pass(second);
    const reloaded = tab.reload();
    press(reloaded, approves);
    await clock.pass(5 * second);
    assert.deepEqual([shop.checkouts.size, shop.trades.length, reloaded.windows.length], [1, 1, 0]);
  });

  it('sees the receipt again after a reload, for a while, without a second event', async () => {
    const {clock, tab, press, takeUp} = scene();
    const story = press(undefined, approves);
    await clock.pass(second);
    await story.ended;
    const again = takeUp(tab.reload());
    assert.deepEqual([(await again!.ended).state, again?.leads], ['paid', false]);
    await clock.pass(20 * 60 * second);
    assert.equal(takeUp(tab.browser.open()), undefined);
  });

  it('comes back from the wallet in another browser: the address alone is enough', async () => {
    const {clock, shop, tab, press} = scene();
    press(undefined, {display: 'redirect'});
    await clock.pass(second);
    assert.equal(tab.left[0], 'https://wallet.example/trade-1');
    const {returnUrl} = shop.heard.find(({operation}) => operation === 'complete')?.body as {returnUrl: string};
    const other = new Browser(clock).open(returnUrl);
    shop.decide(shop.trades[0], 'paid');
    const story = takeUp({merchant: shop.seenFrom(other), provider: sandbox, items, locale: 'en'}, other.till)?.story;
    assert.equal(other.address, 'https://blog.example/post');
    await clock.pass(5 * second);
    assert.equal((await story!.ended).state, 'paid');
  });

  it('is never asked to pay a checkout that came in by an address', async () => {
    const {clock, shop, tab, press} = scene();
    shop.price = 13000;
    press(undefined);
    await clock.pass(second);
    const [checkout] = shop.checkouts.keys();
    const victim = new Browser(clock).open(returnAddress(tab.address, checkout!, purchase));
    const story = takeUp({merchant: shop.seenFrom(victim), provider: sandbox, items, locale: 'en'}, victim.till)?.story;
    await clock.pass(5 * second);
    assert.equal((await story!.ended).state, 'cancelled');
    const request = {merchant: shop.seenFrom(victim), ...approves, items, locale: 'en', total: {amount: 13000, currency: 'HKD'}};
    const own = victim.till.pay(request);
    await clock.pass(5 * second);
    assert.equal((await own.ended).state, 'paid');
    assert.equal(shop.checkouts.size, 2);
    assert.notEqual(shop.paid[0]?.checkout, checkout);
  });
});
