import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it} from 'node:test';
import type {Payment} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import {hostedCheckoutWith} from '../../../src/payment/providers/hosted-checkout.ts';
import {checkoutJson} from '../../commerce/checkout-json.ts';
import type {Tab} from '../browser.ts';
import {scene, second} from '../scene.ts';
import type {Scene} from '../scene.ts';

const page = globalThis as {window?: unknown; location?: unknown};

describe('The merchant\'s own checkout as a provider', () => {
  beforeEach(() => {
    page.window = new EventTarget();
    page.location = {origin: 'https://blog.example'};
  });
  afterEach(() => {
    delete page.window;
    delete page.location;
  });

  const provider = hostedCheckoutWith();
  const opened = async (by = provider): Promise<Scene & {readonly story: ReturnType<Scene['press']>; readonly checkout: () => string}> => {
    const set = scene();
    const story = set.press(undefined, {provider: by});
    await set.clock.pass(second);
    return {...set, story, checkout: () => [...set.shop.checkouts.keys()][0]!};
  };
  /** Who listens on the page from now on. */
  const listeners = (): ReadonlySet<unknown> => {
    const listening = new Set<unknown>();
    const target = page.window as EventTarget;
    const listen = target.addEventListener.bind(target);
    target.addEventListener = (type: string, heard: EventListener, options: AddEventListenerOptions) => {
      listening.add(heard);
      options.signal?.addEventListener('abort', () => listening.delete(heard));
      listen(type, heard, options);
    };
    return listening;
  };
  const closeWindow = async ({clock, tab}: {clock: Scene['clock']; tab: Tab}): Promise<void> => {
    await clock.pass(3 * second);
    tab.window!.closed = true;
    await clock.pass(6 * second);
  };

  it('opens a window in the tick of the press, and leads it to the checkout when that is there', async () => {
    const set = scene();
    set.press(undefined, {provider});
    assert.equal(set.tab.window?.url, 'about:blank');
    await set.clock.pass(second);
    const url = new URL(set.tab.window.url);
    assert.equal(`${url.origin}${url.pathname}`, 'https://shop.example/checkout/checkout-1');
    assert.deepEqual(Object.fromEntries(url.searchParams), {ec_version: '2026-04-08', ec_origin: 'https://blog.example'});
    assert.equal(set.state(), 'acting');
  });

  it('is paid when the merchant says so, also when its page says nothing', async () => {
    const {shop, clock, story, checkout} = await opened();
    shop.sellOnOwnPage(checkout());
    await clock.pass(10 * second);
    assert.deepEqual([(await story.ended).state, story.attempt.order?.id], ['paid', 'order-checkout-1']);
  });

  it('takes a refusal on the merchant\'s page for no ending: the buyer can go on there', async () => {
    const {shop, clock, story, state, checkout} = await opened();
    shop.checkouts.get(checkout())!.messages = [{type: 'error', code: 'payment_failed', content: 'Declined', severity: 'recoverable'}];
    await clock.pass(30 * second);
    assert.equal(state(), 'acting');
    shop.sellOnOwnPage(checkout());
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('whose window is closed asks the merchant, and offers the same checkout again', async () => {
    const set = await opened();
    await closeWindow(set);
    assert.equal(set.state(), 'review');
    set.story.confirm();
    await set.clock.pass(second);
    assert.equal(set.tab.windows.length, 2);
    assert.match(set.tab.window!.url, /checkout-1/);
    set.shop.sellOnOwnPage(set.checkout());
    await closeWindow(set);
    assert.equal((await set.story.ended).state, 'paid');
    assert.equal(set.shop.checkouts.size, 1);
  });

  it('that was paid just before its window was closed is paid', async () => {
    const set = await opened();
    set.shop.sellOnOwnPage(set.checkout());
    set.tab.window!.closed = true;
    await set.clock.pass(10 * second);
    assert.equal((await set.story.ended).state, 'paid');
  });

  it('is cancelled only when the merchant has closed the checkout', async () => {
    const {clock, story, shop, checkout} = await opened();
    story.stop();
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.checkouts.get(checkout())!.status, 'canceled');
  });

  it('is not called cancelled while the merchant leaves the checkout open, which can still be paid on its page', async () => {
    const {clock, story, state, shop, checkout} = await opened();
    shop.keepsCheckouts = true;
    story.stop();
    await clock.pass(30 * second);
    assert.equal(state(), 'pending');
    shop.sellOnOwnPage(checkout());
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('whose page knows of the payment before the merchant\'s books do is paid as soon as those know', async () => {
    const heard: string[] = [];
    const {clock, story, state, tab, shop, checkout} = await opened(hostedCheckoutWith({told: ({says}) => void heard.push(says)}));
    // A page that could not greet speaks in the open.
    const source = Object.assign(tab.window!, {page: {}}).page;
    const data = {jsonrpc: '2.0', method: 'ec.complete', params: {checkout: {...(checkoutJson() as object), id: checkout(), status: 'completed', order: {id: 'o1', permalink_url: 'https://shop.example/orders/o1'}}}};
    (page.window as EventTarget).dispatchEvent(Object.assign(new Event('message'), {data, source, origin: 'https://shop.example'}));
    assert.deepEqual(heard, ['complete']);
    await clock.pass(3 * second);
    assert.deepEqual([state(), tab.window?.closed], ['acting', false]);
    shop.sellOnOwnPage(checkout());
    await clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('stays open for the buyer\'s hand when the browser refuses the window', async () => {
    const set = scene();
    set.tab.refusesWindows = true;
    const story = set.press(undefined, {provider});
    await set.clock.pass(5 * second);
    assert.deepEqual([set.state(), story.attempt.problem?.code], ['acting', 'popup_blocked']);
    set.tab.refusesWindows = false;
    story.reopen();
    assert.match(set.tab.window!.url, /checkout-1/);
    set.shop.sellOnOwnPage('checkout-1');
    await set.clock.pass(10 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('hears nobody any more once the story has ended, also when its window was refused', async () => {
    const listening = listeners();
    const set = scene();
    set.tab.refusesWindows = true;
    const story = set.press(undefined, {provider});
    await set.clock.pass(5 * second);
    assert.equal(listening.size, 1);
    set.shop.sellOnOwnPage('checkout-1');
    await set.clock.pass(10 * second);
    assert.deepEqual([(await story.ended).state, listening.size], ['paid', 0]);
  });

  it('hears nobody any more when the story has turned elsewhere before the page can be seen', async () => {
    const listening = listeners();
    let heard = 0;
    const payment = {
      checkout: Promise.resolve({continue_url: 'https://shop.example/checkout/1'}), signal: new AbortController().signal,
      present({url}: {url: Promise<string>}) {
        url.catch(() => undefined);
        return {done: new Promise(() => undefined), close: () => undefined};
      },
      entrust() {
        heard = listening.size;
        throw new PaymentInterrupted('ended');
      },
    } as unknown as Payment;
    await assert.rejects(provider.start(payment), PaymentInterrupted);
    assert.deepEqual([heard, listening.size], [1, 0]);
  });

  it('shows first what must be seen before, and closes its window for that', async () => {
    const set = scene();
    set.shop.links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];
    const story = set.press(undefined, {provider});
    await set.clock.pass(second);
    assert.deepEqual([set.state(), set.tab.window?.closed], ['review', true]);
    story.confirm();
    await set.clock.pass(second);
    assert.match(set.tab.window!.url, /checkout-1/);
  });

  describe('of a merchant whose buyer must always come to its own page', () => {
    const escalated = async (more: (shop: Scene['shop']) => void = () => undefined): Promise<Scene & {readonly story: ReturnType<Scene['press']>}> => {
      const set = scene();
      set.shop.wantsToSeeTheBuyer = true;
      more(set.shop);
      const story = set.press(undefined, {provider});
      await set.clock.pass(second);
      return {...set, story};
    };

    for (const speaksOurExtension of [true, false]) {
      it(`leads its window there, and is paid when the merchant says so${speaksOurExtension ? '' : ', also without our extension'}`, async () => {
        const {shop, clock, story, state, tab} = await escalated((shop) => (shop.speaksOurExtension = speaksOurExtension));
        assert.deepEqual([state(), tab.windows.length, tab.window?.closed], ['acting', 1, false]);
        assert.match(tab.window!.url, /checkout-1\?ec_version/);
        await clock.pass(20 * second);
        assert.deepEqual([state(), tab.window?.closed], ['acting', false]);
        shop.sellOnOwnPage('checkout-1');
        await clock.pass(10 * second);
        assert.equal((await story.ended).state, 'paid');
      });
    }

    it('offers the same checkout again when its window is closed', async () => {
      const set = await escalated();
      await closeWindow(set);
      assert.equal(set.state(), 'review');
      set.story.confirm();
      await set.clock.pass(second);
      assert.match(set.tab.window!.url, /checkout-1/);
      set.shop.sellOnOwnPage('checkout-1');
      await closeWindow(set);
      assert.equal((await set.story.ended).state, 'paid');
    });

    it('shows another total first, and has submitted nothing', async () => {
      const {state, tab, story} = await escalated((shop) => (shop.price = 13800));
      assert.deepEqual([state(), tab.window?.closed, story.attempt.submitted], ['review', true, false]);
    });

    it('is cancelled by a buyer who stops only when the merchant has closed the checkout', async () => {
      const {clock, story, shop, state} = await escalated((shop) => (shop.keepsCheckouts = true));
      story.stop();
      await clock.pass(30 * second);
      assert.equal(state(), 'pending');
      shop.checkouts.get('checkout-1')!.status = 'canceled';
      await clock.pass(30 * second);
      assert.equal((await story.ended).state, 'cancelled');
    });
  });

  it('goes on after a reload: what was paid meanwhile is found', async () => {
    const set = await opened();
    const again = set.tab.reload();
    set.shop.sellOnOwnPage(set.checkout());
    set.takeUp(again);
    await set.clock.pass(10 * second);
    assert.equal(set.state(again), 'paid');
  });

  it('is not there for a shop that lives in the page', async () => {
    const answer = await provider.available({merchant: {id: 'page:https://blog.example/', mode: 'test'}, locale: 'en'});
    assert.equal(answer.status, 'unavailable');
  });
});
