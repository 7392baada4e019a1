import {expect} from '@open-wc/testing';
import {ExpressButtons} from '../../../demo/services/stripe/browser/express-buttons.ts';
import type {Payment} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import {stripe, stripeAlipay, stripeExpress, stripeWechatPay} from '../../../src/payment/providers/stripe.ts';
import {loseScripts} from './lost-scripts.ts';
import {PaymentScript, StripeScript, hkd128, paid, soon, stripeHandler, stripePlace} from './stripe-payment.ts';

const signal = new AbortController().signal;
const scripts = (): string[] => Array.from(document.scripts, ({src}) => src).filter((src) => src.includes('stripe.com'));

function inFrame(): HTMLElement {
  const frame = document.createElement('div');
  document.body.append(frame);
  frames.push(frame);
  return frame;
}
const frames: HTMLElement[] = [];
afterEach(() => frames.splice(0).forEach((frame) => frame.remove()));

describe('Where Stripe is available', () => {
  const reason = (of: typeof stripe, ...where: Parameters<typeof stripePlace>): unknown => {
    const answer = of.available(stripePlace(...where));
    return 'reason' in answer ? answer.reason : 'status' in answer ? answer.status : answer;
  };

  it('is the shop’s to say, with a key of the shop’s mode', () => {
    for (const provider of [stripe, stripeExpress, stripeAlipay, stripeWechatPay]) {
      expect(reason(provider), provider.id).to.equal('available');
      expect(reason(provider, {handlers: undefined}), provider.id).to.equal('handler');
      expect(reason(provider, {handlers: []}), provider.id).to.equal('handler');
      expect(reason(provider, {}, {publishable_key: 'sk_test_never'}), provider.id).to.equal('handler');
      expect(reason(provider, {}, {publishable_key: 'nonsense'}), provider.id).to.equal('handler');
      expect(reason(provider, {}, {publishable_key: 'pk_live_1'}), provider.id).to.equal('mode');
      expect(reason(provider, {merchant: {id: 'x', mode: 'live'}}), provider.id).to.equal('mode');
      expect(reason(provider, {merchant: {id: 'x', mode: 'unknown'}}), provider.id).to.equal('available');
    }
  });

  it('goes by the methods that the shop takes', () => {
    expect(reason(stripeAlipay, {}, {methods: ['card']})).to.equal('handler');
    expect(reason(stripeWechatPay, {}, {methods: ['card', 'alipay']})).to.equal('handler');
    expect(reason(stripeExpress, {}, {methods: ['alipay']})).to.equal('handler');
    expect(reason(stripe, {}, {methods: ['alipay']})).to.equal('available');
  });

  it('goes by what Stripe charges at least, in its own decimals and in a wallet’s currencies', () => {
    const total = (amount: number, currency: string): unknown => reason(stripe, {total: {amount, currency}});
    expect([total(399, 'HKD'), total(400, 'HKD'), total(49, 'JPY'), total(1255, 'KWD'), total(1250, 'KWD'), total(150, 'MGA'), total(200, 'MGA')]).to.deep.equal(
      ['currency', 'available', 'currency', 'currency', 'available', 'currency', 'available']);
    expect(reason(stripeAlipay, {total: {amount: 5000, currency: 'BRL'}})).to.equal('currency');
    expect(reason(stripeWechatPay, {total: {amount: 5000, currency: 'CHF'}})).to.equal('available');
    expect(reason(stripe, {total: undefined})).to.equal('available');
  });
});

describe('Stripe’s script', () => {
  it('is on no page before it is needed, and is not loaded where the page has brought it', async () => {
    expect(scripts()).to.deep.equal([]);
    stripe.available(stripePlace());
    expect(scripts()).to.deep.equal([]);
    const here = new StripeScript();
    await stripe.prepare?.(stripePlace(), signal);
    expect(scripts()).to.deep.equal([]);
    here.leave();
  });

  it('that cannot be had makes the provider unfit, with the reason', async () => {
    const {asked, restore} = loseScripts('fails');
    const refused = await stripe.prepare?.(stripePlace(), signal).catch((error: unknown) => error);
    restore();
    expect(asked).to.deep.equal(['https://js.stripe.com/endive/stripe.js']);
    expect(refused).to.have.property('reason', 'script');
  });
});

describe('Stripe’s fields', () => {
  let script: StripeScript;
  beforeEach(() => void (script = new StripeScript()));
  afterEach(() => script.leave());

  const mounted = async (more: Partial<Payment> = {}) => {
    const frame = inFrame();
    const unmount = await stripe.mount!(frame, stripePlace(), () => true);
    const scripted = new PaymentScript({frame, ...more});
    const type = (number: string): void => void (frame.querySelector<HTMLInputElement>('[name=cardnumber]')!.value = number);
    return {frame, unmount, scripted, type, begin: () => stripe.start(scripted.payment)};
  };

  it('stand in the frame for exactly what is sold, in the page’s language and looks', async () => {
    const frame = inFrame();
    frame.style.cssText = 'font-family: Georgia; font-size: 18px; --_accent: rgb(1, 2, 3); --_surface: #101010; --_ink: #fff';
    await stripe.mount!(frame, stripePlace({locale: 'zh-Hant'}), () => true);
    expect(frame.querySelector('[name=cardnumber]')).to.not.equal(null);
    expect(script.group.seen.options).to.deep.include({mode: 'payment', amount: 12800, currency: 'hkd', locale: 'zh-HK', allowedPaymentMethodTypes: ['card', 'alipay', 'wechat_pay']});
    const {appearance} = script.group.seen.options as {appearance: {theme: string; variables: Record<string, string>}};
    expect(appearance.theme).to.equal('night');
    expect(appearance.variables).to.include({colorPrimary: 'rgb(1, 2, 3)', colorBackground: 'rgb(16, 16, 16)', fontFamily: 'Georgia', fontSizeBase: '18px'});
    expect(frame.querySelector('span[hidden]')).to.equal(null);
  });

  it('are asked in the tick of the press; what they hold becomes a token once the checkout is known', async () => {
    const {scripted, type, begin} = await mounted();
    type('4242 4242 4242 4242');
    let submits = 0;
    const submit = script.group.submit.bind(script.group);
    script.group.submit = () => (submits++, submit());
    const ending = begin();
    expect(submits).to.equal(1);
    await soon(5);
    expect(script.asked).to.deep.equal([]);
    scripted.opens();
    expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
    expect(script.asked.map(({path}) => path)).to.deep.equal(['/v1/confirmation_tokens']);
    expect(scripted.submitted).to.deep.equal([{
      id: scripted.payment.id, handler_id: 'stripe', type: 'card', credential: {type: 'stripe_confirmation_token', token: 'ctoken_1', next_action: 'stripe_js'}}]);
  });

  it('that are not complete begin nothing', async () => {
    const {scripted, begin} = await mounted();
    scripted.opens();
    expect(await begin()).to.deep.equal({ending: 'failed', code: 'incomplete_number', message: 'Your card number is incomplete.'});
    expect([scripted.submitted, script.asked]).to.deep.equal([[], []]);
  });

  it('whose card Stripe does not take begin nothing either', async () => {
    const {scripted, type, begin} = await mounted();
    type('4242');
    script.refuseTokens = true;
    scripted.opens();
    expect(await begin()).to.include({ending: 'failed', code: 'incorrect_number'});
    expect(scripted.submitted).to.deep.equal([]);
  });

  it('are told a changed total and language, and pay what the buyer saw', async () => {
    const {frame, scripted, type, begin} = await mounted({total: {amount: 15800, currency: 'HKD'}});
    stripe.update!(frame, stripePlace({total: {amount: 14800, currency: 'HKD'}, locale: 'zh-Hans'}));
    expect(script.group.seen.updates).to.deep.equal([{amount: 14800, currency: 'hkd', locale: 'zh'}]);
    type('4242424242424242');
    scripted.opens();
    await begin();
    expect(script.group.seen.updates.at(-1)).to.deep.equal({amount: 15800, currency: 'hkd'});
  });

  it('show every retry what it pays, also when it pays what the first try had changed', async () => {
    const {frame, scripted, type, begin} = await mounted({total: {amount: 15800, currency: 'HKD'}});
    type('4242424242424242');
    scripted.opens();
    await begin();
    const again = new PaymentScript({frame});
    again.opens();
    await stripe.start(again.payment);
    expect(script.group.seen.options).to.deep.include({amount: 12800, currency: 'hkd'});
  });

  it('charge nothing while they show another total', async () => {
    const {scripted, type, begin} = await mounted({total: {amount: 15800, currency: 'HKD'}});
    script.group.update = async () => Promise.reject(new Error('Stripe is away'));
    type('4242424242424242');
    scripted.opens();
    expect(await begin()).to.deep.equal({ending: 'failed', code: 'total_not_shown'});
    expect(scripted.submitted).to.deep.equal([]);
  });

  it('try again to show a total that Stripe could not show before, and do not take it for shown', async () => {
    const {frame, scripted, type, begin} = await mounted({total: {amount: 15800, currency: 'HKD'}});
    const {update} = script.group;
    script.group.update = async () => Promise.reject(new Error('Stripe is away'));
    type('4242424242424242');
    scripted.opens();
    await begin();
    script.group.update = update;
    const again = new PaymentScript({frame, total: {amount: 15800, currency: 'HKD'}});
    again.opens();
    await stripe.start(again.payment);
    expect(script.group.seen.updates.at(-1)).to.deep.equal({amount: 15800, currency: 'hkd'});
    expect(again.submitted).to.have.length(1);
  });

  it('make no token for a checkout that the buyer must look at first', async () => {
    const {scripted, type, begin} = await mounted();
    type('4242424242424242');
    const ending = begin().catch((error: unknown) => error);
    scripted.interrupts(new PaymentInterrupted('review'));
    expect(await ending).to.be.instanceOf(PaymentInterrupted);
    expect(script.asked).to.deep.equal([]);
  });

  const asks = {status: 'action', action: {type: 'bridge', bridge: 'stripe', method: 'handleNextAction', params: {clientSecret: 'pi_1_secret_x'}}} as const;

  for (const [act, read] of [['approve', {status: 'succeeded'}], ['cancel', {status: 'requires_payment_method', last_payment_error: {type: 'card_error', code: 'payment_intent_authentication_failure'}}]] as const) {
    it(`put the bank’s question before the buyer, and believe only the shop after "${act}"`, async () => {
      const {scripted, type, begin} = await mounted();
      type('4000002500003155');
      scripted.answer = asks;
      scripted.now = {status: 'waiting', pollAfter: 500};
      script.reads = [{status: 'requires_action', next_action: {use_stripe_sdk: {stripe_js: `${location.origin}/nowhere`}}}, read];
      scripted.opens();
      const ending = begin();
      await soon(20);
      expect(scripted.asked).to.equal(0);
      document.querySelector<HTMLButtonElement>(`#stripe-challenge [data-act=${act}]`)!.click();
      expect(await ending).to.deep.equal({ending: 'merchant', step: scripted.now});
      expect([scripted.asked, scripted.presented.length]).to.deep.equal([1, 0]);
    });
  }

  it('ask the shop when Stripe’s script throws, and when the story ends while the bank asks', async () => {
    for (const trouble of ['throws', 'aborts'] as const) {
      const {scripted, type, begin, unmount} = await mounted();
      type('4242424242424242');
      scripted.answer = asks;
      script.reads = [trouble === 'throws' ? {status: 'succeeded'} : {status: 'requires_action', next_action: {use_stripe_sdk: {stripe_js: `${location.origin}/nowhere`}}}];
      scripted.opens();
      const ending = begin();
      await soon(20);
      scripted.abort.abort();
      expect((await ending).ending).to.equal('merchant');
      document.querySelector('#stripe-challenge')?.remove();
      unmount();
    }
  });

  it('show what a wallet among them needs, and leave an unknown request to the story', async () => {
    const {scripted, type, begin} = await mounted();
    type('4242424242424242');
    scripted.opens();
    scripted.answer = {status: 'action', action: {type: 'qr', code: 'weixin://x', expiresAt: '2099-01-01T00:00:00Z'}};
    const ending = begin();
    await soon(10);
    expect(scripted.presented.map(({action}) => action.type)).to.deep.equal(['qr']);
    scripted.presented[0]!.end({how: 'closed'});
    expect(await ending).to.deep.equal({ending: 'stopped'});
    scripted.answer = {status: 'action', action: {type: 'bridge', bridge: 'other', method: 'x', params: {}}};
    expect(await begin()).to.deep.equal({ending: 'merchant', step: scripted.answer});
  });

  it('go without a trace, and nothing starts where nothing stands', async () => {
    const {frame, unmount, begin} = await mounted();
    unmount();
    expect(frame.childElementCount).to.equal(0);
    expect(await begin()).to.deep.equal({ending: 'failed', code: 'not_mounted'});
    expect(await stripe.start(new PaymentScript().payment)).to.deep.equal({ending: 'failed', code: 'not_mounted'});
  });

  it('need a total, and begin Stripe once for a shop', async () => {
    const {unmount} = await mounted();
    const error = await stripe.mount!(inFrame(), stripePlace({total: undefined}), () => true).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
    await mounted();
    expect(script.begun).to.equal(1);
    unmount();
  });
});

describe('Stripe’s wallet buttons', () => {
  let script: StripeScript;
  beforeEach(() => void (script = new StripeScript()));
  afterEach(() => {
    script.leave();
    document.querySelectorAll('[role=dialog]').forEach((sheet) => sheet.remove());
    ExpressButtons.available = {googlePay: true};
  });

  const mounted = async (pressed: 'begins' | 'vetoed' | 'collects' = 'begins', more: Partial<Payment> = {}) => {
    const frame = inFrame();
    const scripted = new PaymentScript({frame, ...more});
    const endings: ReturnType<typeof stripeExpress.start>[] = [];
    const unmount = await stripeExpress.mount!(frame, stripePlace(), () => {
      if (pressed === 'begins') endings.push(stripeExpress.start(scripted.payment));
      endings.at(-1)?.catch(() => undefined);
      return pressed !== 'vetoed';
    });
    const click = (name: string): void => (name === 'wallet' ? frame : document).querySelector<HTMLButtonElement>(`[name=${name}]`)!.click();
    return {frame, scripted, unmount, click, ending: () => endings[0]!};
  };

  it('open the sheet in the tick of the click, with the total that the buyer saw', async () => {
    const {click} = await mounted();
    click('wallet');
    expect(script.buttons.sheets).to.deep.equal([{opened: {lineItems: [{name: 'Total', amount: 12800}]}}]);
    expect(script.group.seen.options).to.deep.include({amount: 12800, currency: 'hkd'});
  });

  for (const pressed of ['vetoed', 'collects'] as const) {
    it(`open none when the press ${pressed === 'vetoed' ? 'is vetoed' : 'asks for delivery first'}`, async () => {
      const {click} = await mounted(pressed);
      click('wallet');
      expect(script.buttons.sheets).to.deep.equal([{rejected: true}]);
    });
  }

  it('open with the total that was seen last, however the buttons were made', async () => {
    const {click} = await mounted('begins', {total: {amount: 15800, currency: 'HKD'}});
    click('wallet');
    expect(script.buttons.sheets).to.deep.equal([{}]);
    await soon();
    expect(script.buttons.sheets).to.deep.equal([{opened: {lineItems: [{name: 'Total', amount: 15800}]}}]);
    expect(script.group.seen.options).to.deep.include({amount: 15800, currency: 'hkd'});
  });

  it('submit what the buyer confirmed, once', async () => {
    const {click, scripted, ending} = await mounted();
    click('wallet');
    click('confirm');
    await soon(5);
    expect(scripted.submitted).to.deep.equal([]);
    scripted.opens();
    expect(await ending()).to.deep.equal({ending: 'merchant', step: paid});
    expect(scripted.submitted.map(({type, credential}) => [type, credential?.type])).to.deep.equal([['card', 'stripe_confirmation_token']]);
    expect(script.buttons.sheets[0]?.failed).to.equal(undefined);
  });

  it('tell the sheet that the shop said no, and never call an unknown answer a failure', async () => {
    for (const [answer, failed] of [[{status: 'declined'}, true], [{status: 'unknown'}, false], [{status: 'waiting', pollAfter: 1}, false]] as const) {
      const {click, scripted, ending, unmount} = await mounted();
      scripted.answer = answer;
      scripted.opens();
      click('wallet');
      click('confirm');
      expect(await ending()).to.deep.equal({ending: 'merchant', step: answer});
      expect(Boolean(script.buttons.sheets[0]?.failed), answer.status).to.equal(failed);
      unmount();
    }
  });

  it('end as stopped when the buyer leaves the sheet, and when they go away themselves', async () => {
    const {click, ending} = await mounted();
    click('wallet');
    click('leave');
    expect(await ending()).to.deep.equal({ending: 'stopped'});
    const other = await mounted();
    other.click('wallet');
    other.unmount();
    expect(await other.ending()).to.deep.equal({ending: 'stopped'});
  });

  it('tell a sheet that is confirmed when nobody waits for it any more, and charge nothing', async () => {
    const {click, scripted, ending} = await mounted();
    click('wallet');
    scripted.opens();
    scripted.abort.abort();
    expect(await ending()).to.deep.equal({ending: 'stopped'});
    click('confirm');
    await soon(5);
    expect([scripted.submitted, script.asked, Boolean(script.buttons.sheets[0]?.failed)]).to.deep.equal([[], [], true]);
  });

  it('charge nothing when the buyer must look at something first', async () => {
    const {click, scripted, ending} = await mounted();
    click('wallet');
    scripted.interrupts(new PaymentInterrupted('review'));
    click('confirm');
    expect(await ending().catch((error: unknown) => error)).to.be.instanceOf(PaymentInterrupted);
    expect([script.asked, Boolean(script.buttons.sheets[0]?.failed)]).to.deep.equal([[], true]);
  });

  it('are no way to pay in a browser that has none of the wallets', async () => {
    ExpressButtons.available = undefined;
    const frame = inFrame();
    const error = await stripeExpress.mount!(frame, stripePlace(), () => true).catch((reason: unknown) => reason);
    expect(error).to.have.property('reason', 'place');
    expect(frame.childElementCount).to.equal(0);
  });
});

describe('Alipay through Stripe', () => {
  const wallet = {status: 'action', action: {type: 'redirect', url: 'https://hooks.stripe.com/x'}} as const;

  it('opens its window in the tick of the press and steers it when the shop has answered', async () => {
    const scripted = new PaymentScript({display: 'popup'});
    scripted.answer = wallet;
    const ending = stripeAlipay.start(scripted.payment);
    const [shown] = scripted.presented;
    expect(shown?.action.type).to.equal('popup');
    scripted.opens();
    expect(await (shown!.action as {url: Promise<string>}).url).to.equal('https://hooks.stripe.com/x');
    expect(scripted.submitted.map(({type, credential}) => [type, credential])).to.deep.equal([['alipay', {type: 'stripe_wallet'}]]);
    shown!.end({how: 'settled'});
    expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
  });

  it('takes a closed window for a buyer who stopped, which the shop then has to say', async () => {
    const scripted = new PaymentScript({display: 'popup'});
    scripted.answer = wallet;
    scripted.opens();
    const ending = stripeAlipay.start(scripted.payment);
    await soon(5);
    scripted.presented[0]!.end({how: 'closed'});
    expect(await ending).to.deep.equal({ending: 'stopped'});
  });

  it('closes its window when the shop has no address for it, or the buyer must look first', async () => {
    const refused = new PaymentScript({display: 'popup'});
    refused.answer = {status: 'declined'};
    refused.opens();
    expect(await stripeAlipay.start(refused.payment)).to.deep.equal({ending: 'merchant', step: {status: 'declined'}});
    const interrupted = new PaymentScript({display: 'popup'});
    const ending = stripeAlipay.start(interrupted.payment).catch((error: unknown) => error);
    interrupted.interrupts(new PaymentInterrupted('review'));
    expect(await ending).to.be.instanceOf(PaymentInterrupted);
    expect([refused, interrupted].map(({presented}) => presented[0]?.closed)).to.deep.equal([true, true]);
  });

  it('leaves the page on a phone', async () => {
    const scripted = new PaymentScript({display: 'redirect'});
    scripted.answer = wallet;
    scripted.opens();
    void stripeAlipay.start(scripted.payment);
    await soon(5);
    expect(scripted.presented.map(({action}) => action)).to.deep.equal([wallet.action]);
  });

  it('leaves the page in an app, which grants no windows, on a tablet too', async () => {
    Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 (Linux; Android 13; SM-X700 Build/X; wv) Chrome/121.0.0.0 Safari/537.36', configurable: true});
    const scripted = new PaymentScript();
    scripted.answer = wallet;
    scripted.opens();
    void stripeAlipay.start(scripted.payment);
    delete (navigator as {userAgent?: string}).userAgent;
    await soon(5);
    expect(scripted.presented.map(({action}) => action)).to.deep.equal([wallet.action]);
  });

  it('is not offered inside WeChat', () => {
    Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 (iPhone) MicroMessenger/8.0', configurable: true});
    const answer = stripeAlipay.available(stripePlace());
    delete (navigator as {userAgent?: string}).userAgent;
    expect(answer).to.include({reason: 'place'});
  });
});

describe('WeChat Pay through Stripe', () => {
  it('shows the code until the story goes on', async () => {
    const scripted = new PaymentScript();
    scripted.answer = {status: 'action', action: {type: 'qr', code: 'weixin://wxpay/x', expiresAt: '2099-01-01T00:00:00Z', url: 'https://stripe.example/qr'}};
    scripted.opens();
    const ending = stripeWechatPay.start(scripted.payment);
    await soon(5);
    expect(scripted.presented.map(({action}) => action)).to.deep.equal([scripted.answer.action]);
    scripted.presented[0]!.end({how: 'settled'});
    expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
    expect(scripted.submitted[0]).to.deep.include({type: 'wechat_pay', credential: {type: 'stripe_wallet'}});
  });

  it('is not offered on a phone, which cannot scan itself', () => {
    Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 (Linux; Android 15) Mobile Safari', configurable: true});
    const answer = stripeWechatPay.available(stripePlace());
    delete (navigator as {userAgent?: string}).userAgent;
    expect(answer).to.include({reason: 'place'});
  });
});

describe('A buyer who comes back from Stripe', () => {
  it('is believed nothing that stands in the address; the shop is asked, and the client secret is put away', async () => {
    const before = location.href;
    history.replaceState(null, '', '?a=1&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_x&redirect_status=succeeded#b');
    for (const provider of [stripe, stripeExpress, stripeAlipay, stripeWechatPay]) {
      const scripted = new PaymentScript();
      scripted.now = {status: 'declined'};
      expect(await provider.resume!(scripted.payment)).to.deep.equal({ending: 'merchant', step: {status: 'declined'}});
      expect([scripted.asked, scripted.submitted.length, scripted.presented.length]).to.deep.equal([1, 0, 0]);
    }
    expect(`${location.search}${location.hash}`).to.equal('?a=1#b');
    history.replaceState(null, '', before);
  });
});

describe('What Stripe’s providers say of themselves', () => {
  it('names people can read, the policy that a page needs, and where they work', () => {
    for (const provider of [stripe, stripeExpress, stripeAlipay, stripeWechatPay]) {
      expect(Object.keys(provider.name)).to.include.members(['en', 'zh-Hans', 'zh-Hant']);
      expect(provider.browsers).to.be.a('string');
      expect(provider.handlers).to.deep.equal([stripeHandler().name]);
    }
    expect(stripe.csp['frame-src']).to.include('https://hooks.stripe.com');
    expect([stripeAlipay.csp, stripeWechatPay.csp]).to.deep.equal([{}, {}]);
    expect(hkd128.currency).to.equal('HKD');
  });
});
