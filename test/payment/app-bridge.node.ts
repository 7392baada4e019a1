import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {PaymentAction} from '../../src/commerce/payment-action.ts';
import type {AppCall} from '../../src/payment/app-bridge.ts';
import {callApp} from '../../src/payment/app-bridge.ts';
import type {Payment, PaymentProvider, ProviderEnding} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {takeUp} from '../../src/payment/take-up.ts';
import {purchase, scene, second} from './scene.ts';
import type {Scene} from './scene.ts';

const tradePay: AppCall = {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: '2026112222001'}};

/** A page in Alipay's app, whose bridge may come later than the page. */
class AppPage extends EventTarget {
  readonly document = new EventTarget();
  readonly calls: {method: string; params: unknown; answer: (result?: object) => void}[] = [];
  AlipayJSBridge: object | undefined;

  bridgeComes(): void {
    this.AlipayJSBridge = {call: (method: string, params: unknown, answer: (result?: object) => void) => this.calls.push({method, params, answer})};
    this.document.dispatchEvent(new Event('AlipayJSBridgeReady'));
  }

  call(signal = new AbortController().signal): Promise<string | undefined> {
    return callApp(this as unknown as Window, tradePay, signal);
  }
}

describe('The app that shows the page', () => {
  it('is called, and its answer is text whatever it is made of', async () => {
    const page = new AppPage();
    page.bridgeComes();
    for (const [result, text] of [[{resultCode: '9000'}, '9000'], [{resultCode: 6001}, '6001'], [{}, ''], [undefined, '']] as const) {
      const answer = page.call();
      await Promise.resolve();
      const {method, params, answer: say} = page.calls.at(-1)!;
      assert.deepEqual([method, params], ['tradePay', {tradeNO: '2026112222001'}]);
      say(result);
      assert.equal(await answer, text);
    }
  });

  it('is waited for until it says that it is ready', async () => {
    const page = new AppPage();
    const answer = page.call();
    page.bridgeComes();
    await new Promise(setImmediate);
    page.calls[0]?.answer({resultCode: '8000'});
    assert.equal(await answer, '8000');
  });

  it('is not waited for longer than three seconds', async (test) => {
    test.mock.timers.enable({apis: ['setTimeout']});
    const page = new AppPage();
    const answer = page.call();
    test.mock.timers.tick(3000);
    assert.equal(await answer, undefined);
    page.bridgeComes();
    assert.equal(page.calls.length, 0);
  });

  it('is not called any more once the payment has gone on', async () => {
    const page = new AppPage();
    const gone = new AbortController();
    const answer = page.call(gone.signal);
    gone.abort();
    page.bridgeComes();
    assert.equal(await answer, undefined);
    assert.equal(page.calls.length, 0);
  });
});

interface Heard {
  how: string;
  choice?: string;
}

/** A provider that pays in the app, and notes what it heard. */
function inApp(heard: Heard[], action: PaymentAction = tradePay): PaymentProvider {
  const show = async (payment: Payment): Promise<ProviderEnding> => {
    const done = await payment.present(action).done;
    heard.push(done);
    return done.how === 'chosen' && done.choice === '6001' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
  };
  return {
    ...sandbox,
    id: 'in-app',
    async start(payment) {
      await payment.checkout;
      await payment.submit({id: payment.id, handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'redirect'}});
      return show(payment);
    },
    resume: show,
  };
}

function inAlipay(more: Partial<Pick<Scene['tab'], 'isInApp'>> = {isInApp: true}) {
  const all = scene();
  const heard: Heard[] = [];
  Object.assign(all.tab, more);
  return {...all, heard, provider: inApp(heard)};
}

describe('A payment in the app that shows the page', () => {
  it('is asked for in the app, and is paid when the merchant says so', async () => {
    const {clock, shop, tab, press, provider, heard, state} = inAlipay();
    const story = press(undefined, {provider});
    await clock.pass(second);
    assert.equal(state(), 'acting');
    assert.deepEqual(story.attempt.action, tradePay);
    assert.deepEqual(tab.calls.map(({call}) => call), [tradePay]);
    tab.calls[0]!.answer('9000');
    await clock.pass(second);
    assert.deepEqual(heard, [{how: 'chosen', choice: '9000'}]);
    assert.notEqual(state(), 'paid');
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
  });

  it('asks the merchant at the app\'s answer, not at the next turn', async () => {
    const {clock, shop, tab, press, provider} = inAlipay();
    const story = press(undefined, {provider});
    await clock.pass(20 * second);
    shop.decide(shop.trades[0], 'paid');
    tab.calls[0]!.answer('8000');
    await clock.pass(100);
    assert.equal(story.attempt.state, 'paid');
  });

  it('that the buyer leaves is cancelled when the merchant has closed it', async () => {
    const {clock, shop, tab, press, provider} = inAlipay();
    const story = press(undefined, {provider});
    await clock.pass(second);
    tab.calls[0]!.answer('6001');
    await clock.pass(5 * second);
    assert.equal((await story.ended).state, 'cancelled');
    assert.equal(shop.trades[0]?.status, 'cancelled');
  });

  it('tells a provider that there is no such app, and stays open', async () => {
    const {clock, press, provider, heard, state} = inAlipay({isInApp: false});
    press(undefined, {provider});
    await clock.pass(second);
    assert.deepEqual(heard, [{how: 'blocked'}]);
    assert.equal(state(), 'acting');
  });

  it('does not hear an app that answers after the story has gone on', async () => {
    const {clock, shop, tab, press, provider, heard} = inAlipay();
    const story = press(undefined, {provider});
    await clock.pass(second);
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(30 * second);
    assert.equal((await story.ended).state, 'paid');
    tab.calls[0]!.answer('4000');
    await clock.pass(second);
    assert.deepEqual(heard, [{how: 'settled'}]);
    assert.equal(story.attempt.state, 'paid');
  });

  it('is asked for again after a reload', async () => {
    const {clock, shop, tab, press, provider, heard} = inAlipay();
    press(undefined, {provider});
    await clock.pass(second);
    const reloaded = tab.reload();
    reloaded.isInApp = true;
    const merchant = shop.seenFrom(reloaded);
    const story = takeUp({merchant, provider, items: [{id: 'tea', quantity: 1}], locale: 'en'}, reloaded.till)?.story;
    assert.ok(story);
    await clock.pass(second);
    assert.equal(reloaded.calls.length, 1);
    shop.decide(shop.trades[0], 'paid');
    reloaded.calls[0]!.answer('9000');
    await clock.pass(second);
    assert.deepEqual(heard, [{how: 'chosen', choice: '9000'}]);
    assert.equal(reloaded.attempts[purchase]?.state, 'paid');
  });

  it('is offered after a reload where the provider does nothing of its own, and asked for when the buyer says so', async () => {
    const {clock, shop, tab, press, provider} = inAlipay();
    shop.action = tradePay;
    press(undefined, {provider});
    await clock.pass(second);
    const reloaded = tab.reload();
    reloaded.isInApp = true;
    const {resume: _, ...silent} = provider;
    const story = takeUp({merchant: shop.seenFrom(reloaded), provider: silent, items: [{id: 'tea', quantity: 1}], locale: 'en'}, reloaded.till)!.story;
    await clock.pass(second);
    assert.deepEqual([story.attempt.state, story.attempt.action, reloaded.calls.length], ['acting', tradePay, 0]);
    story.reopen();
    assert.equal(reloaded.calls.length, 1);
    shop.decide(shop.trades[0], 'paid');
    reloaded.calls[0]!.answer('9000');
    await clock.pass(second);
    assert.equal(story.attempt.state, 'paid');
  });

  for (const [bridge, method] of [['alipay', 'getAuthCode'], ['alipay', 'toString'], ['wechat', 'tradePay'], ['stripe', 'handleNextAction']] as const) {
    it(`is no way to call ${bridge}.${method}`, async () => {
      const {clock, shop, tab, press, state} = inAlipay();
      const action: PaymentAction = {...tradePay, bridge, method};
      shop.action = action;
      const story = press(undefined, {provider: inApp([], action)});
      await clock.pass(second);
      assert.equal(tab.calls.length, 0);
      assert.match(String(tab.reports[0]), /cannot be shown/);
      assert.equal(state(), 'confirming');
      assert.equal(story.attempt.action, undefined);
    });
  }
});
