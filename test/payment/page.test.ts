import {expect} from '@open-wc/testing';
import {sendMouse} from '@web/test-runner-commands';
import type {Attempt, PayRequest, PaymentStory} from '../../src/payment/attempt.ts';
import {pageSurroundings} from '../../src/payment/page-surroundings.ts';
import {openTill} from '../../src/payment/pay.ts';
import type {Till} from '../../src/payment/pay.ts';
import {sandboxWith} from '../../src/payment/providers/sandbox.ts';
import {purchaseLock} from '../../src/payment/purchase-lock.ts';
import type {Timekeeper} from './browser.ts';
import {Shop} from './shop.ts';

type Page = Window & typeof globalThis;

const realTime: Timekeeper = {
  get now() {
    return Date.now();
  },
  later(ms, run) {
    const timer = setTimeout(run, ms / 10);
    return () => clearTimeout(timer);
  },
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1000 && !holds(); round++) await pause(20);
  expect(holds(), String(holds)).to.equal(true);
}

/** A frame stands for a tab: its own window, timers and storage events, and the same origin's storage and locks. */
async function frame(): Promise<Page> {
  const element = document.createElement('iframe');
  element.src = new URL('./empty.html', import.meta.url).href;
  await new Promise((loaded) => {
    element.addEventListener('load', loaded);
    document.body.append(element);
  });
  return element.contentWindow as Page;
}

function surroundingsOf(page: Page, webLocks: boolean) {
  const attempts: Record<string, Attempt | undefined> = {};
  const store = {get: () => attempts, setKey: (purchase: string, attempt: Attempt) => void (attempts[purchase] = attempt)};
  return {...pageSurroundings(page), attempts: store, ...(webLocks ? {} : {locks: undefined})};
}

const request = (shop: Shop, more: Partial<PayRequest> = {}): PayRequest => ({
  merchant: shop.seenFrom({alive: true}),
  provider: sandboxWith({token: 'approve'}),
  items: [{id: 'tea', quantity: 1}],
  total: {amount: 12800, currency: 'HKD'},
  locale: 'en',
  display: 'popup',
  ...more,
});

afterEach(() => {
  localStorage.clear();
  for (const element of document.querySelectorAll('iframe, button')) element.remove();
});

for (const webLocks of [true, false]) {
  describe(`Two pages of one browser with ${webLocks ? 'Web Locks' : 'a lease in the storage'}`, () => {
    it('share one checkout and one payment', async () => {
      const shop = new Shop(realTime);
      const tills: Till[] = [];
      for (const page of [await frame(), await frame()]) tills.push(openTill(surroundingsOf(page, webLocks)));
      const stories: PaymentStory[] = tills.map((till) => till.pay(request(shop)));
      const ended = await Promise.all(stories.map((story) => story.ended));
      expect(ended.map(({state}) => state)).to.deep.equal(['paid', 'paid']);
      expect([shop.checkouts.size, shop.paid.length]).to.deep.equal([1, 1]);
      expect(stories.filter(({leads}) => leads)).to.have.length(1);
    });

    it('have one lock, and the second gets it when the first is gone', async () => {
      const [first, second] = [await frame(), await frame()];
      const purchase = JSON.stringify(['tea', webLocks]);
      const none = (): void => undefined;
      const one = purchaseLock(purchase, surroundingsOf(first, webLocks), none);
      const other = purchaseLock(purchase, surroundingsOf(second, webLocks), none);
      expect(await one.take()).to.equal(true);
      expect(await other.take()).to.equal(false);
      const waiting = other.wait();
      one.release();
      expect(await waiting).to.equal(true);
      expect(await one.take()).to.equal(false);
      other.release();
    });

    it('give the lock to the page where the buyer acts, and tell the other', async () => {
      const [first, second] = [await frame(), await frame()];
      let lost = 0;
      const purchase = JSON.stringify(['rice', webLocks]);
      const one = purchaseLock(purchase, surroundingsOf(first, webLocks), () => lost++);
      const other = purchaseLock(purchase, surroundingsOf(second, webLocks), () => undefined);
      await one.take();
      await other.seize();
      await until(() => lost === 1);
      expect(await one.take()).to.equal(false);
      other.release();
    });
  });
}

/** This page, but for the windows that it opens. */
function pageOpening(open: (url: string) => unknown): Page {
  return new Proxy(window, {get: (target, name) => {
    if (name === 'open') return open;
    const value: unknown = Reflect.get(target, name);
    return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
  }});
}

describe('The page around a payment', () => {
  it('does not touch a window that is at the wallet, and closes one that is still its own', () => {
    let atWallet = false;
    let closed = 0;
    const location = {
      get href() {
        if (atWallet) throw new DOMException('another origin', 'SecurityError');
        return 'about:blank';
      },
    };
    const {openWindow} = pageSurroundings(pageOpening(() => ({opener: window, closed: false, location, close: () => closed++})));
    const wallet = openWindow();
    atWallet = true;
    wallet?.close();
    expect(closed).to.equal(0);
    atWallet = false;
    wallet?.close();
    expect(closed).to.equal(1);
  });

  it('opens the wallet window in the tick of the press, without an opener', async () => {
    const shop = new Shop(realTime);
    const opened: string[] = [];
    const wallet = {opener: window as unknown, closed: false, location: {href: 'about:blank', replace: (url: string) => void url}, close: () => void (wallet.closed = true)};
    // In a sandboxed frame Chromium lets only its opener send a window on.
    wallet.location.replace = (url) => {
      if (wallet.opener !== window) throw new DOMException('not its opener', 'SecurityError');
      opened.push(url);
    };
    const bound = pageOpening((url) => (opened.push(url), wallet));
    const till = openTill(surroundingsOf(bound, true));
    const story = till.pay(request(shop, {provider: sandboxWith()}));
    expect(opened).to.deep.equal(['about:blank']);
    await until(() => opened.length === 2);
    expect(opened[1]).to.equal('https://wallet.example/trade-1');
    expect(wallet.opener).to.equal(null);
    shop.decide(shop.trades[0], 'paid');
    expect((await story.ended).state).to.equal('paid');
    expect(wallet.closed).to.equal(true);
  });

  it('really opens, steers and misses a window under a real click', async () => {
    const button = document.createElement('button');
    button.textContent = 'Open';
    button.style.cssText = 'position: fixed; left: 0; top: 0; width: 100px; height: 100px';
    document.body.append(button);
    const {openWindow} = pageSurroundings(window);
    const opened = new Promise<ReturnType<typeof openWindow>>((done) => button.addEventListener('click', () => done(openWindow()), {once: true}));
    await sendMouse({type: 'click', position: [50, 50]});
    const wallet = await opened;
    if (!wallet) throw new Error('The window was refused under a click');
    expect(wallet.closed).to.equal(false);
    wallet.steer(new URL('./empty.html', import.meta.url).href);
    await pause(300);
    expect(wallet.closed).to.equal(false);
    wallet.close();
    await until(() => wallet.closed);
  });

  it('posts a form to the wallet, also one with a field called submit', async () => {
    const page = await frame();
    const {post} = pageSurroundings(page);
    const sent = new Promise<string>((done) => {
      page.HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
        done(`${this.method} ${this.action} ${new URLSearchParams(new FormData(this) as unknown as Record<string, string>).toString()}`);
      };
    });
    post('https://wallet.example/pay', {submit: 'a&b', sign: 'x'});
    expect(await sent).to.equal('post https://wallet.example/pay submit=a%26b&sign=x');
    expect(page.document.forms).to.have.length(0);
  });
});
