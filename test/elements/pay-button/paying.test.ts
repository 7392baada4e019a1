import {aTimeout, expect} from '@open-wc/testing';
import type {PaymentCompleteEvent, PaymentErrorEvent, PaymentHandoffEvent, PaymentStartEvent} from '../../../src/elements/payment-events.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop, Wallet, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';

const links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];

describe('A press on pay-button', () => {
  afterEach(clear);

  it('starts the provider in its own tick, with the total that the tag shows', async () => {
    const {button, wallet} = await payButton();
    button.click();
    expect(wallet.presses).to.have.lengthOf(1);
    expect(wallet.presses[0]!.total).to.deep.equal({amount: 12800, currency: 'HKD'});
  });

  it('asks the page first, and does nothing when the page says no', async () => {
    const {tag, button, wallet, shop} = await payButton();
    tag.addEventListener('payment-start', (event) => event.preventDefault());
    button.click();
    await aTimeout(50);
    expect(wallet.presses).to.have.lengthOf(0);
    expect(shop.asked).to.deep.equal(['offer tea']);
  });

  it('ends in one order, one event and a receipt', async () => {
    const stand = await payButton();
    await stand.press();
    await stand.shows('Paid. Thank you!');
    await stand.ends('payment-complete');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-complete']);
    const [start, complete] = stand.events as [PaymentStartEvent, PaymentCompleteEvent];
    expect(start.items).to.deep.equal([{id: 'tea', quantity: 1}]);
    expect(complete.order.label).to.equal('HC-1041');
    expect(complete.total).to.deep.equal({amount: 12800, currency: 'HKD'});
    expect(said(stand.find('[part=receipt]'))).to.include('HC-1041').and.include('Tea tin').and.include('HK$128.00');
    expect(stand.find<HTMLAnchorElement>('dialog a').href).to.include('/orders/order-1?key=abc');
  });

  it('is one payment, however often it is pressed', async () => {
    const {button, shop, wallet} = await payButton();
    for (let press = 0; press < 10; press++) button.click();
    await waitUntil(() => shop.asked.includes('complete'));
    await aTimeout(100);
    expect(wallet.presses).to.have.lengthOf(1);
    expect(shop.asked.filter((what) => what === 'complete')).to.have.lengthOf(1);
  });

  it('is shown by every tag with the same purchase, and told once', async () => {
    const shop = new Shop();
    const wallet = new Wallet();
    const one = await payButton({shop, wallet});
    const two = await payButton({shop, wallet});
    one.button.click();
    two.button.click();
    await one.shows('Paid. Thank you!');
    await one.ends('payment-complete');
    expect(shop.asked.filter((what) => what === 'complete')).to.have.lengthOf(1);
    expect(said(two.find('[part=label]'))).to.equal('Paid');
    expect([...one.told, ...two.told].filter((type) => type === 'payment-complete')).to.have.lengthOf(1);
  });

  it('can be gone on with at another tag with the same purchase', async () => {
    const shop = new Shop({links});
    const wallet = new Wallet();
    const one = await payButton({shop, wallet});
    const two = await payButton({shop, wallet});
    await one.press();
    await one.shows('Check and pay');
    one.tag.remove();
    await two.press();
    await two.shows('Check and pay');
    await waitUntil(() => two.has('dialog [part=pay]'), 'There is nothing to pay with');
    await two.go();
    await two.ends('payment-complete');
    expect(shop.asked.filter((what) => what === 'create')).to.have.lengthOf(1);
    expect(wallet.presses).to.have.lengthOf(2);
  });

  it('stays paid when a listener of the page throws', async () => {
    const stand = await payButton();
    const quiet = (event: ErrorEvent): void => event.preventDefault();
    const {onerror} = window;
    window.onerror = () => true;
    addEventListener('error', quiet);
    stand.tag.addEventListener('payment-complete', () => {
      throw new Error('The page has a bug');
    });
    await stand.press();
    await stand.ends('payment-complete');
    expect(stand.title).to.equal('Paid. Thank you!');
    expect(stand.told).to.not.include('payment-error');
    removeEventListener('error', quiet);
    window.onerror = onerror;
  });

  it('shows every total before it pays what the buyer has not seen', async () => {
    const stand = await payButton({surcharge: {type: 'fee', display_text: 'Gift wrapping', amount: 1000}});
    await stand.press();
    await stand.shows('Check and pay');
    expect(said(stand.find('.totals'))).to.equal('Subtotal HK$128.00 Gift wrapping HK$10.00 Total HK$138.00');
    expect(stand.shop.asked).to.not.include('complete');
    expect(said(stand.find('dialog [part=pay]'))).to.equal('Pay HK$138.00');
    await stand.go();
    await stand.ends('payment-complete');
    expect((stand.events.at(-1) as PaymentCompleteEvent).total.amount).to.equal(13800);
  });

  it('shows warnings beside what they are about, and the policies', async () => {
    const warnings = [
      {type: 'warning', path: '$.line_items[0]', content: 'Contains nuts.', presentation: 'disclosure'},
      {type: 'info', content: 'Ready tomorrow.'},
    ] as const;
    const stand = await payButton({warnings, links: [...links, {type: 'faq', url: 'javascript:alert(1)'}]});
    await stand.press();
    await stand.shows('Check and pay');
    expect(said(stand.find('.lines li'))).to.include('Contains nuts.');
    expect(said(stand.find('.body > .notice'))).to.equal('Ready tomorrow.');
    expect([...stand.dialog.querySelectorAll('a')].map(({href}) => href)).to.deep.equal(['https://shop.example/terms']);
  });

  it('says that the bank declined, that nothing was charged, and lets the buyer try again', async () => {
    const shop = new Shop();
    shop.answer = 'decline';
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('The payment was declined');
    await stand.ends('payment-error');
    expect((stand.events.at(-1) as PaymentErrorEvent).code).to.equal('declined');
    expect((stand.events.at(-1) as PaymentErrorEvent).reason).to.equal('The bank said no.');
    expect(said(stand.find('.note'))).to.include('The bank said no.').and.include('Nothing was charged.');
    await stand.go();
    expect(stand.title).to.equal('');
    shop.answer = 'approve';
    await stand.press();
    await stand.ends('payment-complete');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-error', 'payment-start', 'payment-complete']);
  });

  it('tells that it is not decided yet, and the end when it comes', async () => {
    const shop = new Shop({links});
    shop.answer = 'pending';
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Check and pay');
    await stand.go();
    await waitUntil(() => said(stand.find('[part=label]')) === 'Confirming…');
    // A bank may be asking the buyer something now: nothing of ours may cover it.
    expect(stand.title).to.equal('');
    shop.isPaid();
    await stand.ends('payment-complete');
    expect(stand.told.filter((type) => type === 'payment-complete')).to.have.lengthOf(1);
  });

  it('is cancelled when the review is put away, and nothing was charged', async () => {
    const stand = await payButton({links});
    await stand.press();
    await stand.shows('Check and pay');
    await stand.press('dialog header button');
    await stand.ends('payment-cancel');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-cancel']);
    expect(stand.status).to.equal('Cancelled. Nothing was charged.');
    expect(stand.shop.asked).to.not.include('complete');
    expect(stand.focused === stand.button).to.equal(true);
  });

  it('is paid where it was begun, though its author has put up another shop meanwhile', async () => {
    const other = new Wallet({id: 'other'});
    const stand = await payButton({links});
    await stand.press();
    await stand.shows('Check and pay');
    const before = stand.wallet.presses.length;
    stand.tag.merchant = new Shop().merchant;
    stand.tag.providers = [other.provider];
    await aTimeout(100);
    await stand.go();
    await stand.ends('payment-complete');
    expect([stand.wallet.presses.length - before, other.presses.length]).to.deep.equal([1, 0]);
    expect(stand.shop.asked).to.include('complete');
  });

  it('tells its ending though something of ours cannot be drawn', async () => {
    const stand = await payButton();
    let broken: Promise<boolean> | undefined;
    Object.defineProperty(stand.tag, 'updateComplete', {get: () => (broken ??= Promise.reject(new Error('Not drawn')))});
    await stand.press('[part=button]').catch(() => undefined);
    await stand.ends('payment-complete');
  });

  it('shows first what a shop always has to be read, before any wallet is opened', async () => {
    const shop = new Shop({links});
    Object.assign(shop.merchant, {reviews: true});
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Check and pay');
    expect(stand.wallet.presses).to.have.lengthOf(0);
    await stand.go();
    await stand.ends('payment-complete');
    expect(stand.wallet.presses).to.have.lengthOf(1);
  });

  it('names the shop on the receipt, when it has a name', async () => {
    const shop = new Shop();
    Object.assign(shop.merchant, {name: 'Half Catty'});
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Paid. Thank you!');
    expect(said(stand.find('[part=receipt]'))).to.include('Half Catty');
  });

  it('prints the receipt alone, and leaves nothing behind', async () => {
    const stand = await payButton();
    await stand.press();
    await stand.shows('Paid. Thank you!');
    const {print} = window;
    let printed = '';
    window.print = () => void (printed = said(document.querySelector('[data-hangtag-print]')!.shadowRoot!.querySelector('.paper')!));
    await stand.press('dialog .stack button');
    await waitUntil(() => printed);
    window.print = print;
    expect(printed).to.include('HC-1041').and.include('Total HK$128.00').and.include('/orders/order-1');
    const before = document.adoptedStyleSheets.length;
    dispatchEvent(new Event('afterprint'));
    expect(document.querySelector('[data-hangtag-print]')).to.equal(null);
    expect(document.adoptedStyleSheets).to.have.lengthOf(before - 1);
  });

  it('can be bought again after it was paid', async () => {
    const stand = await payButton();
    await stand.press();
    await stand.shows('Paid. Thank you!');
    await stand.press('dialog .stack button:last-child');
    expect(said(stand.find('[part=label]'))).to.equal('Buy');
    await stand.press();
    await stand.shows('Paid. Thank you!');
    expect(said(stand.find('[part=receipt]'))).to.include('HC-1042');
  });

  it('before anything is ready says so, and pays as soon as it can while the browser still counts it as a press', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const wallet = new Wallet({prepare: () => gate});
    const stand = await payButton({wallet, ready: false});
    await stand.press();
    await waitUntil(() => said(stand.find('[part=label]')) === 'One moment…');
    await aTimeout(100);
    expect(said(stand.find('[part=label]'))).to.equal('One moment…');
    expect(wallet.presses).to.have.lengthOf(0);
    open();
    await stand.isReady();
    // A script's click is no gesture: the buyer is asked to press again.
    expect(stand.status).to.equal('Ready. Press again.');
    await stand.press();
    expect(wallet.presses).to.have.lengthOf(1);
  });

  it('opens somebody else’s checkout when there is nothing to pay with here, and tells that the end is not known', async () => {
    const {open} = window;
    const opened: unknown[] = [];
    const other = {opener: window as unknown, location: {replace: (url: string) => opened.push(other.opener === window && url)}};
    window.open = ((...what: unknown[]) => (opened.push(what), other)) as unknown as typeof window.open;
    const wallet = new Wallet({available: () => ({status: 'unavailable', reason: 'currency'})});
    const stand = await payButton({wallet, attributes: {'checkout-href': 'https://pay.example/tea'}});
    await stand.press();
    window.open = open;
    expect(opened).to.deep.equal([['', '_blank'], 'https://pay.example/tea']);
    expect(other.opener).to.equal(null);
    expect(stand.told).to.deep.equal(['payment-start', 'payment-handoff']);
  });

  it('tells where a provider sent the buyer when the end is not known', async () => {
    const wallet = new Wallet().does(async () => ({ending: 'handed-off', url: 'https://other.example/checkout'}));
    const stand = await payButton({wallet});
    await stand.press();
    await waitUntil(() => stand.told.includes('payment-handoff'));
    expect((stand.events.at(-1) as PaymentHandoffEvent).url).to.equal('https://other.example/checkout');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-handoff']);
  });

  it('goes on when its tag leaves the page: the document hears the end, and another tag shows it', async () => {
    const shop = new Shop();
    const wallet = new Wallet();
    const one = await payButton({shop, wallet});
    const heard: Event[] = [];
    const hear = (event: Event): void => void heard.push(event);
    document.addEventListener('payment-complete', hear);
    one.button.click();
    one.tag.remove();
    await waitUntil(() => heard.length > 0);
    const two = await payButton({shop, wallet, ready: false});
    await waitUntil(() => two.has('.done'));
    expect(said(two.find('[part=label]'))).to.equal('Paid');
    document.removeEventListener('payment-complete', hear);
    expect(heard).to.have.lengthOf(1);
    expect(shop.asked.filter((what) => what === 'complete')).to.have.lengthOf(1);
  });

  it('shows what happened while its tag was off the page', async () => {
    const shop = new Shop();
    shop.answer = 'pending';
    const stand = await payButton({shop});
    await stand.press();
    await waitUntil(() => said(stand.find('[part=label]')) === 'Confirming…');
    const heard = new Promise((resolve) => document.addEventListener('payment-complete', resolve, {once: true}));
    stand.tag.remove();
    shop.isPaid();
    await heard;
    document.body.append(stand.tag);
    await stand.shows('Paid. Thank you!');
    expect(said(stand.find('[part=label]'))).to.equal('Paid');
    expect(stand.dialog.matches(':modal')).to.equal(true);
  });

  it('counts what the buyer chose', async () => {
    const stand = await payButton({offers: [tea({stock: 4})], attributes: {'max-quantity': '9'}});
    stand.type('quantity', '3');
    await stand.tag.updateComplete;
    expect(said(stand.find('[part=price]'))).to.equal('HK$384.00');
    stand.type('quantity', '30');
    await stand.tag.updateComplete;
    expect(stand.find<HTMLInputElement>('#quantity').value).to.equal('4');
    stand.button.click();
    expect(stand.wallet.presses[0]!.total.amount).to.equal(51200);
  });
});
