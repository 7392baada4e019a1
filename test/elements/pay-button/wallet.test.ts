import {aTimeout, expect} from '@open-wc/testing';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop, Wallet} from './shop.ts';
import {clear, payButton, said} from './stand.ts';

const soon = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** The shop answers with a code that is over so many seconds after it is asked for, however long the page took until then. */
const showsCode = (shop: Shop, seconds: number, more: {readonly url?: string} = {}): unknown =>
  Object.defineProperty(shop, 'answer', {get: () => ({type: 'qr', code: 'https://wallet.example/t/1', expiresAt: soon(seconds), ...more})});

/** A wallet's window that the test holds in its hand. */
function walletWindow(): {readonly opened: string[]; close(): void; restore(): void} {
  const {open} = window;
  const opened: string[] = [];
  let closed = false;
  window.open = ((url?: string) => {
    closed = false;
    opened.push(url ?? '');
    return {
      get closed() { return closed; },
      close: () => void (closed = true),
      focus: () => undefined,
      location: {replace: (to: string) => void opened.push(to)},
    };
  }) as unknown as typeof window.open;
  return {opened, close: () => void (closed = true), restore: () => void (window.open = open)};
}

describe('The wallet in pay-button', () => {
  afterEach(clear);

  it('shows a code with its time, and a link for this device', async () => {
    const shop = new Shop({mode: 'test'});
    showsCode(shop, 125, {url: 'https://wallet.example/t/1'});
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    await waitUntil(() => stand.has('.qr path'));
    expect(stand.find('.qr').getAttribute('aria-label')).to.equal('QR code to pay HK$128.00');
    expect(said(stand.find('[role=timer]'))).to.match(/^Valid for (2:0[0-5]|1:[45]\d)$/);
    expect(stand.find<HTMLAnchorElement>('a.plain').href).to.equal('https://wallet.example/t/1');
    const first = said(stand.find('[role=timer]'));
    await waitUntil(() => said(stand.find('[role=timer]')) !== first, 'The time does not pass');
    shop.isPaid();
    await stand.ends('payment-complete');
    expect(stand.title).to.equal('Paid. Thank you!');
  });

  it('shows a code without its time where it would be over already: this device’s clock is wrong, for no shop sends such a code', async () => {
    const shop = new Shop();
    shop.answer = {type: 'qr', code: 'abc', expiresAt: soon(-600)};
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    await waitUntil(() => stand.has('.qr path'));
    expect(said(stand.find('dialog [role=status]'))).to.include('scan the code');
    expect(said(stand.find('[role=timer]'))).to.equal('');
    expect(stand.told).to.deep.equal(['payment-start']);
    shop.isPaid();
    await stand.ends('payment-complete');
  });

  it('announces once that the last minute has begun, and then that the code is over, where it was announced before', async () => {
    const shop = new Shop();
    showsCode(shop, 64);
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    const [how, last] = stand.dialog.querySelectorAll('[role=status]');
    expect(said(how!)).to.equal('Open your wallet app and scan the code.');
    // On a busy machine the last minute may have begun by now.
    const heard = [said(last!)].filter(Boolean);
    const ear = new MutationObserver(() => heard.push(said(last!)));
    ear.observe(last!, {childList: true, characterData: true, subtree: true});
    await waitUntil(() => heard.length > 0, 'Nothing was announced');
    await aTimeout(1200);
    expect(heard).to.have.lengthOf(1);
    expect(heard[0]).to.match(/^Valid for (1:00|0:5\d)$/);
    ear.disconnect();
  });

  it('says in the same place that the code is over', async () => {
    const shop = new Shop();
    showsCode(shop, 4);
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    const [how] = stand.dialog.querySelectorAll('[role=status]');
    await waitUntil(() => said(how!).includes('has expired'), 'It was not said');
    expect(how!.isConnected).to.equal(true);
  });

  it('waits for the wallet’s window, and opens it again', async () => {
    const hand = walletWindow();
    const shop = new Shop();
    shop.answer = {type: 'popup', url: 'https://wallet.example/t/2'};
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Pay in the wallet window');
    await aTimeout(50);
    const before = hand.opened.length;
    await stand.go();
    expect(hand.opened.length).to.be.above(before);
    await stand.press('dialog header button');
    await waitUntil(() => stand.status.startsWith('The wallet is open in another window.'), 'It was not said on the tag');
    shop.isPaid();
    await stand.ends('payment-complete');
    hand.restore();
  });

  it('offers the window as a button when the browser kept it shut', async () => {
    const {open} = window;
    window.open = () => null;
    const shop = new Shop();
    shop.answer = {type: 'popup', url: 'https://wallet.example/t/3'};
    const stand = await payButton({shop, wallet: new Wallet().does(async (payment) => {
      await payment.checkout;
      const step = await payment.submit({id: payment.id, handler_id: 'wallet', type: 'test'});
      if (step.status === 'action') await payment.present(step.action).done;
      await new Promise(() => undefined);
      return {ending: 'stopped'};
    })});
    await stand.press();
    await stand.shows('Open the wallet');
    const hand = walletWindow();
    await stand.go();
    expect(hand.opened).to.not.have.lengthOf(0);
    hand.restore();
    window.open = open;
  });

  it('goes on behind the panel when it is put away, and can be looked at again', async () => {
    const shop = new Shop();
    shop.answer = {type: 'qr', code: 'abc', expiresAt: soon(60)};
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    await stand.press('dialog header button');
    expect(stand.title).to.equal('');
    expect(said(stand.find('[part=label]'))).to.equal('Waiting for payment');
    // There is no window to look for.
    await aTimeout(100);
    expect(stand.status).to.equal('');
    expect(stand.told).to.deep.equal(['payment-start']);
    await stand.press();
    await stand.shows('Scan to pay');
  });

  it('cancels only when the shop confirms it', async () => {
    const shop = new Shop();
    shop.answer = {type: 'qr', code: 'abc', expiresAt: soon(60)};
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    await stand.press('dialog button.plain');
    await stand.ends('payment-cancel');
    expect(shop.asked).to.include('cancel');
    expect(stand.status).to.equal('Cancelled. Nothing was charged.');
  });

  it('waits for the app that shows the page, which can be opened again', async () => {
    const calls: unknown[] = [];
    const app = window as unknown as {AlipayJSBridge?: {call(...what: unknown[]): void}};
    app.AlipayJSBridge = {call: (...what) => void calls.push(what.slice(0, 2))};
    const shop = new Shop();
    shop.answer = {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: '1'}};
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Pay in the app');
    await waitUntil(() => calls.length === 1);
    await waitUntil(() => stand.has('dialog .go'));
    await expect(stand.tag).to.be.accessible();
    await stand.go();
    await waitUntil(() => calls.length === 2);
    expect(calls).to.deep.equal([['tradePay', {tradeNO: '1'}], ['tradePay', {tradeNO: '1'}]]);
    stand.tag.locale = 'zh-HK';
    await stand.shows('請在應用程式內付款');
    shop.isPaid();
    await stand.ends('payment-complete');
    delete app.AlipayJSBridge;
  });

  it('lets the buyer choose in a sheet', async () => {
    const stand = await payButton({wallet: new Wallet().does(async (payment) => {
      const done = await payment.present({type: 'sheet', title: 'Which account?', choices: [{id: 'one', label: 'Main', tone: 'primary'}, {id: 'two', label: 'Savings'}]}).done;
      return {ending: 'failed', code: done.how === 'chosen' ? done.choice : 'none', message: done.how === 'chosen' ? `Chose ${done.choice}` : ''};
    })});
    await stand.press();
    await stand.shows('Which account?');
    await stand.press('dialog button.plain');
    await stand.shows('The payment did not go through');
    expect(said(stand.find('.note'))).to.include('Chose two');
  });
});
