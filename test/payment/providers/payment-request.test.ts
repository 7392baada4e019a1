import {expect} from '@open-wc/testing';
import type {CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {Place} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import {paymentRequest} from '../../../src/payment/providers/payment-request.ts';
import {paid, scriptedPayment} from './payment.ts';

const handler = (config: object = {}): CheckoutHandler => ({
  name: 'dev.hangtag.payment_request', id: 'payment-request', config: {label: 'Half Catty', methods: [{supported_methods: 'https://wallet.example/pay', data: {shop: '7'}}], ...config},
});
const place = (more: Partial<Place> = {}): Place => ({merchant: {id: location.origin, mode: 'test'}, handlers: [handler()], total: {amount: 12800, currency: 'HKD'}, locale: 'en', ...more});

interface Sheet {
  readonly methods: unknown;
  readonly details: unknown;
  answers(details: object): void;
  fails(name: string): void;
  /** What the sheet was told last. */
  told?: string;
}

describe('Payment Request', () => {
  const {PaymentRequest: native} = globalThis as {PaymentRequest?: unknown};
  let sheets: Sheet[] = [];
  let can = true;
  beforeEach(() => {
    sheets = [];
    can = true;
    (globalThis as {PaymentRequest?: unknown}).PaymentRequest = class {
      readonly #methods: readonly {supportedMethods: string}[];
      readonly #details: unknown;
      #fail: (name: string) => void = () => undefined;
      constructor(methods: readonly {supportedMethods: string}[], details: unknown) {
        this.#methods = methods;
        this.#details = details;
      }

      canMakePayment = async (): Promise<boolean> => can;
      abort = async (): Promise<void> => this.#fail('AbortError');
      show(): Promise<unknown> {
        return new Promise((resolve, reject) => {
          this.#fail = (name) => reject(new DOMException(name, name));
          const sheet: Sheet = {
            methods: this.#methods, details: this.#details, fails: (name) => this.#fail(name),
            answers: (details) => resolve({methodName: this.#methods[0]?.supportedMethods, details, complete: async (told: string) => void (sheet.told = told)}),
          };
          sheets.push(sheet);
        });
      }
    };
  });
  afterEach(() => void ((globalThis as {PaymentRequest?: unknown}).PaymentRequest = native));

  const begin = () => {
    const scripted = scriptedPayment([handler()]);
    return {...scripted, ending: paymentRequest.start(scripted.payment)};
  };

  it('shows the sheet in the tick of the press, with the total that the buyer saw', () => {
    begin();
    expect(sheets.map(({methods, details}) => ({methods, details}))).to.deep.equal([{
      methods: [{supportedMethods: 'https://wallet.example/pay', data: {shop: '7'}}],
      details: {id: '3b0f1d6e-6f0f-4c39-9d2a-0f5e0a3f8f11', total: {label: 'Half Catty', amount: {currency: 'HKD', value: '128.00'}}},
    }]);
  });

  it('hands over what the app answered, and tells the sheet what the merchant said', async () => {
    for (const [step, told] of [[paid, 'success'], [{status: 'declined'}, 'fail'], [{status: 'unknown'}, 'unknown'], [{status: 'waiting', pollAfter: 900}, 'unknown']] as const) {
      sheets = [];
      const {ending, submitted, opens, answers} = begin();
      opens();
      answers(step);
      sheets[0]?.answers({token: 'abc'});
      expect(await ending).to.deep.equal({ending: 'merchant', step});
      expect(submitted[0]).to.deep.include({type: 'payment_request', credential: {type: 'payment_request', method: 'https://wallet.example/pay', details: {token: 'abc'}}});
      expect(sheets[0]?.told).to.equal(told);
    }
  });

  it('takes a closed sheet for a buyer who stopped, and submits nothing', async () => {
    const {ending, submitted, opens} = begin();
    opens();
    sheets[0]?.fails('AbortError');
    expect(await ending).to.deep.equal({ending: 'stopped'});
    expect(submitted).to.deep.equal([]);
  });

  it('says that it could not begin when the browser refuses', async () => {
    for (const [name, code] of [['NotSupportedError', 'place'], ['SecurityError', 'SecurityError']] as const) {
      sheets = [];
      const {ending} = begin();
      sheets[0]?.fails(name);
      expect(await ending).to.include({ending: 'failed', code});
    }
  });

  it('takes its sheet down when the checkout changed, and submits nothing', async () => {
    const {ending, submitted, interrupts} = begin();
    const caught = ending.catch((error: unknown) => error);
    interrupts(new PaymentInterrupted('review'));
    expect(await caught).to.be.instanceOf(PaymentInterrupted);
    expect(submitted).to.deep.equal([]);
  });

  it('takes its sheet down when the story ends', async () => {
    const {ending, opens, aborts} = begin();
    opens();
    aborts();
    expect(await ending).to.deep.equal({ending: 'stopped'});
  });

  it('says why it is not there', async () => {
    const reasonOf = async (where: Place): Promise<string> => {
      const answer = await paymentRequest.available(where);
      return answer.status === 'available' ? 'available' : answer.reason;
    };
    expect(await reasonOf(place())).to.equal('available');
    expect(await reasonOf(place({handlers: []}))).to.equal('handler');
    expect(await reasonOf(place({handlers: [handler({methods: [{supported_methods: 'basic-card'}]})]}))).to.equal('handler');
    delete (globalThis as {PaymentRequest?: unknown}).PaymentRequest;
    expect(await reasonOf(place())).to.equal('place');
  });

  it('is not ready where the browser finds no app', async () => {
    can = false;
    const error = await paymentRequest.prepare?.(place(), new AbortController().signal).catch((reason: unknown) => reason);
    expect(error).to.include({reason: 'place'});
  });
});
