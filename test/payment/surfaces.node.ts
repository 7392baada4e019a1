import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Payment, PaymentProvider, ProviderEnding, Surface} from '../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {takeUp} from '../../src/payment/take-up.ts';
import {approves, purchase, scene, second} from './scene.ts';

/** A provider whose ending the test decides, and what it was given. */
function providerWith(surface: Surface) {
  const payments: Payment[] = [];
  const endings: ((ending: ProviderEnding) => void)[] = [];
  const provider: PaymentProvider = {...sandbox, surface, start: (payment) => {
    payments.push(payment);
    return new Promise((end) => endings.push(end));
  }};
  return {provider, payments, ends: (ending: ProviderEnding) => endings.at(-1)?.(ending)};
}

const instrument = ({id}: Payment) => ({id, handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}});
const handlers = [{name: 'dev.hangtag.sandbox', id: 'one', config: {key: 'pk'}}, {name: 'com.example.other', id: 'two', config: {}}];

for (const surface of ['press', 'fields', 'own-button'] as const) {
  describe(`A provider with the surface ${surface}`, () => {
    it('begins in the tick of the press, and is given its frame and what the shop says of its handlers', () => {
      const {press, shop, tab} = scene();
      const {provider, payments} = providerWith(surface);
      const frame = {} as HTMLElement;
      const story = press(undefined, {provider, frame, merchant: {...shop.seenFrom(tab), handlers}});
      assert.equal(payments.length, 1);
      assert.equal(payments[0]?.frame, frame);
      assert.deepEqual(payments[0]?.handlers, [handlers[0]]);
      assert.equal(story.playing, true);
    });

    it('waits for the second press where the buyer is asked first, and is not said to have begun', async () => {
      const {clock, press, shop, state} = scene();
      shop.links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];
      const {provider, payments} = providerWith(surface);
      const story = press(undefined, {provider, collectFirst: true});
      assert.deepEqual([payments.length, story.playing], [0, false]);
      await clock.pass(second);
      assert.equal(state(), 'review');
      story.confirm();
      assert.deepEqual([payments.length, story.playing], [1, true]);
      assert.equal(payments[0]?.handlers?.[0]?.id, 'sandbox');
    });

    it('is not begun again while it is at it', async () => {
      const {clock, press} = scene();
      const {provider, payments} = providerWith(surface);
      const story = press(undefined, {provider});
      assert.equal(press(undefined, {provider}), story);
      await clock.pass(second);
      assert.equal(press(undefined, {provider}), story);
      story.confirm();
      assert.equal(payments.length, 1);
    });

    it('that could not begin leaves its message, and the next press begins at once', async () => {
      const {clock, press, shop} = scene();
      const {provider, payments, ends} = providerWith(surface);
      const story = press(undefined, {provider});
      await clock.pass(second);
      ends({ending: 'failed', code: 'invalid_input', message: 'The card number is incomplete'});
      const ended = await story.ended;
      assert.deepEqual([ended.state, ended.problem, ended.submitted], ['failed', {code: 'invalid_input', message: 'The card number is incomplete'}, false]);
      story.reset();
      assert.equal(story.attempt.state, 'ready');
      const again = press(undefined, {provider});
      assert.equal(payments.length, 2);
      await clock.pass(second);
      void payments[1]?.submit(instrument(payments[1]));
      await clock.pass(second);
      assert.equal((await again.ended).state, 'paid');
      assert.deepEqual([shop.checkouts.size, shop.paid.length], [1, 1]);
    });

    it('cannot make up a reason of its own', async () => {
      const {clock, press} = scene();
      const {provider, ends} = providerWith(surface);
      const story = press(undefined, {provider});
      await clock.pass(second);
      ends({ending: 'failed', code: 'paid'});
      assert.deepEqual((await story.ended).problem, {code: 'provider_failed', message: undefined});
    });

    for (const when of [0, 30, 500]) {
      it(`is told when the buyer stops after ${when} ms, and can send nothing any more`, async () => {
        const {clock, press, shop} = scene();
        const {provider, payments} = providerWith(surface);
        const story = press(undefined, {provider});
        const [payment] = payments as [Payment];
        if (when) await clock.pass(when);
        const submitting = payment.checkout.then(() => undefined, () => undefined).then(() => payment.submit(instrument(payment)));
        story.stop();
        assert.equal(payment.signal.aborted, true);
        const rejected = assert.rejects(submitting, PaymentInterrupted);
        await clock.pass(5 * second);
        await rejected;
        assert.equal((await story.ended).state, 'cancelled');
        assert.equal(shop.trades.length, 0);
        assert.equal((await payment.present({type: 'popup', url: 'https://wallet.example/'}).done).how, 'settled');
      });
    }

    it('that goes on after the buyer has stopped does not change the ending', async () => {
      const {clock, press, ...all} = scene();
      const {provider, ends} = providerWith(surface);
      const story = press(undefined, {provider});
      await clock.pass(second);
      story.stop();
      ends({ending: 'handed-off', url: 'https://other.example/'});
      await clock.pass(second);
      assert.equal(all.state(), 'cancelled');
    });
  });
}

describe('While the buyer looks at another total', () => {
  it('a provider can neither send nor show anything', async () => {
    const {clock, press, shop, tab, state} = scene();
    const {provider, payments} = providerWith('press');
    press(undefined, {provider});
    const [payment] = payments as [Payment];
    await clock.pass(100);
    shop.price = 14000;
    void payment.submit(instrument(payment));
    await clock.pass(second);
    assert.equal(state(), 'review');
    await assert.rejects(payment.submit(instrument(payment)), {name: 'PaymentInterrupted', why: 'review'});
    assert.equal((await payment.present({type: 'popup', url: 'https://wallet.example/'}).done).how, 'settled');
    assert.deepEqual([state(), tab.windows.length, shop.trades.length], ['review', 0, 0]);
  });
});

describe('An ending in the very tick of the press', () => {
  const fails = (): never => {
    throw new Error('broken');
  };
  const now: [string, PaymentProvider['start'], string, string | undefined][] = [
    ['failed', () => Promise.resolve({ending: 'failed', code: 'popup_blocked'}), 'failed', 'popup_blocked'],
    ['failed by throwing', fails, 'failed', 'provider_failed'],
    ['stopped', () => Promise.resolve({ending: 'stopped'}), 'cancelled', 'cancelled'],
    ['handed-off', () => Promise.resolve({ending: 'handed-off', url: 'https://other.example/'}), 'handed-off', undefined],
    ['merchant, without having asked it', () => Promise.resolve({ending: 'merchant', step: {status: 'unknown'}}), 'failed', 'provider_failed'],
  ];
  for (const webLocks of [true, false]) {
    for (const [what, start, state, code] of now) {
      it(`(${what}) is told once, charges nothing and frees the purchase ${webLocks ? '' : 'without Web Locks'}`, async () => {
        const {clock, press, shop} = scene({webLocks});
        const story = press(undefined, {provider: {...sandbox, start}});
        let told = 0;
        void story.ended.then(() => told++);
        await clock.pass(2 * second);
        assert.deepEqual([story.attempt.state, story.attempt.problem?.code, story.leads, told], [state, code, true, 1]);
        story.reset();
        const again = press(undefined, approves);
        await clock.pass(2 * second);
        assert.equal((await again.ended).state, 'paid');
        assert.equal(shop.paid.length, 1);
      });
    }
  }

  it('also when the buyer stops in that tick', async () => {
    const {clock, press, shop} = scene();
    const {provider, payments} = providerWith('press');
    const story = press(undefined, {provider});
    story.stop();
    assert.equal((await story.ended).state, 'cancelled');
    await assert.rejects(payments[0]!.checkout, PaymentInterrupted);
    await clock.pass(second);
    assert.equal(shop.trades.length, 0);
    const again = press(undefined, approves);
    await clock.pass(second);
    assert.equal((await again.ended).state, 'paid');
  });
});

describe('What one provider began', () => {
  it('is taken up by it after a reload, though the tag has another one by then', async () => {
    const {clock, shop, tab, press} = scene();
    press(undefined, {display: 'redirect'});
    await clock.pass(second);
    const reloaded = tab.reload();
    let resumed = 0;
    const other: PaymentProvider = {...sandbox, id: 'other', resume: () => {
      resumed++;
      return Promise.resolve({ending: 'stopped'});
    }};
    const story = takeUp({merchant: shop.seenFrom(reloaded), provider: other, items: [{id: 'tea', quantity: 1}], locale: 'en'}, reloaded.till)!.story;
    await clock.pass(second);
    await new Promise(setImmediate);
    await clock.pass(20 * second);
    assert.deepEqual([resumed, shop.trades[0]?.status], [0, 'open']);
    shop.decide(shop.trades[0], 'paid');
    await clock.pass(60 * second);
    assert.equal((await story.ended).state, 'paid');
    assert.equal(reloaded.attempts[purchase]?.provider, 'sandbox');
  });
});
