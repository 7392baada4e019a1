import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {purchaseKey} from '../../src/commerce/item.ts';
import type {PayRequest, PaymentStory} from '../../src/payment/attempt.ts';
import type {PaymentProvider} from '../../src/payment/provider.ts';
import {sandbox, sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {Browser, Clock} from './browser.ts';
import type {Tab} from './browser.ts';
import type {Fate, Operation} from './network.ts';
import {Shop} from './shop.ts';


const items = [{id: 'tea', quantity: 1}];
const purchase = purchaseKey({merchant: 'https://shop.example', items});
const second = 1000;

function scene(options: {webLocks?: boolean; storage?: boolean} = {}) {
  const clock = new Clock();
  const browser = new Browser(clock, options);
  const shop = new Shop(clock);
  const tab = browser.open();
  const request = (from: Tab, more: Partial<PayRequest> = {}): PayRequest => ({
    merchant: shop.seenFrom(from),
    provider: sandbox,
    items,
    total: {amount: 12800, currency: 'HKD'},
    locale: 'en',
    display: 'popup',
    ...more,
  });
  const press = (from: Tab = tab, more: Partial<PayRequest> = {}): PaymentStory => from.till.pay(request(from, more));
  const takeUp = (from: Tab): PaymentStory | undefined => from.till.takeUp(request(from));
  const meets = (operation: Operation, ...fates: Fate[]): void => shop.network.meet(operation, ...fates);
  return {clock, browser, shop, tab, press, takeUp, meets, state: (from: Tab = tab) => from.attempts[purchase]?.state};
}

const approves = {provider: sandboxWith({token: 'approve'})};
const declines = {provider: sandboxWith({token: 'decline'})};

describe('A press', () => {
  it('starts the provider before pay() returns', () => {
    const {tab, press} = scene();
    press();
    assert.equal(tab.windows.length, 1);
    assert.equal(tab.window?.url, 'about:blank');
  });

  it('ends in paid when the merchant says so, once', async () => {
    const {clock, shop, press, state} = scene();
    const story = press(undefined, approves);
    assert.equal(state(), 'opening');
    await clock.pass(second);
    const ended = await story.ended;
    assert.equal(ended.state, 'paid');
    assert.equal(ended.order?.id, 'order-checkout-1');
    assert.equal(shop.paid.length, 1);
    assert.equal(story.leads, true);
  });

  it('of ten clicks and two buttons shares one story and one checkout', async () => {
    const {clock, shop, press} = scene();
    const stories = Array.from({length: 10}, () => press(undefined, approves));
    await clock.pass(second);
    assert.equal(new Set(stories).size, 1);
    assert.equal(shop.checkouts.size, 1);
    assert.equal(shop.paid.length, 1);
    assert.equal((await press(undefined, approves).ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('carries the total that the buyer saw', async () => {
    const {clock, shop, press} = scene();
    press(undefined, approves);
    await clock.pass(second);
    const [complete] = shop.heard.filter(({operation}) => operation === 'complete');
    assert.deepEqual((complete?.body as {expectedTotal: unknown}).expectedTotal, {amount: 12800, currency: 'HKD'});
  });

  it('that is declined can be tried again on the same checkout', async () => {
    const {clock, shop, press} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    const ended = await first.ended;
    assert.deepEqual([ended.state, ended.problem], ['failed', {code: 'declined', message: 'Declined'}]);
    first.reset();
    assert.equal(first.attempt.state, 'ready');
    const again = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await again.ended).state, 'paid');
    assert.notEqual(again.attempt.id, ended.id);
    assert.equal(shop.checkouts.size, 1);
  });

  it('fails without a charge when the shop cannot be reached', async () => {
    const {clock, shop, press, meets} = scene();
    meets('create', 'request-lost', 'request-lost', 'request-lost');
    const story = press(undefined, approves);
    await clock.pass(20 * second);
    assert.deepEqual((await story.ended).problem, {code: 'unreachable'});
    assert.equal(shop.checkouts.size, 0);
  });

  it('repeats a create that got no answer with its key and body', async () => {
    const {clock, shop, press, meets} = scene();
    meets('create', 'answer-lost');
    const story = press(undefined, approves);
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.checkouts.size, 1);
    const [first, again] = shop.heard;
    assert.deepEqual([first?.operation, first?.key, first?.body], [again?.operation, again?.key, again?.body]);
  });
});

describe('What the buyer must see first', () => {
  it('stops for another total, pays nothing, and pays the open checkout at the second press', async () => {
    const {clock, shop, tab, press, state} = scene();
    shop.price = 13000;
    const story = press();
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(tab.window?.closed, true);
    assert.equal(shop.trades.length, 0);
    story.confirm();
    assert.equal(tab.windows.length, 2);
    await clock.pass(second);
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(5 * second);
    const ended = await story.ended;
    assert.deepEqual([ended.state, ended.total.amount], ['paid', 13000]);
    assert.equal(shop.checkouts.size, 1);
  });

  it('stops when the total changes between the checkout and the payment', async () => {
    const {clock, shop, press, state} = scene();
    const story = press(undefined, approves);
    await clock.pass(50);
    shop.price = 14000;
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(story.attempt.submitted, false);
    assert.equal(shop.trades.length, 0);
    story.confirm();
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid[0]?.amount, 14000);
  });

  it('stops for terms that must be read', async () => {
    const {clock, shop, press, state} = scene();
    shop.links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];
    press(undefined, approves);
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(shop.trades.length, 0);
  });

  it('asks for delivery, shows the new total and then pays', async () => {
    const {clock, shop, press, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {...approves, collectFirst: true});
    await clock.pass(second);
    assert.equal(state(), 'needs-buyer');
    const providing = story.provide({buyer: {email: 'mei@example.com'}, fulfillment: {methods: [{type: 'shipping', groups: [{selected_option_id: 'post'}]}]}});
    await clock.pass(second);
    assert.equal((await providing).totals.find(({type}) => type === 'total')?.amount, 15800);
    assert.equal(state(), 'review');
    story.confirm();
    await clock.pass(second);
    assert.deepEqual([(await story.ended).state, shop.paid[0]?.amount], ['paid', 15800]);
  });

  it('remembers contact and delivery for the next attempt on this page, and never in the storage', async () => {
    const {clock, browser, shop, press, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {collectFirst: true});
    await clock.pass(second);
    void story.provide({buyer: {email: 'mei@example.com'}, fulfillment: {methods: [{type: 'shipping'}]}});
    await clock.pass(second);
    story.confirm();
    await clock.pass(second);
    story.stop();
    await clock.pass(5 * second);
    assert.equal(state(), 'cancelled');
    story.reset();
    press(undefined, {collectFirst: true});
    await clock.pass(second);
    assert.equal(state(), 'review');
    assert.equal(shop.checkouts.size, 2);
    assert.ok(![...browser.storage.values()].some((text) => text.includes('mei@example.com')));
  });

  it('refuses details when nobody asked for them', async () => {
    const {press} = scene();
    await assert.rejects(press().provide({}), /nothing to provide/);
  });

  it('keeps the buyer at the form when the shop does not answer', async () => {
    const {clock, shop, press, meets, state} = scene();
    shop.needsDelivery = true;
    const story = press(undefined, {...approves, collectFirst: true});
    await clock.pass(second);
    meets('update', 'request-lost', 'request-lost', 'request-lost');
    const providing = assert.rejects(story.provide({buyer: {email: 'mei@example.com'}}), /lost/);
    await clock.pass(20 * second);
    await providing;
    assert.equal(state(), 'needs-buyer');
  });
});

describe('The wallet window', () => {
  it('is steered to the wallet and closed when the merchant has the money', async () => {
    const {clock, shop, tab, press, state} = scene();
    const story = press();
    await clock.pass(second);
    assert.equal(state(), 'acting');
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(tab.window?.closed, true);
  });

  it('proves nothing when it is closed: cancelled only after the merchant closed the trade', async () => {
    const {clock, shop, tab, press} = scene();
    const story = press();
    await clock.pass(3 * second);
    tab.window!.closed = true;
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.trades[0]?.status, 'cancelled');
  });

  it('stays pending when it is closed and the trade cannot be, and a late payment moves it to paid', async () => {
    const {clock, shop, tab, press, state} = scene();
    shop.cannotClose = true;
    const story = press();
    await clock.pass(3 * second);
    tab.window!.closed = true;
    await clock.pass(60 * second);
    assert.equal(state(), 'pending');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('was paid before it was closed: then it is paid', async () => {
    const {clock, shop, tab, press} = scene();
    const story = press();
    await clock.pass(2900);
    shop.decide(shop.trades[0], 'paid');
    tab.window!.closed = true;
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('of somebody else\'s checkout hands the buyer over, once', async () => {
    const {clock, press} = scene();
    const elsewhere: PaymentProvider = {...sandbox, start: async () => ({ending: 'handed-off', url: 'https://other.example/checkout'})};
    const story = press(undefined, {provider: elsewhere});
    await clock.pass(second);
    assert.deepEqual([(await story.ended).state, story.attempt.action], ['handed-off', {type: 'popup', url: 'https://other.example/checkout'}]);
    story.reset();
    assert.equal(story.attempt.state, 'ready');
  });

  it('that cuts its ties at once is not taken for closed', async () => {
    const {clock, shop, tab, press, state} = scene();
    press();
    await clock.pass(150);
    tab.window!.closed = true;
    await clock.pass(10 * second);
    assert.equal(state(), 'acting');
    assert.equal(shop.trades[0]?.status, 'open');
  });

  it('is offered as a link when the browser refuses it, and opened again in a gesture', async () => {
    const {clock, shop, tab, press, state} = scene();
    tab.refusesWindows = true;
    const story = press();
    await clock.pass(3 * second);
    assert.equal(state(), 'acting');
    assert.equal(story.attempt.problem?.code, 'popup_blocked');
    assert.deepEqual(story.attempt.action, {type: 'popup', url: 'https://wallet.example/trade-1'});
    tab.refusesWindows = false;
    story.reopen();
    assert.equal(tab.window?.url, 'https://wallet.example/trade-1');
    assert.equal(story.attempt.problem, undefined);
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('never leads to an address that is not https', async () => {
    const {clock, shop, tab, press, state} = scene();
    const evil: PaymentProvider = {...sandbox, start: async (payment) => {
      payment.present({type: 'redirect', url: 'javascript:alert(1)'});
      return {ending: 'stopped'};
    }};
    const story = press(undefined, {provider: evil});
    await clock.pass(second);
    assert.deepEqual([(await story.ended).problem?.code, tab.left, shop.trades.length], ['provider_failed', [], 0]);
    assert.equal(state(), 'failed');
  });
});

describe('A lost answer', () => {
  for (const fate of ['answer-lost', 'answer-late', 'request-slow', 'doubled', 'request-lost', 'busy'] as const) {
    it(`to complete (${fate}) charges once and is found out`, async () => {
      const {clock, shop, press, meets} = scene();
      meets('complete', fate);
      const story = press(undefined, approves);
      await clock.pass(30 * second);
      assert.equal((await story.ended).state, 'paid');
      assert.equal(shop.paid.length, 1);
      assert.equal(new Set(shop.heard.filter(({operation}) => operation === 'complete').map(({key}) => key)).size, 1);
    });
  }

  it('keeps the payment pending, never failed, while the shop is away', async () => {
    const {clock, shop, press, meets, state} = scene();
    const away: Fate[] = Array.from({length: 6}, () => 'request-lost');
    meets('complete', 'answer-lost', ...away);
    meets('get', ...away);
    const story = press(undefined, approves);
    await clock.pass(15 * second);
    assert.equal(state(), 'pending');
    await clock.pass(90 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('of an earlier decline is not taken for the answer to this attempt', async () => {
    const {clock, shop, press, meets} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    await first.ended;
    meets('complete', 'request-late');
    const story = press(undefined, approves);
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(shop.paid.length, 1);
  });

  it('to a question that was asked before the complete arrived does not end the attempt', async () => {
    const {clock, shop, press, meets, state} = scene();
    const first = press(undefined, declines);
    await clock.pass(second);
    await first.ended;
    meets('complete', 'request-slow');
    meets('get', 'arrives', 'answer-late');
    const story = press(undefined, {provider: sandboxWith({token: 'pending'})});
    await clock.pass(6 * second);
    assert.notEqual(state(), 'failed');
    shop.decide(shop.open[0], 'paid');
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('after a reload, whose complete may still arrive, ends only once the checkout is closed', async () => {
    const {clock, shop, tab, press, takeUp, meets} = scene();
    meets('complete', 'request-late');
    press(undefined, approves);
    await clock.pass(70);
    const reloaded = tab.reload();
    const story = takeUp(reloaded);
    assert.ok(story);
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.paid.length, 0);
    assert.equal([...shop.checkouts.values()][0]?.status, 'canceled');
  });
});

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
    const story = other.till.takeUp({merchant: shop.seenFrom(other), provider: sandbox, items, locale: 'en'});
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
    const {returnAddress} = await import('../../src/payment/return-address.ts');
    const victim = new Browser(clock).open(returnAddress(tab.address, checkout!, purchase));
    const story = victim.till.takeUp({merchant: shop.seenFrom(victim), provider: sandbox, items, locale: 'en'});
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

describe('A merchant without our extension', () => {
  it('is believed when it has completed with an order', async () => {
    const {clock, shop, press} = scene();
    shop.speaksOurExtension = false;
    const story = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('is believed when the checkout is open again with payment_failed', async () => {
    const {clock, shop, press} = scene();
    shop.speaksOurExtension = false;
    const story = press(undefined, declines);
    await clock.pass(second);
    assert.equal((await story.ended).problem?.code, 'declined');
  });

  it('whose answer comes late does not undo what was heard since', async () => {
    const {clock, shop, press, meets, state} = scene();
    shop.speaksOurExtension = false;
    meets('complete', 'answer-late');
    const story = press(undefined, {provider: sandboxWith({token: 'pending'})});
    await clock.pass(100);
    shop.decide(shop.trades[0], 'cancelled');
    await clock.pass(3 * second);
    assert.equal(state(), 'review');
    await clock.pass(10 * second);
    assert.deepEqual([state(), story.attempt.action], ['review', undefined]);
  });

  it('is followed to its own page when it needs the buyer', async () => {
    const {clock, shop, tab, press} = scene();
    shop.speaksOurExtension = false;
    const story = press();
    await clock.pass(second);
    assert.equal(tab.window?.url, 'https://shop.example/checkout/checkout-1');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });
});
