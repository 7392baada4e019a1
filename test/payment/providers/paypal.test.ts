import {expect} from '@open-wc/testing';
import type {SimulatedSdk} from '../../../demo/services/paypal/web-sdk.ts';
import {installPayPalSdk} from '../../../demo/services/paypal/web-sdk.ts';
import type {CheckoutHandler} from '../../../src/commerce/checkout.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import type {Payment, Place, Presentation, Step} from '../../../src/payment/provider.ts';
import {PaymentInterrupted} from '../../../src/payment/provider.ts';
import {paypal, paypalWith} from '../../../src/payment/providers/paypal.ts';
import {VendorScriptError} from '../../../src/payment/vendor-script.ts';
import {loseScripts} from './lost-scripts.ts';
import {paid, scriptedPayment} from './payment.ts';

type Page = Omit<typeof globalThis, 'open'> & {paypal?: {simulation?: SimulatedSdk}; open: (url?: string) => Window | null};
const page = globalThis as unknown as Page;
const signal = new AbortController().signal;
const pages = location.origin;

/** PayPal means one instance a client and page; every test is its own client. */
const handlerOf = (config: object = {}): CheckoutHandler => (
  {name: 'dev.hangtag.paypal', id: 'paypal', config: {client_id: `client-${crypto.randomUUID()}`, environment: 'sandbox', currencies: ['HKD'], ...config}});
const placeOf = (handler: CheckoutHandler, more: Partial<Place> = {}): Place => (
  {merchant: {id: location.origin, mode: 'test'}, handlers: [handler], total: {amount: 12800, currency: 'HKD'}, locale: 'zh-Hant', ...more});
const order: Step = {status: 'action', action: {type: 'bridge', bridge: 'paypal', method: 'order', params: {id: '5O190127TN364715T', url: 'https://paypal.example/checkoutnow?token=5O19'}}};
const soon = (): Promise<unknown> => new Promise(resolve => setTimeout(resolve, 100));

describe('PayPal', () => {
  const {open} = page;
  let window_: HTMLIFrameElement | undefined;
  let refusesWindows = false;

  beforeEach(() => {
    refusesWindows = false;
    installPayPalSdk(globalThis as unknown as Window & typeof globalThis, {pages});
    // A frame stands for the buyer's window: no engine opens one without a hand on the mouse.
    page.open = () => {
      if (refusesWindows) return null;
      window_ = document.createElement('iframe');
      document.body.append(window_);
      return window_.contentWindow;
    };
  });
  afterEach(() => {
    page.open = open;
    delete page.paypal;
    document.querySelectorAll('iframe, dialog, .frame').forEach(one => one.remove());
  });

  const simulation = (): SimulatedSdk => page.paypal!.simulation!;
  const buyer = (decision: 'approved' | 'cancelled', source = window_?.contentWindow ?? null): void =>
    void dispatchEvent(new MessageEvent('message', {origin: pages, source, data: {simulatedPayPal: decision, payerId: 'P'}}));

  async function prepared(handler = handlerOf(), more: Partial<Place> = {}): Promise<CheckoutHandler> {
    await paypal.prepare!(placeOf(handler, more), signal);
    return handler;
  }

  interface Begun extends ReturnType<typeof scriptedPayment> {
    readonly ending: ReturnType<typeof paypal.start>;
    readonly shown: PaymentAction[];
    /** The merchant's word ends the story, whatever stands open. */
    settles(): void;
  }

  function press(handler: CheckoutHandler, {display, asked = {status: 'waiting', pollAfter: 1000}, how = 'blocked'}: {display?: Payment['display']; asked?: Step; how?: 'blocked' | 'closed'} = {}): Begun {
    const scripted = scriptedPayment([handler]);
    const shown: PaymentAction[] = [];
    let settles: () => void = () => undefined;
    const settled = new Promise<{how: 'settled'}>(resolve => (settles = () => resolve({how: 'settled'})));
    const present = (action: PaymentAction): Presentation => {
      if (action.type === 'poll') return {done: settled, close: () => undefined};
      shown.push(action);
      return {done: Promise.resolve({how}), close: () => undefined};
    };
    const payment: Payment = {...scripted.payment, present, ask: async () => asked, ...(display ? {display} : {})};
    return {...scripted, shown, settles: () => settles(), ending: paypal.start(payment)};
  }

  describe('in its window', () => {
    it('opens in the tick of the press, before there is an order', async () => {
      const handler = await prepared();
      const {submitted} = press(handler);
      expect(window_?.isConnected).to.equal(true);
      expect(submitted).to.deep.equal([]);
    });

    it('takes the order that the merchant made, and asks the merchant what became of it', async () => {
      const handler = await prepared();
      const {ending, submitted, opens, answers} = press(handler, {asked: paid});
      opens();
      answers(order);
      await soon();
      expect(simulation().sessions.at(-1)).to.include({mode: 'auto', orderId: '5O190127TN364715T'});
      expect(submitted.map(({type, handler_id, credential}) => ({type, handler_id, credential}))).to.deep.equal([{type: 'paypal', handler_id: 'paypal', credential: {type: 'sdk'}}]);
      buyer('approved');
      expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
    });

    it('takes the same order when the merchant knows it only as PayPal\'s page: its first answer was lost', async () => {
      const handler = await prepared();
      const {ending, shown, opens, answers} = press(handler, {asked: paid});
      opens();
      answers({status: 'action', action: {type: 'redirect', url: 'https://paypal.example/checkoutnow?token=5O190127TN364715T'}});
      await soon();
      expect(simulation().sessions.at(-1)).to.include({orderId: '5O190127TN364715T'});
      buyer('approved');
      expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
      expect(shown).to.deep.equal([]);
    });

    it('makes no order of a page that names none', async () => {
      const handler = await prepared();
      const elsewhere: Step = {status: 'action', action: {type: 'redirect', url: 'https://paypal.example/'}};
      const {ending, opens, answers} = press(handler);
      opens();
      answers(elsewhere);
      expect(await ending).to.deep.equal({ending: 'merchant', step: elsewhere});
    });

    it('takes a cancel and a closed window for a stop, which proves nothing', async () => {
      for (const leave of [(): void => buyer('cancelled'), (): void => window_?.remove()]) {
        const handler = await prepared();
        const {ending, opens, answers} = press(handler);
        opens();
        answers(order);
        await soon();
        leave();
        expect(await ending).to.deep.equal({ending: 'stopped'});
      }
    });

    it('shows itself in the page when windows are refused', async () => {
      const handler = await prepared();
      refusesWindows = true;
      const {ending, opens, answers} = press(handler, {display: 'popup', asked: paid});
      opens();
      answers(order);
      await soon();
      const frame = document.querySelector<HTMLIFrameElement>('dialog iframe');
      expect(simulation().sessions.at(-1)?.mode).to.equal('modal');
      buyer('approved', frame?.contentWindow ?? null);
      expect(await ending).to.deep.equal({ending: 'merchant', step: paid});
    });

    it('offers PayPal\'s own page with the same order when its script can show nothing', async () => {
      const handler = await prepared();
      const {createInstance} = page.paypal as unknown as {createInstance: unknown};
      expect(createInstance).to.be.a('function');
      page.open = () => { throw new Error('No windows here'); };
      const {ending, shown, opens, answers} = press(handler, {display: 'popup'});
      opens();
      answers(order);
      expect(await ending).to.deep.equal({ending: 'merchant', step: {status: 'waiting', pollAfter: 1000}});
      expect(shown).to.deep.equal([{type: 'popup', url: 'https://paypal.example/checkoutnow?token=5O19'}]);
    });

    it('closes, and lets the interruption pass, when the buyer must see something first', async () => {
      const handler = await prepared();
      const {ending, interrupts} = press(handler);
      const failed = ending.then(() => undefined, (error: unknown) => error);
      interrupts(new PaymentInterrupted('review'));
      expect(await failed).to.be.instanceOf(PaymentInterrupted);
      expect(simulation().sessions.at(-1)?.ended).to.be.oneOf(['failed', 'cancelled', 'destroyed']);
    });

    it('hands on what the merchant says instead of an order', async () => {
      for (const step of [{status: 'declined'}, {status: 'unknown'}, paid] as const) {
        const handler = await prepared();
        const {ending, opens, answers} = press(handler);
        opens();
        answers(step);
        expect(await ending).to.deep.equal({ending: 'merchant', step});
      }
    });

    it('ends with the story', async () => {
      const handler = await prepared();
      const {ending, opens, answers, aborts} = press(handler);
      opens();
      answers(order);
      await soon();
      aborts();
      await ending;
      expect(simulation().sessions.at(-1)?.ended).to.equal('destroyed');
    });

    it('goes when the merchant knows the end before the buyer has left it', async () => {
      const handler = await prepared();
      const {ending, opens, answers, settles} = press(handler, {asked: {status: 'declined'}});
      opens();
      answers(order);
      await soon();
      settles();
      expect(await ending).to.deep.equal({ending: 'merchant', step: {status: 'declined'}});
      expect(simulation().sessions.at(-1)?.ended).to.equal('destroyed');
    });

    it('keeps two payments on one page apart', async () => {
      const handler = await prepared();
      const first = press(handler, {asked: paid});
      const firstWindow = window_;
      const second = press(handler);
      for (const one of [first, second]) {
        one.opens();
        one.answers(order);
      }
      await soon();
      buyer('cancelled');
      expect(await second.ending).to.deep.equal({ending: 'stopped'});
      buyer('approved', firstWindow?.contentWindow ?? null);
      expect(await first.ending).to.deep.equal({ending: 'merchant', step: paid});
      expect(simulation().instances).to.have.length(1);
    });
  });

  it('goes to PayPal\'s page and back where the page asks for that', async () => {
    const handler = await prepared();
    const {ending, shown, submitted, opens, answers} = press(handler, {display: 'redirect'});
    opens();
    answers({status: 'action', action: {type: 'redirect', url: 'https://paypal.example/checkoutnow?token=5O19'}});
    await ending;
    expect(submitted.map(({credential}) => credential)).to.deep.equal([{type: 'redirect'}]);
    expect(shown).to.deep.equal([{type: 'redirect', url: 'https://paypal.example/checkoutnow?token=5O19'}]);
    expect(simulation().sessions).to.deep.equal([]);
  });

  it('fails without having submitted anything when it was not prepared', async () => {
    const {ending, submitted} = press(handlerOf());
    expect(await ending).to.deep.equal({ending: 'failed', code: 'not_ready'});
    expect(submitted).to.deep.equal([]);
  });

  describe('before the press', () => {
    it('is available where the merchant declares it, in the merchant\'s mode and currency', () => {
      const reason = (place: Place): string => {
        const answer = paypal.available(place) as {status: string; reason?: string};
        return answer.reason ?? answer.status;
      };
      const handler = handlerOf();
      expect(reason(placeOf(handler))).to.equal('available');
      expect(reason(placeOf(handler, {handlers: []}))).to.equal('handler');
      expect(reason(placeOf(handlerOf({client_id: 7})))).to.equal('handler');
      expect(reason(placeOf(handlerOf({environment: 'live'})))).to.equal('mode');
      expect(reason(placeOf(handler, {merchant: {id: 'x', mode: 'live'}}))).to.equal('mode');
      expect(reason(placeOf(handler, {total: {amount: 1, currency: 'VND'}}))).to.equal('currency');
      (page as {paypal?: unknown}).paypal = {Buttons: () => undefined};
      expect(reason(placeOf(handler))).to.equal('script');
    });

    it('asks PayPal once a client, in the buyer\'s language, whether it can be paid with', async () => {
      const handler = handlerOf();
      await Promise.all([prepared(handler), prepared(handler)]);
      expect(simulation().instances).to.have.length(1);
      expect(simulation().instances[0]).to.include({clientId: handler.config?.['client_id'], locale: 'zh-HK'});
    });

    it('is not ready where PayPal says that it cannot be used, and says so with a reason', async () => {
      installPayPalSdk(globalThis as unknown as Window & typeof globalThis, {pages, eligible: []});
      const error = await prepared().then(() => undefined, (reason: unknown) => reason);
      expect(error).to.include({reason: 'place'});
    });

    it('gives up when the script does not come', async () => {
      delete page.paypal;
      const {asked, restore} = loseScripts('never comes');
      const live = placeOf(handlerOf({environment: 'live'}), {merchant: {id: 'x', mode: 'live'}});
      const error = await Promise.resolve(paypal.prepare!(live, signal)).then(() => undefined, (reason: unknown) => reason);
      restore();
      expect(asked).to.deep.equal(['https://www.paypal.com/web-sdk/v6/core']);
      expect(error).to.be.instanceOf(VendorScriptError);
    });
  });

  describe('its button', () => {
    it('is PayPal\'s own, begins the payment in the same tick, and goes when it is told to', async () => {
      const handler = await prepared();
      const frame = document.createElement('div');
      frame.className = 'frame';
      document.body.append(frame);
      let presses = 0;
      const unmount = await paypalWith({label: 'buynow'}).mount!(frame, placeOf(handler), () => ++presses > 0);
      const button = frame.querySelector('paypal-button');
      expect(button).to.include({type: 'buynow'});
      button?.shadowRoot?.querySelector('button')?.click();
      expect(presses).to.equal(1);
      expect(frame.getBoundingClientRect().width).to.equal(button?.getBoundingClientRect().width);
      unmount();
      expect(frame.childElementCount).to.equal(0);
    });
  });
});
