import {expect} from '@open-wc/testing';
import type {ApplePayStand} from '../../../demo/services/apple-pay/session.ts';
import {standInForApplePay} from '../../../demo/services/apple-pay/session.ts';
import type {CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {Place} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import type {AppleSession} from '../../../src/payment/providers/apple-pay.ts';
import {applePay} from '../../../src/payment/providers/apple-pay.ts';
import {paid, scriptedPayment} from './payment.ts';

const handler = (config: object = {}): CheckoutHandler => ({
  name: 'dev.hangtag.apple_pay', id: 'apple-pay',
  config: {
    country_code: 'HK', display_name: 'Half Catty', networks: ['visa'], capabilities: ['supports3DS'], domains: [location.hostname],
    session_url: `${location.origin}/handlers/apple-pay/session`, ...config,
  },
});
const place = (more: Partial<Place> = {}): Place => ({merchant: {id: location.origin, mode: 'test'}, handlers: [handler()], total: {amount: 12800, currency: 'HKD'}, locale: 'en', ...more});
const token = {paymentData: {version: 'EC_v1'}, paymentMethod: {displayName: 'Visa 1111', network: 'Visa', type: 'credit'}, transactionIdentifier: 'abc'};
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('Apple Pay', () => {
  let stand: ApplePayStand;
  const {fetch: network, ApplePaySession: native} = globalThis as {fetch: typeof fetch; ApplePaySession?: unknown};
  let asked: {url: string; body: unknown}[] = [];
  beforeEach(() => {
    stand = standInForApplePay(globalThis, () => token);
    asked = [];
    globalThis.fetch = async (url, init) => {
      asked.push({url: url as string, body: JSON.parse(init?.body as string)});
      return Response.json({merchantSessionIdentifier: 'SSH1'});
    };
  });
  afterEach(() => {
    globalThis.fetch = network;
    (globalThis as {ApplePaySession?: unknown}).ApplePaySession = native;
  });

  const begin = () => {
    const scripted = scriptedPayment([handler()]);
    return {...scripted, ending: applePay.start(scripted.payment)};
  };

  it('opens its sheet in the tick of the press, with the total that the buyer saw', () => {
    begin();
    expect(stand.opened).to.deep.equal([{
      countryCode: 'HK', currencyCode: 'HKD', supportedNetworks: ['visa'], merchantCapabilities: ['supports3DS'], total: {label: 'Half Catty', amount: '128.00', type: 'final'}}]);
  });

  it('lets the merchant\'s server prove to Apple who it is', async () => {
    begin();
    expect(await stand.sheet?.validate()).to.deep.equal({merchantSessionIdentifier: 'SSH1'});
    expect(asked).to.deep.equal([{
      url: `${location.origin}/handlers/apple-pay/session`,
      body: {validation_url: 'https://apple-pay-gateway.apple.com/paymentservices/startSession', domain: location.hostname},
    }]);
  });

  it('takes its sheet down when the server cannot prove it, and submits nothing', async () => {
    globalThis.fetch = async () => new Response(null, {status: 502});
    const {ending, submitted} = begin();
    void stand.sheet?.validate();
    const {ending: how, ...more} = await ending;
    expect(how).to.equal('failed');
    expect(more).to.include({code: 'merchant_validation'});
    expect(stand.aborted).to.equal(1);
    expect(submitted).to.deep.equal([]);
  });

  it('takes its sheet down when Apple cannot use what the server answered', async () => {
    const {ending, submitted} = begin();
    const sheetClass = (globalThis as unknown as {ApplePaySession: {prototype: AppleSession}}).ApplePaySession;
    sheetClass.prototype.completeMerchantValidation = () => {
      throw new DOMException('Not a merchant session', 'InvalidAccessError');
    };
    void stand.sheet?.validate();
    const {ending: how, ...more} = await ending;
    expect(how).to.equal('failed');
    expect(more).to.include({code: 'merchant_validation'});
    expect([stand.aborted, submitted]).to.deep.equal([1, []]);
  });

  it('hands the token over once the checkout is there, and tells the sheet what the merchant said', async () => {
    const {ending, submitted, opens, answers} = begin();
    const status = stand.sheet?.pay();
    await soon();
    expect(submitted).to.deep.equal([]);
    opens();
    answers(paid);
    expect(await status).to.equal(0);
    expect(submitted[0]?.credential).to.deep.equal({type: 'apple_pay', token});
    expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
  });

  it('tells the sheet of a refusal', async () => {
    const {ending, opens, answers} = begin();
    opens();
    answers({status: 'declined'});
    expect(await stand.sheet?.pay()).to.equal(1);
    expect(await ending).to.deep.equal({ending: 'merchant', step: {status: 'declined'}});
  });

  it('does not take a closed sheet for an answer once the buyer has agreed', async () => {
    const {ending, submitted, opens, answers} = begin();
    opens();
    void stand.sheet?.pay();
    await soon();
    stand.sheet?.cancel();
    answers({status: 'unknown'});
    await soon();
    expect(submitted).to.have.length(1);
    // The sheet is gone, so telling it fails; the word is the merchant's all the same.
    const heard = await Promise.race([ending, new Promise((resolve) => setTimeout(resolve, 200, 'nothing'))]);
    expect(heard).to.deep.equal({ending: 'merchant', step: {status: 'unknown'}});
  });

  it('takes a sheet that the buyer closed for a stop', async () => {
    const {ending} = begin();
    stand.sheet?.cancel();
    expect(await ending).to.deep.equal({ending: 'stopped'});
  });

  it('takes its sheet down when the checkout changed, and when the story ends', async () => {
    const changed = begin();
    const caught = changed.ending.catch((error: unknown) => error);
    changed.interrupts(new PaymentInterrupted('review'));
    expect(await caught).to.be.instanceOf(PaymentInterrupted);
    expect(stand.sheet).to.equal(undefined);
    const left = begin();
    left.aborts();
    expect(await left.ending).to.deep.equal({ending: 'stopped'});
    expect(stand.aborted).to.equal(2);
  });

  it('says why it is not there', async () => {
    const reasonOf = async (where: Place): Promise<string> => {
      const answer = await applePay.available(where);
      return answer.status === 'available' ? 'available' : answer.reason;
    };
    expect(await reasonOf(place())).to.equal('available');
    expect(await reasonOf(place({handlers: []}))).to.equal('handler');
    expect(await reasonOf(place({handlers: [handler({session_url: 'https://elsewhere.example/session'})]}))).to.equal('handler');
    expect(await reasonOf(place({handlers: [handler({domains: ['shop.example']})]}))).to.equal('place');
  });

  it('is not ready where the browser cannot pay with it', async () => {
    stand.able = false;
    const error = await applePay.prepare?.(place(), new AbortController().signal).catch((reason: unknown) => reason);
    expect(error).to.include({reason: 'place'});
  });

  it('stands in its frame as a button with a name, and leaves nothing behind', async () => {
    const frame = document.createElement('div');
    document.body.append(frame);
    let pressed = 0;
    const remove = await applePay.mount?.(frame, place(), () => Boolean(++pressed));
    const button = frame.querySelector('button');
    expect(button?.getAttribute('aria-label')).to.equal('Apple Pay');
    button?.click();
    expect(pressed).to.equal(1);
    remove?.();
    expect(frame.childNodes.length).to.equal(0);
    frame.remove();
  });

  it('stays as it is when the total changes, and speaks another language when that changes, with the focus where it was', async () => {
    const frame = document.createElement('div');
    document.body.append(frame);
    let pressed = 0;
    const remove = await applePay.mount!(frame, place({locale: 'en'}), () => Boolean(++pressed));
    const first = frame.querySelector('button')!;
    first.focus();
    applePay.update!(frame, place({locale: 'en', total: {amount: 25600, currency: 'HKD'}}));
    expect(frame.querySelector('button') === first).to.equal(true);
    applePay.update!(frame, place({locale: 'zh-Hant'}));
    const second = frame.querySelector('button')!;
    expect([second === first, frame.childElementCount, document.activeElement === second]).to.deep.equal([false, 1, true]);
    second.click();
    expect(pressed).to.equal(1);
    remove();
    expect(frame.childElementCount).to.equal(0);
    applePay.update!(frame, place({locale: 'en'}));
    expect(frame.childElementCount).to.equal(0);
    frame.remove();
  });
});
