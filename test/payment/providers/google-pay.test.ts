import {expect} from '@open-wc/testing';
import type {GooglePayStand} from '../../../demo/services/google-pay/pay.ts';
import {standInForGooglePay} from '../../../demo/services/google-pay/pay.ts';
import type {CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {Place, Step} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import {googlePay} from '../../../src/payment/providers/google-pay.ts';
import {paid, scriptedPayment} from './payment.ts';

const handler = (config: object = {}): CheckoutHandler => ({
  name: 'com.google.pay', id: 'google-pay',
  config: {
    api_version: 2, api_version_minor: 0, environment: 'TEST', merchant_info: {merchant_name: 'Half Catty'},
    allowed_payment_methods: [{
      type: 'CARD', parameters: {allowed_auth_methods: ['PAN_ONLY'], allowed_card_networks: ['VISA']},
      tokenization_specification: {type: 'PAYMENT_GATEWAY', parameters: {gateway: 'stripe', 'stripe:version': '2026-10-28'}},
    }],
    ...config,
  },
});
const place = (more: Partial<Place> = {}): Place => ({merchant: {id: location.origin, mode: 'test'}, handlers: [handler()], total: {amount: 12800, currency: 'HKD'}, locale: 'zh-Hant', ...more});
const signal = new AbortController().signal;
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('Google Pay', () => {
  let stand: GooglePayStand;
  beforeEach(() => void (stand = standInForGooglePay(globalThis, () => '{"id":"tok_1"}')));
  afterEach(() => void delete (globalThis as {google?: unknown}).google);

  const begin = (total = {amount: 12800, currency: 'HKD'}) => {
    const scripted = scriptedPayment([handler()], {total});
    return {...scripted, ending: googlePay.start(scripted.payment)};
  };

  it('opens its sheet in the tick of the press, with the total that the buyer saw', () => {
    begin();
    expect(stand.opened.map(({transactionInfo}) => transactionInfo)).to.deep.equal([
      {totalPriceStatus: 'FINAL', totalPrice: '128.00', currencyCode: 'HKD', checkoutOption: 'COMPLETE_IMMEDIATE_PURCHASE'}]);
    expect(stand.opened[0]?.allowedPaymentMethods[0]?.tokenizationSpecification.parameters).to.deep.equal({gateway: 'stripe', 'stripe:version': '2026-10-28'});
  });

  it('takes cards on the device too where the shop says so beside what Google’s schema can say', () => {
    const {payment} = scriptedPayment([handler({auth_methods: ['PAN_ONLY', 'CRYPTOGRAM_3DS']})], {total: {amount: 12800, currency: 'HKD'}});
    void googlePay.start(payment);
    expect(stand.opened[0]?.allowedPaymentMethods[0]).to.deep.include({parameters: {allowedAuthMethods: ['PAN_ONLY', 'CRYPTOGRAM_3DS'], allowedCardNetworks: ['VISA']}});
  });

  it('hands the token over, keeps the sheet until the merchant has answered, and tells it so', async () => {
    const {ending, submitted, opens, answers} = begin();
    const verdict = stand.sheet?.pay();
    await soon();
    expect(submitted).to.deep.equal([]);
    opens();
    await soon();
    expect(submitted.map(({type, handler_id, credential}) => ({type, handler_id, credential}))).to.deep.equal([
      {type: 'card', handler_id: 'google-pay', credential: {type: 'PAYMENT_GATEWAY', token: '{"id":"tok_1"}'}}]);
    expect(stand.sheet).to.not.equal(undefined);
    answers(paid);
    expect(await verdict).to.deep.equal({transactionState: 'SUCCESS'});
    expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
  });

  it('tells the sheet that the merchant said no, and submits no second card from it', async () => {
    const {ending, submitted, opens, answers} = begin();
    opens();
    answers({status: 'declined'});
    expect(await stand.sheet?.pay()).to.nested.include({'transactionState': 'ERROR', 'error.message': 'The payment was declined. Nothing was charged.'});
    expect(await stand.sheet?.pay()).to.nested.include({transactionState: 'ERROR'});
    stand.sheet?.cancel();
    expect(await ending).to.deep.equal({ending: 'merchant', step: {status: 'declined'}});
    expect(submitted).to.have.length(1);
  });

  for (const step of [{status: 'unknown'}, {status: 'waiting', pollAfter: 1000}] as const satisfies readonly Step[]) {
    it(`lets the sheet go while the merchant is ${step.status}, and leaves the word to the tag`, async () => {
      const {ending, opens, answers} = begin();
      opens();
      answers(step);
      await stand.sheet?.pay();
      expect(await ending).to.deep.equal({ending: 'merchant', step});
    });
  }

  it('takes a closed sheet for a buyer who stopped', async () => {
    const {ending} = begin();
    stand.sheet?.cancel();
    expect(await ending).to.deep.equal({ending: 'stopped'});
  });

  it('hands nothing over when the checkout changed under the sheet', async () => {
    const {ending, submitted, interrupts} = begin();
    const caught = ending.catch((error: unknown) => error);
    interrupts(new PaymentInterrupted('review'));
    expect(await stand.sheet?.pay()).to.nested.include({transactionState: 'ERROR'});
    stand.sheet?.cancel();
    expect(await caught).to.be.instanceOf(PaymentInterrupted);
    expect(submitted).to.deep.equal([]);
  });

  it('hands nothing over after the story ended', async () => {
    const {submitted, opens, aborts} = begin();
    opens();
    aborts();
    expect(await stand.sheet?.pay()).to.nested.include({transactionState: 'ERROR'});
    expect(submitted).to.deep.equal([]);
  });

  it('says why it is not there', async () => {
    const reasonOf = async (where: Place): Promise<string> => {
      const answer = await googlePay.available(where);
      return answer.status === 'available' ? 'available' : answer.reason;
    };
    expect(await reasonOf(place())).to.equal('available');
    expect(await reasonOf(place({handlers: []}))).to.equal('handler');
    expect(await reasonOf(place({handlers: [handler({allowed_payment_methods: [{type: 'CARD'}]})]}))).to.equal('handler');
    expect(await reasonOf(place({handlers: [handler({environment: 'PRODUCTION'})]}))).to.equal('mode');
    expect(await reasonOf(place({merchant: {id: location.origin, mode: 'live'}}))).to.equal('mode');
    for (const environment of ['PRODUCTION', 'TEST']) expect(await reasonOf(place({merchant: {id: location.origin, mode: 'unknown'}, handlers: [handler({environment})]}))).to.equal('available');
    expect(await reasonOf(place({total: {amount: 1255, currency: 'KWD'}}))).to.equal('currency');
    expect(await reasonOf(place({total: {amount: 1250, currency: 'KWD'}}))).to.equal('available');
    expect(await reasonOf(place({total: {amount: 500, currency: 'JPY'}}))).to.equal('available');
  });

  it('is not ready where Google says so', async () => {
    stand.ready = false;
    const error = await googlePay.prepare?.(place(), signal).catch((reason: unknown) => reason);
    expect(error).to.include({reason: 'place'});
    stand.ready = true;
    await googlePay.prepare?.(place(), signal);
  });

  it('is kept away by a page whose policy lets nobody write markup, and says that it is the policy', async () => {
    const api = (globalThis as unknown as {google: {payments: {api: {PaymentsClient: {prototype: {createButton(): HTMLElement}}}}}}).google.payments.api;
    api.PaymentsClient.prototype.createButton = () => {
      throw new TypeError('This document requires \'TrustedHTML\' assignment.');
    };
    const error = await googlePay.prepare?.(place(), signal).catch((reason: unknown) => reason);
    expect(error).to.include({reason: 'csp'});
    expect(String(error)).to.include('require-trusted-types-for');
  });

  it('stands in its frame as Google\'s own button, and leaves nothing behind', async () => {
    const frame = document.createElement('div');
    let pressed = 0;
    const remove = await googlePay.mount?.(frame, place(), () => Boolean(++pressed));
    frame.querySelector('button')?.click();
    expect(pressed).to.equal(1);
    remove?.();
    expect(frame.childNodes.length).to.equal(0);
  });

  it('stays as it is when the total changes, and speaks another language when that changes, with the focus where it was', async () => {
    const frame = document.createElement('div');
    document.body.append(frame);
    let pressed = 0;
    const remove = await googlePay.mount!(frame, place({locale: 'en'}), () => Boolean(++pressed));
    const first = frame.querySelector('button')!;
    first.focus();
    googlePay.update!(frame, place({locale: 'en', total: {amount: 25600, currency: 'HKD'}}));
    expect(frame.querySelector('button') === first).to.equal(true);
    googlePay.update!(frame, place({locale: 'zh-Hant'}));
    const second = frame.querySelector('button')!;
    expect([second === first, frame.childElementCount, document.activeElement === second]).to.deep.equal([false, 1, true]);
    second.click();
    expect(pressed).to.equal(1);
    remove();
    expect(frame.childElementCount).to.equal(0);
    googlePay.update!(frame, place({locale: 'en'}));
    expect(frame.childElementCount).to.equal(0);
    frame.remove();
  });
});
