import {aTimeout, expect} from '@open-wc/testing';
import type {PaymentCompleteEvent, PaymentHandoffEvent, PaymentStartEvent} from '../../../src/elements/payment-events.ts';
import {MerchantError} from '../../../src/merchant/merchant.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop} from './shop.ts';
import {clear, payButton, said} from './stand.ts';
import type {Stand} from './stand.ts';

/** A window that the test holds in its hand; it can speak to the page as a merchant's checkout does. */
class OpenedWindow {
  readonly opened: string[] = [];
  closed = false;
  /** The browser opens no windows. */
  refused = false;
  readonly #real = window.open.bind(window);
  readonly #frame = document.createElement('iframe');

  constructor() {
    document.body.append(this.#frame);
    const location = {replace: (url: string) => void this.opened.push(url)};
    const handle = new Proxy({}, {get: (_, name) => (name === 'closed' ? this.closed : name === 'location' ? location : undefined)});
    window.open = ((url: string, where: string) => {
      if (this.refused && where === '_blank') return null;
      if (url) this.opened.push(url);
      return handle;
    }) as unknown as typeof window.open;
    this.handle = handle;
  }

  readonly handle: object;

  restore(): void {
    window.open = this.#real;
    this.#frame.remove();
  }

  /** What the page in the window says, from `origin`. */
  says(origin: string, method: string, params: unknown): void {
    const event = new MessageEvent('message', {origin, data: {jsonrpc: '2.0', method, params}});
    Object.defineProperty(event, 'source', {value: this.handle});
    window.dispatchEvent(event);
  }
}

/** A shop that the page cannot ask for its goods, but whose own page for buying them is known. */
function unaskable(): Shop {
  const shop = new Shop();
  Object.assign(shop.merchant, {
    catalogue: {offer: () => Promise.reject(new MerchantError('unreachable', 'No answer: the network, or CORS'))},
    checkoutHref: () => `${shop.merchant.id}/buy/tea:1`,
  });
  return shop;
}

async function standAt(shop: Shop): Promise<Stand> {
  const stand = await payButton({shop, ready: false});
  return stand.isReady();
}

describe('pay-button at a shop that cannot be asked from the page', () => {
  let window_: OpenedWindow;
  beforeEach(() => void (window_ = new OpenedWindow()));
  afterEach(() => {
    window_.restore();
    clear();
  });

  it('leads to the shop’s own page, and says so on the button', async () => {
    const stand = await standAt(unaskable());
    expect(said(stand.button)).to.equal('Buy On the shop’s own page');
    stand.tag.locale = 'zh-HK';
    await waitUntil(() => said(stand.button) === '購買 在商店的網頁付款');
    await expect(stand.tag).to.be.accessible();
  });

  it('opens it in the tick of the press, and tells the handoff once its window is gone', async () => {
    const shop = unaskable();
    const stand = await standAt(shop);
    stand.button.click();
    expect(window_.opened).to.have.lengthOf(1);
    expect(window_.opened[0]).to.include(`${shop.merchant.id}/buy/tea:1`);
    await waitUntil(() => stand.status === 'The shop’s checkout is open in another window.');
    expect(stand.told).to.deep.equal(['payment-start']);
    window_.closed = true;
    await stand.ends('payment-handoff');
    expect((stand.events[0] as PaymentStartEvent).provider).to.equal('checkout');
    expect((stand.events[1] as PaymentHandoffEvent).url).to.equal(`${shop.merchant.id}/buy/tea:1`);
    expect(stand.status).to.equal('');
  });

  it('opens it once, however often it is pressed while it stands open', async () => {
    const stand = await standAt(unaskable());
    stand.button.click();
    stand.button.click();
    await aTimeout(1100);
    await stand.press();
    expect(window_.opened).to.have.lengthOf(1);
    expect(stand.told).to.deep.equal(['payment-start']);
    window_.closed = true;
    await stand.ends('payment-handoff');
    await stand.press();
    expect(window_.opened).to.have.lengthOf(2);
  });

  it('opens it once for a double click where its window says nothing', async () => {
    const shop = unaskable();
    Object.assign(shop.merchant, {checkoutHref: () => 'https://elsewhere.example/buy'});
    const stand = await standAt(shop);
    stand.button.click();
    stand.button.click();
    await stand.ends('payment-handoff');
    expect(window_.opened).to.have.lengthOf(1);
    expect(stand.told).to.deep.equal(['payment-start', 'payment-handoff']);
    await aTimeout(1000);
    await stand.press();
    expect(window_.opened).to.have.lengthOf(2);
  });

  for (const checkout of ['its own', 'somebody else’s']) {
    it(`leads from this window to ${checkout} page where the browser opens no other`, async () => {
      const shop = unaskable();
      const url = checkout === 'its own' ? `${shop.merchant.id}/buy/tea:1` : 'https://another.example/buy';
      Object.assign(shop.merchant, {checkoutHref: () => url});
      window_.refused = true;
      const stand = await standAt(shop);
      await stand.press();
      await stand.ends('payment-handoff');
      expect(window_.opened).to.deep.equal([url]);
      expect(stand.status).to.equal('');
    });
  }

  it('tells the document how it went when the tag has left the page', async () => {
    const stand = await standAt(unaskable());
    const heard: string[] = [];
    const hear = ({type}: Event): void => void heard.push(type);
    document.addEventListener('payment-handoff', hear);
    await stand.press();
    stand.tag.remove();
    window_.closed = true;
    await waitUntil(() => heard.length > 0);
    document.removeEventListener('payment-handoff', hear);
    expect(heard).to.deep.equal(['payment-handoff']);
  });

  it('asks the page first, and opens nothing when the page says no', async () => {
    const stand = await standAt(unaskable());
    stand.tag.addEventListener('payment-start', (event) => event.preventDefault());
    await stand.press();
    expect(window_.opened).to.deep.equal([]);
  });

  for (const confirmed of [true, false]) {
    it(`tells ${confirmed ? 'payment-complete when the shop’s page says so and the shop confirms it' : 'the handoff when the shop does not confirm what its page says'}`, async () => {
      const shop = unaskable();
      const stand = await standAt(shop);
      await shop.merchant.checkouts!.create({line_items: [{item: {id: 'tea'}, quantity: 1}]}, 'key', {locale: 'en'});
      if (confirmed) shop.isPaid();
      await stand.press();
      const {id} = shop.checkout;
      const checkout = {
        id, status: 'completed', currency: 'HKD', line_items: [], links: [], messages: [], totals: [{type: 'total', amount: 1}],
        order: {id: 'order-0', permalink_url: `${shop.merchant.id}/orders/order-0`},
      };
      window_.says('https://elsewhere.example', 'ec.complete', {checkout});
      await aTimeout(20);
      expect(stand.told).to.deep.equal(['payment-start']);
      window_.says(shop.merchant.id, 'ec.complete', {checkout});
      await stand.ends(confirmed ? 'payment-complete' : 'payment-handoff');
      expect(stand.told).to.have.lengthOf(2);
      // What it cost is the shop's word, not its page's.
      if (confirmed) expect((stand.events[1] as PaymentCompleteEvent).total.amount).to.equal(12800);
      else await waitUntil(() => stand.status.startsWith('The shop’s page says'));
    });
  }
});

describe('pay-button at a shop that takes nothing of ours', () => {
  let window_: OpenedWindow;
  beforeEach(() => void (window_ = new OpenedWindow()));
  afterEach(() => {
    window_.restore();
    clear();
  });

  it('opens the checkout on the shop’s own page, and follows it there', async () => {
    const shop = new Shop();
    Object.assign(shop.merchant, {handlers: [{name: 'com.other.wallet', id: 'other', config: {}}]});
    const stand = await payButton({shop, ready: false});
    stand.tag.providers = null;
    await waitUntil(() => said(stand.button).includes('On the shop’s own page'));
    await stand.isReady();
    stand.button.click();
    expect(window_.opened).to.have.lengthOf(1);
    expect((stand.events[0] as PaymentStartEvent).provider).to.equal('hosted-checkout');
    expect((stand.events[0] as PaymentStartEvent).total.amount).to.equal(12800);
    await waitUntil(() => shop.asked.includes('create'));
  });
});
