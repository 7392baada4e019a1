import {aTimeout, expect} from '@open-wc/testing';
import {MerchantError} from '../../../src/merchant/merchant.ts';
import {PayButton} from '../../../src/elements/pay-button/pay-button.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {complaints} from './complaints.ts';
import {Shop, Wallet, bowl, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';

describe('The face of pay-button', () => {
  afterEach(() => {
    clear();
    document.documentElement.lang = 'en';
    document.querySelectorAll('script[type="application/ld+json"]').forEach((script) => script.remove());
  });

  it('is a real button with label and price', async () => {
    const {button} = await payButton();
    expect(button.localName).to.equal('button');
    expect(button.type).to.equal('button');
    expect(said(button.querySelector('[part=label]')!)).to.include('Buy');
    expect(said(button.querySelector('[part=price]')!)).to.equal('HK$128.00');
  });

  it('keeps its place before the price is known, and does not jump when it comes', async () => {
    const shop = new Shop({mode: 'test'});
    const {catalogue} = shop.merchant as {catalogue: {offer: (id: string, options: {locale: string}) => Promise<unknown>}};
    const {offer} = catalogue;
    let answer: () => void = () => undefined;
    const answers = new Promise<void>((resolve) => (answer = resolve));
    catalogue.offer = (id, options) => answers.then(() => offer(id, options));
    const stand = await payButton({shop, ready: false});
    await waitUntil(() => stand.has('.coming'));
    await aTimeout(50);
    const {width, height} = stand.tag.getBoundingClientRect();
    expect(height).to.be.at.least(44);
    answer();
    await stand.isReady();
    const after = stand.tag.getBoundingClientRect();
    expect([after.width, after.height]).to.deep.equal([width, height]);
  });

  it('shows the price before a reduction as old, and says so', async () => {
    const stand = await payButton({offers: [tea({listPrice: {amount: 16000, currency: 'HKD'}})]});
    expect(said(stand.find('del'))).to.equal('Before: HK$160.00');
    stand.tag.locale = 'zh-HK';
    await waitUntil(() => said(stand.find('del')) === '原價 HK$160.00');
  });

  it('speaks the language around it, and changes with it', async () => {
    document.documentElement.lang = 'zh-HK';
    const stand = await payButton({mode: 'test'});
    expect(said(stand.button)).to.include('購買').and.include('測試：不會實際扣款');
    document.documentElement.lang = 'zh-CN';
    await waitUntil(() => said(stand.button).includes('购买') && said(stand.button).includes('测试：不会实际扣款'));
    expect(stand.find('.tag').lang).to.equal('zh-Hans');
  });

  it('sells something else when its item changes, and not before it can', async () => {
    const stand = await payButton({offers: [tea(), bowl()]});
    stand.tag.item = 'bowl-ric:2';
    await stand.tag.updateComplete;
    expect(stand.tag.matches(':state(ready)')).to.equal(false);
    await stand.isReady();
    expect(said(stand.find('[part=price]'))).to.include('HK$720.00');
    stand.button.click();
    expect(stand.wallet.presses[0]!.total.amount).to.equal(72000);
  });

  it('follows the writing direction of the page', async () => {
    const box = document.createElement('div');
    box.dir = 'rtl';
    document.body.append(box);
    const stand = await payButton({into: box});
    const [label, price] = [stand.find('[part=label]'), stand.find('[part=price]')].map((part) => part.getBoundingClientRect());
    expect(price!.right).to.be.below(label!.right);
    // What is said is English or Chinese: the figure stands behind its currency there, too.
    const currency = stand.find('[part=price] .currency');
    const figure = new Range();
    figure.selectNodeContents(currency.parentElement!);
    figure.setStartAfter(currency);
    expect(currency.getBoundingClientRect().right).to.be.at.most(figure.getBoundingClientRect().left);
    box.remove();
  });

  it('offers variants in a native select, with price and stock, the sold out ones not for choosing', async () => {
    const stand = await payButton({offers: [bowl()]});
    const select = stand.find<HTMLSelectElement>('select');
    expect([...select.options].map((option) => [said(option), option.disabled])).to.deep.equal([
      ['Celadon · HK$380.00', false],
      ['Rice white · HK$360.00 · 3 left', false],
      ['Ink · HK$380.00 · Sold out', true],
    ]);
    expect(said(stand.find('label'))).to.include('Option');
    select.value = 'bowl-ric';
    select.dispatchEvent(new Event('change', {bubbles: true}));
    await stand.tag.updateComplete;
    expect(said(stand.find('[part=price]'))).to.equal('HK$360.00Before: HK$420.00');
    stand.button.click();
    expect(stand.wallet.presses[0]!.total.amount).to.equal(36000);
  });

  it('is a single button unless there is something to choose', async () => {
    const stand = await payButton({offers: [tea({stock: 40})]});
    expect(stand.has('[part=choices]')).to.equal(false);
  });

  it('bounds the quantity by the stock, with buttons and keys', async () => {
    const stand = await payButton({offers: [tea({stock: 2})], attributes: {'max-quantity': '10'}});
    await stand.press('.step:last-of-type');
    await stand.press('.step:last-of-type');
    expect(stand.find<HTMLInputElement>('#quantity').value).to.equal('2');
    expect(said(stand.find('[part=price]'))).to.equal('HK$256.00');
    expect(stand.find('.step:last-of-type').getAttribute('aria-disabled')).to.equal('true');
    // The focus stays on the button, so the new number is announced.
    expect(said(stand.find('.choice [role=status]'))).to.equal('2 · HK$256.00');
  });

  it('hides the author’s link from everybody while it can act', async () => {
    const {tag} = await payButton({link: 'Buy at the shop'});
    const link = tag.querySelector('a')!;
    expect(link.getBoundingClientRect().height).to.equal(0);
    link.focus();
    expect(document.activeElement === link).to.equal(false);
  });

  it('gives way to the author’s link and says why when it cannot act', async () => {
    const wallet = new Wallet({available: () => ({status: 'unavailable', reason: 'csp'})});
    const told = await complaints(async () => {
      const stand = await payButton({wallet, link: 'Buy at the shop', ready: false});
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('This page does not allow the payment service to load.');
      expect(stand.has('[part=button]')).to.equal(false);
      expect(stand.tag.querySelector('a')!.getBoundingClientRect().height).to.be.above(0);
    });
    expect(told).to.include('wallet').and.include('csp');
  });

  it('says that no payment service is here when the one named is not known', async () => {
    await complaints(async () => {
      const stand = await payButton({attributes: {providers: 'nobody'}, ready: false});
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('No payment service is available here.');
    });
  });

  it('says that the shop does not know the item', async () => {
    await complaints(async () => {
      const stand = await payButton({attributes: {item: 'coffee'}, ready: false});
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('The shop does not know this item.');
      expect(stand.button.getAttribute('aria-disabled')).to.equal('true');
    });
  });

  it('says that the shop cannot be reached', async () => {
    await complaints(async () => {
      const shop = new Shop();
      Object.assign(shop.merchant, {catalogue: {offer: () => Promise.reject(new MerchantError('unreachable', 'No answer'))}});
      const stand = await payButton({shop, ready: false});
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('The shop cannot be reached.');
    });
  });

  it('is sold out when nothing is left', async () => {
    const stand = await payButton({offers: [tea({available: false, stock: 0})], ready: false});
    await waitUntil(() => said(stand.button).includes('Sold out'));
    stand.button.click();
    expect(stand.wallet.presses).to.have.lengthOf(0);
    expect(stand.told).to.deep.equal([]);
  });

  it('can be switched off without showing another way to pay', async () => {
    const stand = await payButton({link: 'Buy at the shop', attributes: {disabled: ''}, ready: false});
    await waitUntil(() => stand.has('[part=price]'));
    await stand.press();
    expect(stand.told).to.deep.equal([]);
    expect(stand.tag.querySelector('a')!.getBoundingClientRect().height).to.equal(0);
    stand.tag.disabled = false;
    await stand.isReady();
    await stand.press();
    expect(stand.told).to.include('payment-start');
  });

  it('tells the author, in the console and here on the tag, what is wrong, and sells what can be sold', async () => {
    const told = await complaints(async () => {
      const stand = await payButton({attributes: {'max-quantity': 'many', 'checkout-href': 'javascript:alert(1)'}});
      await waitUntil(() => stand.has('.mistake'));
      expect([...stand.tag.shadowRoot!.querySelectorAll('.mistake')].map((one) => said(one).split('=')[0])).to.have.members(['checkout-href', 'max-quantity']);
      stand.tag.maxQuantity = '2';
      stand.tag.checkoutHref = null;
      await waitUntil(() => !stand.has('.mistake'));
    });
    expect(told).to.include('max-quantity="many" must be a whole number').and.include('checkout-href="javascript:alert(1)" must be an https: address');
  });

  it('with an item that cannot be read leaves the author’s link', async () => {
    await complaints(async (heard) => {
      const stand = await payButton({attributes: {item: 'tea:0'}, link: 'Buy at the shop', ready: false});
      await waitUntil(() => heard().includes('item="tea:0" cannot be read'), 'The author was not told');
      expect(stand.has('[part=button]')).to.equal(false);
      expect(stand.tag.querySelector('a')!.getBoundingClientRect().height).to.be.above(0);
    });
  });

  it('honours properties that were set before it was upgraded', async () => {
    const shop = new Shop();
    const wallet = new Wallet();
    customElements.define('late-button', class extends PayButton {});
    const early = document.createElement('late-button') as PayButton;
    const raw = document.createElement('never-button');
    expect(raw).to.not.be.instanceOf(PayButton);
    document.body.append(early);
    early.remove();
    const unknown = document.createElement('later-button') as PayButton;
    unknown.merchant = shop.merchant;
    unknown.providers = [wallet.provider];
    unknown.item = 'tea:2';
    document.body.append(unknown);
    customElements.define('later-button', class extends PayButton {});
    await waitUntil(() => unknown.matches(':state(ready)'));
    expect(said(unknown.shadowRoot!.querySelector('[part=price]')!)).to.equal('HK$256.00');
    unknown.remove();
  });

  it('asks for nothing until it nears what is seen', async () => {
    const far = document.createElement('div');
    far.style.cssText = 'position: absolute; top: 20000px';
    document.body.append(far);
    const stand = await payButton({into: far, ready: false});
    await aTimeout(100);
    expect(stand.shop.asked).to.deep.equal([]);
    stand.tag.dispatchEvent(new PointerEvent('pointerenter'));
    await stand.isReady();
    far.remove();
  });

  it('asks for the prices of all tags together, as soon as one is near', async () => {
    const shop = new Shop({offers: [tea(), bowl()]});
    const {catalogue} = shop.merchant as {catalogue: {offer: (id: string, options: {locale: string}) => Promise<unknown>}};
    const {offer} = catalogue;
    let batches = 0;
    let open = false;
    catalogue.offer = (id, options) => {
      if (!open) {
        open = true;
        batches++;
        setTimeout(() => (open = false));
      }
      return offer(id, options);
    };
    const page = document.createElement('div');
    document.body.append(page);
    page.append(...Array.from({length: 100}, (_, at) => {
      const tag = document.createElement('pay-button');
      Object.assign(tag, {merchant: shop.merchant, providers: [new Wallet().provider], item: at % 2 ? 'tea' : 'bowl-ric'});
      tag.style.cssText = `position: absolute; top: ${at * 1000}px`;
      return tag;
    }));
    await waitUntil(() => shop.asked.length >= 100);
    expect(batches).to.equal(1);
    page.remove();
  });

  it('asks for the other variants when a buyer shows interest', async () => {
    const whole = bowl();
    const shop = new Shop({offers: [whole]});
    Object.assign(shop.merchant.catalogue!, {offer: async () => ({...whole, variants: [whole.variant], complete: false})});
    const stand = await payButton({shop});
    expect(stand.has('select')).to.equal(false);
    stand.tag.dispatchEvent(new PointerEvent('pointerenter'));
    await waitUntil(() => stand.has('select'));
    expect(stand.find<HTMLSelectElement>('select').options).to.have.lengthOf(3);
  });

  it('empties what a server rendered when nothing here can take it over', async () => {
    const early = document.createElement('served-button');
    early.attachShadow({mode: 'open'}).append(document.createElement('slot'), 'stale');
    document.body.append(early);
    const shop = new Shop();
    Object.assign(early, {merchant: shop.merchant, providers: [new Wallet().provider], item: 'tea'});
    customElements.define('served-button', class extends PayButton {});
    await waitUntil(() => early.matches(':state(ready)'));
    expect(early.shadowRoot!.textContent).to.not.include('stale');
    expect(early.shadowRoot!.querySelectorAll('[part=button]')).to.have.lengthOf(1);
    early.remove();
  });

  it('sells what stands on the tag when there is no merchant, in the sandbox and visibly so', async () => {
    const tag = document.createElement('pay-button');
    Object.assign(tag, {price: '128.00', currency: 'HKD', label: 'Tea tin', providers: 'sandbox'});
    document.body.append(tag);
    await waitUntil(() => tag.matches(':state(ready)'));
    const button = tag.shadowRoot!.querySelector('button')!;
    expect(said(button)).to.include('HK$128.00').and.include('Test: no money moves').and.include('Tea tin');
    expect(tag.matches(':state(test)')).to.equal(true);
    tag.remove();
  });

  it('opens the checkout that the author names rather than the sandbox', async () => {
    const tag = document.createElement('pay-button');
    Object.assign(tag, {price: '128.00', currency: 'HKD', label: 'Tea tin', checkoutHref: 'https://pay.example/tea'});
    document.body.append(tag);
    await waitUntil(() => tag.matches(':state(ready)'));
    expect(said(tag.shadowRoot!.querySelector('button')!)).to.include('HK$128.00').and.not.include('Test');
    tag.remove();
  });

  it('finds its price in the page’s data when nothing else tells it', async () => {
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = JSON.stringify({'@context': 'https://schema.org', '@type': 'Product', sku: 'tin', name: 'Tea tin', offers: {'@type': 'Offer', price: '88.00', priceCurrency: 'HKD'}});
    document.head.append(script);
    const tag = document.createElement('pay-button');
    tag.item = 'tin';
    document.body.append(tag);
    await waitUntil(() => tag.shadowRoot?.querySelector('[part=price]')?.textContent?.includes('88.00'));
    tag.remove();
  });
});
