import {expect} from '@open-wc/testing';
import {sendMouse} from '@web/test-runner-commands';
import type {AlipayPlace} from '../../../src/commerce/alipay-place.ts';
import {providerRules} from '../../../src/conformance/index.ts';
import {pageSurroundings} from '../../../src/payment/page-surroundings.ts';
import {openTill} from '../../../src/payment/pay.ts';
import type {PaymentStory} from '../../../src/payment/attempt.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import {ScriptedClock} from '../../../src/conformance/scripted-clock.ts';
import {ScriptedMerchant} from '../../../src/conformance/scripted-merchant.ts';
import type {Surroundings} from '../../../src/payment/surroundings.ts';
import {alipayWith} from '../../../src/payment/providers/alipay.ts';
import {browserAt} from './alipay-places.ts';
import {AlipayApp, alipayWorlds} from './alipay-worlds.ts';
import {antomWorlds} from './antom-worlds.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1000 && !holds(); round++) await pause(20);
  expect(holds(), String(holds)).to.equal(true);
}

interface Visit {
  readonly merchant: ScriptedMerchant;
  readonly story: PaymentStory;
  readonly left: string[];
  /** Windows that really opened. */
  readonly windows: string[];
}

const wallet = (trade: string): string => `https://wallet.example/${trade}`;
const answers: Readonly<Record<string, (trade: string) => PaymentAction>> = {
  app: (trade) => ({type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: trade}}),
  qr: (trade) => ({type: 'qr', code: wallet(trade), url: wallet(trade), expiresAt: '2099-01-01T00:00:00Z'}),
};

/** A merchant in real time, whose answer fits what it was handed. */
function merchantInRealTime(): ScriptedMerchant {
  const clock = new ScriptedClock();
  clock.later = (ms, run) => {
    const timer = setTimeout(run, ms / 4);
    return () => clearTimeout(timer);
  };
  const handlers = [{name: 'dev.hangtag.alipay', id: 'alipay', config: {ways: ['page', 'wap', 'qr', 'app'], app_id: '9021000000000001'}}];
  return new ScriptedMerchant(clock, {way: 'redirect', handlers, answer: ({instrument, trade}) => {
    const make = answers[String(instrument.credential?.['way'])];
    return make ? make(trade) : {type: 'redirect', url: wallet(trade)};
  }}, {amount: 12_800, currency: 'CNY'});
}

/** A buyer's real click on a real page, in a browser that stands there. */
async function press(place: AlipayPlace, display?: 'popup' | 'redirect' | 'qr'): Promise<Visit> {
  const merchant = merchantInRealTime();
  const [left, windows]: [string[], string[]] = [[], []];
  const real = pageSurroundings(window);
  const surroundings: Surroundings = {
    ...real,
    attempts: {get: () => ({}), setKey: () => undefined},
    leave: (url) => void left.push(url),
    // The address of the wallet is nobody's: the window really opens, and is steered to nothing.
    openWindow: () => {
      const opened = real.openWindow();
      return opened && {get closed() {
        return opened.closed;
      }, steer: (url) => void windows.push(url), close: () => opened.close()};
    },
  };
  const till = openTill(surroundings);
  const button = document.createElement('button');
  button.style.cssText = 'position: fixed; inset: 0; width: 200px; height: 200px';
  document.body.append(button);
  const pressed = new Promise<PaymentStory>((done) => button.addEventListener('click', () => done(till.pay({
    merchant: merchant.seenFrom({alive: true}), provider: alipayWith({browser: browserAt(place)}), items: [{id: `tea-${crypto.randomUUID()}`, quantity: 1}],
    total: {amount: 12_800, currency: 'CNY'}, locale: 'en', display,
  })), {once: true}));
  await sendMouse({type: 'click', position: [50, 50]});
  const story = await pressed;
  button.remove();
  await until(() => merchant.trades.length === 1 && story.attempt.state === 'acting');
  return {merchant, story, left, windows};
}

async function paid({merchant, story}: Visit): Promise<void> {
  merchant.decide(merchant.open, 'paid');
  story.ask();
  expect((await story.ended).state).to.equal('paid');
}

describe('Alipay under a real click', () => {
  afterEach(() => localStorage.clear());

  it('opens its page in a window on a desktop', async () => {
    const visit = await press('desktop');
    await until(() => visit.windows.length === 1);
    expect(visit.merchant.submitted[0]?.credential).to.deep.equal({type: 'alipay', way: 'page'});
    expect([visit.windows[0], visit.left]).to.deep.equal([wallet(visit.merchant.trades[0]?.id ?? ''), []]);
    await paid(visit);
  });

  it('shows a code on a desktop where the page asks for one', async () => {
    const visit = await press('desktop', 'qr');
    expect(visit.story.attempt.action?.type).to.equal('qr');
    expect(visit.windows).to.deep.equal([]);
    await paid(visit);
  });

  for (const place of ['phone', 'webview'] as const) {
    it(`leaves for the phone page in ${place === 'phone' ? 'a phone\'s browser' : 'Weibo, which grants no windows'}`, async () => {
      const visit = await press(place);
      await until(() => visit.left.length === 1);
      expect(visit.merchant.submitted[0]?.credential).to.deep.equal({type: 'alipay', way: 'wap'});
      expect([visit.left[0], visit.windows]).to.deep.equal([wallet(visit.merchant.trades[0]?.id ?? ''), []]);
      await paid(visit);
    });
  }

  it('calls the app inside Alipay, and believes only the merchant', async () => {
    const app = new AlipayApp();
    app.show();
    const visit = await press('alipay');
    await until(() => app.calls.length === 2);
    expect(app.calls.map(({method}) => method)).to.deep.equal(['getAuthCode', 'tradePay']);
    app.answer('9000');
    await pause(300);
    expect(visit.story.attempt.state).to.not.equal('paid');
    await paid(visit);
    app.hide();
  });
});

for (const [wallet, worlds] of [['Alipay', alipayWorlds], ['Antom', antomWorlds]] as const) {
  for (const {name, provider, world} of worlds) {
    describe(`${wallet} from ${name}, in this browser`, () => {
      for (const rule of providerRules) it(rule.title, () => rule.judge(provider, world));
    });
  }
}
