import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PaymentStory} from '../../src/payment/attempt.ts';
import type {Tab} from './browser.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {approves, items, purchase, scene, second} from './scene.ts';

interface Joined {
  readonly other: Tab;
  readonly story: PaymentStory;
}

for (const webLocks of [true, false]) {
  describe(`Two tabs with ${webLocks ? 'Web Locks' : 'a lease in the storage'}`, () => {
    it('share one checkout and one payment', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      const other = browser.open();
      const first = press(tab, approves);
      const joined = press(other, approves);
      await clock.pass(30 * second);
      assert.deepEqual([state(tab), state(other)], ['paid', 'paid']);
      assert.deepEqual([shop.checkouts.size, shop.paid.length], [1, 1]);
      assert.equal((await first.ended).id, (await joined.ended).id);
      assert.deepEqual([first.leads, joined.leads].sort(), [false, true]);
    });

    it('the second sees what the first does, and goes on when the first dies', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      press(tab);
      await clock.pass(second);
      const other = browser.open();
      const joined = press(other);
      await clock.pass(second);
      assert.deepEqual([state(other), other.windows.length, joined.leads], ['acting', 0, false]);
      tab.die();
      await clock.pass(15 * second);
      assert.equal(joined.leads, true);
      assert.deepEqual(joined.attempt.action, {type: 'popup', url: 'https://wallet.example/trade-1'});
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(40 * second);
      assert.equal((await joined.ended).state, 'paid');
      assert.deepEqual([shop.checkouts.size, shop.paid.length], [1, 1]);
    });

    it('the second continues the checkout that the first was just opening when it died', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      const other = browser.open();
      press(tab);
      await clock.pass(webLocks ? 5 : 95);
      const joined = press(other);
      await clock.pass(webLocks ? 20 : 5);
      tab.die();
      await clock.pass(15 * second);
      assert.equal(shop.checkouts.size, 1);
      assert.equal(state(other), 'review');
      joined.confirm();
      await clock.pass(second);
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(10 * second);
      assert.deepEqual([(await joined.ended).state, shop.checkouts.size], ['paid', 1]);
    });

    it('the second, suspended since it joined, does not call cancelled what the first has handed over meanwhile', async () => {
      const {clock, shop, browser, tab, press} = scene({webLocks});
      press(tab);
      await clock.pass(webLocks ? 5 : 95);
      const other = browser.open();
      const joined = press(other);
      await clock.pass(webLocks ? 10 : 5);
      other.freeze();
      await clock.pass(second);
      assert.equal(shop.open.length, 1);
      other.frozen = undefined;
      shop.cannotClose = true;
      joined.stop();
      await clock.pass(2 * second);
      assert.equal(joined.attempt.state, 'pending');
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(40 * second);
      assert.equal((await joined.ended).state, 'paid');
    });

    it('the second does not stop, or confirm, what the first has ended meanwhile', async () => {
      const {clock, shop, browser, tab, press} = scene({webLocks});
      shop.price = 13000;
      const first = press(tab);
      await clock.pass(second);
      const [stopped, confirmed] = [browser.open(), browser.open()].map((other) => ({other, story: press(other)})) as [Joined, Joined];
      await clock.pass(second);
      for (const {other} of [stopped, confirmed]) other.freeze();
      first.confirm();
      await clock.pass(second);
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(10 * second);
      assert.equal((await first.ended).state, 'paid');
      for (const {other} of [stopped, confirmed]) other.frozen = undefined;
      stopped.story.stop();
      confirmed.story.confirm();
      await clock.pass(10 * second);
      assert.deepEqual([(await stopped.story.ended).state, (await confirmed.story.ended).state], ['paid', 'paid']);
      assert.deepEqual([stopped.story.leads, confirmed.story.leads, shop.paid.length], [false, false, 1]);
    });

    it('the second sees the end though the clock was put back meanwhile', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      press(tab);
      await clock.pass(second);
      const other = browser.open();
      const joined = press(other);
      await clock.pass(second);
      browser.skew = -3600 * second;
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(40 * second);
      assert.deepEqual([state(tab), state(other), (await joined.ended).state], ['paid', 'paid', 'paid']);
    });

    it('the second sees a checkout that the first has left open for hours', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      shop.price = 13000;
      press(tab);
      await clock.pass(3 * 3600 * second);
      const other = browser.open();
      const joined = press(other);
      await clock.pass(3 * second);
      assert.deepEqual([state(tab), state(other), shop.checkouts.size], ['review', 'review', 1]);
      joined.confirm();
      await clock.pass(3 * second);
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(10 * second);
      assert.deepEqual([(await joined.ended).state, shop.paid.length], ['paid', 1]);
    });

    it('the second joins a payment though the storage was cleared meanwhile', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      press(tab);
      await clock.pass(second);
      browser.storage.clear();
      await clock.pass(90 * second);
      const other = browser.open();
      press(other);
      await clock.pass(3 * second);
      assert.deepEqual([state(tab), state(other), shop.checkouts.size], ['acting', 'acting', 1]);
    });

    it('the second says so when it takes over and the shop cannot be reached', async () => {
      const {clock, shop, browser, tab, press, meets} = scene({webLocks});
      shop.price = 13000;
      press(tab);
      await clock.pass(second);
      const joined = press(browser.open());
      await clock.pass(second);
      meets('get', 'busy', 'busy', 'busy');
      tab.die();
      await clock.pass(30 * second);
      assert.deepEqual((await joined.ended).problem, {code: 'busy'});
    });

    it('the second takes the lead when the buyer confirms there', async () => {
      const {clock, shop, browser, tab, press, state} = scene({webLocks});
      shop.price = 13000;
      const first = press(tab);
      await clock.pass(second);
      const other = browser.open();
      const joined = press(other);
      await clock.pass(second);
      assert.equal(state(other), 'review');
      joined.confirm();
      await clock.pass(3 * second);
      assert.equal(other.window?.url, 'https://wallet.example/trade-1');
      shop.decide(shop.trades[0], 'paid');
      await clock.pass(40 * second);
      assert.deepEqual([(await joined.ended).state, (await first.ended).state], ['paid', 'paid']);
      assert.deepEqual([joined.leads, first.leads, shop.checkouts.size], [true, false, 1]);
    });
  });
}

describe('Two copies of the script on one page', () => {
  for (const webLocks of [true, false]) {
    for (const storage of ['blocked', 'full']) {
      it(`are one payment though the storage is ${storage}, ${webLocks ? 'with' : 'without'} Web Locks`, async () => {
        const {clock, shop, tab, browser} = scene({storage: storage !== 'blocked', webLocks});
        browser.storageFull = true;
        const pay = (till: typeof tab.till): PaymentStory => till.pay({merchant: shop.seenFrom(tab), provider: sandbox, items, total: {amount: 12800, currency: 'HKD'}, locale: 'en', display: 'popup'});
        const first = pay(tab.till);
        await clock.pass(8 * second);
        const other = pay(tab.otherCopy);
        await clock.pass(8 * second);
        assert.deepEqual([first.leads, other.leads, shop.checkouts.size, tab.windows.length], [true, false, 1, 1]);
        shop.decide(shop.trades[0], 'paid');
        await clock.pass(10 * second);
        assert.deepEqual([(await first.ended).state, (await other.ended).state, shop.paid.length], ['paid', 'paid', 1]);
      });

      it(`are one payment when both are pressed at once, though the storage is ${storage}, ${webLocks ? 'with' : 'without'} Web Locks`, async () => {
        const {clock, shop, tab, browser} = scene({storage: storage !== 'blocked', webLocks});
        browser.storageFull = true;
        const pay = (till: typeof tab.till): PaymentStory => till.pay({...approves, merchant: shop.seenFrom(tab), items, total: {amount: 12800, currency: 'HKD'}, locale: 'en', display: 'popup'});
        const [first, other] = [pay(tab.till), pay(tab.otherCopy)];
        await clock.pass(30 * second);
        assert.deepEqual([(await first.ended).state, (await other.ended).state], ['paid', 'paid']);
        assert.deepEqual([shop.checkouts.size, shop.paid.length], [1, 1]);
      });
    }
  }

  it('carry one payment, and the second takes nothing away from what the first shows', async () => {
    const {clock, shop, tab, browser} = scene();
    const pay = (till: typeof tab.till): PaymentStory => till.pay({merchant: shop.seenFrom(tab), provider: sandbox, items, total: {amount: 12800, currency: 'HKD'}, locale: 'en', display: 'popup'});
    const first = pay(tab.till);
    await clock.pass(second);
    const other = pay(tab.otherCopy);
    await clock.pass(second);
    assert.deepEqual(tab.attempts[purchase]?.action, {type: 'popup', url: 'https://wallet.example/trade-1'});
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.deepEqual([(await first.ended).state, (await other.ended).state], ['paid', 'paid']);
    assert.deepEqual([first.leads, other.leads, shop.checkouts.size, tab.windows.length, browser.tabs.length], [true, false, 1, 1, 1]);
  });
});

describe('A hostile place', () => {
  it('without storage still pays once', async () => {
    const {clock, shop, press} = scene({storage: false});
    const story = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('with rubbish in the storage is not confused by it', async () => {
    const {clock, browser, press, tab} = scene();
    press();
    for (const key of browser.storage.keys()) browser.storage.set(key, '{"version":1,"state":"paid"');
    await clock.pass(second);
    const reloaded = tab.reload();
    for (const key of browser.storage.keys()) browser.storage.set(key, 'null');
    const story = press(reloaded, approves);
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('whose listener throws still ends paid', async () => {
    const {clock, tab, press} = scene();
    const story = press(undefined, approves);
    const {ended} = story;
    void ended.then(() => {
      throw new Error('the page is broken');
    }).catch(() => undefined);
    await clock.pass(second);
    assert.equal((await ended).state, 'paid');
    assert.deepEqual(tab.reports, []);
  });

  it('never stores a credential', async () => {
    const {clock, browser, press} = scene();
    const stored: string[] = [];
    const set = browser.storage.set.bind(browser.storage);
    browser.storage.set = (key, value) => (stored.push(value), set(key, value));
    press(undefined, approves);
    await clock.pass(second);
    assert.ok(stored.some((text) => text.includes('doubts":[{')));
    assert.ok(!stored.some((text) => text.includes('credential') || text.includes('approve')));
  });

  it('rests while nobody looks, and asks at once when the buyer is back', async () => {
    const {clock, shop, tab, press, state} = scene();
    press();
    await clock.pass(second);
    tab.hidden = true;
    await clock.pass(10 * 60 * second);
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * 60 * second);
    assert.equal(state(), 'acting');
    tab.look();
    await clock.pass(second);
    assert.equal(state(), 'paid');
  });
});

describe('Two copies of the script on one page', () => {
  it('call nothing cancelled that the other has handed over', async () => {
    const {clock, shop, tab, press, state} = scene();
    press();
    const second = tab.otherCopy.pay({merchant: shop.seenFrom(tab), provider: sandbox, items, total: {amount: 12800, currency: 'HKD'}, locale: 'en', display: 'popup'});
    await clock.pass(1000);
    assert.deepEqual([state(), shop.open.length], ['acting', 1]);
    shop.cannotClose = true;
    second.stop();
    await clock.pass(2000);
    assert.equal(state(), 'pending');
  });
});
