import {aTimeout, expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {Payment, PaymentProvider, Place, ProviderEnding} from '../../../src/payment/provider.ts';
import {hangtag} from '../../../src/page/define.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop, Wallet, bowl, hands, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';
import type {Plan, Stand} from './stand.ts';

const links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];

/** A wallet with something of its own on the page: what is typed into it, or its own button. */
class Vendor extends Wallet {
  readonly frames: HTMLElement[] = [];
  readonly updates: Place[] = [];
  unmounted = 0;

  constructor(surface: 'fields' | 'own-button', change: Partial<PaymentProvider> = {}) {
    super({
      id: 'vendor', surface, name: {en: 'Card', 'zh-Hant': '信用卡'},
      mount: async (frame, _, press) => {
        this.frames.push(frame);
        frame.append(surface === 'fields' ? Object.assign(document.createElement('input'), {ariaLabel: 'Card number'}) : ownButton(press));
        return () => void this.unmounted++;
      },
      update: (_, place) => void this.updates.push(place),
      ...change,
    });
  }

  get frame(): HTMLElement {
    return this.frames.at(-1)!;
  }

  get own(): HTMLButtonElement {
    return this.frame.querySelector('button')!;
  }

  get field(): HTMLInputElement {
    return this.frame.querySelector('input')!;
  }
}

function ownButton(press: () => boolean): HTMLButtonElement {
  const own = document.createElement('button');
  own.textContent = 'Vendor';
  own.addEventListener('click', () => void (own.dataset.began = String(press())));
  return own;
}

async function standWith(vendor: Vendor, plan: Plan = {}): Promise<Stand> {
  return payButton({...plan, wallet: vendor});
}

/** Pressed, for the browser too, while the provider is on its way. */
async function pressedEarly(vendor: Vendor): Promise<Stand> {
  const stand = await payButton({wallet: vendor, ready: false});
  await waitUntil(() => stand.has('.buy') && stand.has('[part=price]'));
  stand.tag.focus();
  await sendKeys({press: 'Enter'});
  return stand;
}

/** Only what is complete may be sent; the buyer is told in the fields themselves. */
const onlyWhenComplete = (vendor: Vendor) => async (payment: Payment): Promise<ProviderEnding> =>
  vendor.field.value ? hands(payment) : {ending: 'failed', code: 'incomplete', message: 'The card number is incomplete.'};

describe('A provider’s fields in pay-button', () => {
  afterEach(clear);

  // The first of them all: their code is not loaded yet.
  it('that cannot be prepared are told to the author once, and to nobody as an error without an owner', async () => {
    const orphans: unknown[] = [];
    const hear = (event: PromiseRejectionEvent): void => void (event.preventDefault(), orphans.push(event.reason));
    window.addEventListener('unhandledrejection', hear);
    const {error} = console;
    console.error = () => undefined;
    const stand = await payButton({wallet: new Vendor('fields', {prepare: () => Promise.reject(new Error('Gone'))}), ready: false});
    await waitUntil(() => stand.status !== '', 'Nothing is said');
    await aTimeout(20);
    console.error = error;
    window.removeEventListener('unhandledrejection', hear);
    expect(orphans).to.deep.equal([]);
  });

  it('stand in the tag’s light DOM above our button, in a group with the provider’s name', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    expect(vendor.frame.parentElement === stand.tag).to.equal(true);
    expect(vendor.frame.getAttribute('role')).to.equal('group');
    expect(vendor.frame.getAttribute('aria-label')).to.equal('Card');
    expect(vendor.frame.getBoundingClientRect().bottom).to.be.at.most(stand.button.getBoundingClientRect().top);
    await expect(stand.tag).to.be.accessible();
  });

  it('have their place kept while they are on their way: nothing moves when they come', async () => {
    let come: () => void = () => undefined;
    const comes = new Promise<void>((resolve) => (come = resolve));
    const vendor = new Vendor('fields', {frameHeight: 180, prepare: () => comes});
    const stand = await payButton({wallet: vendor, ready: false});
    await waitUntil(() => stand.has('.on-its-way'));
    const before = stand.button.getBoundingClientRect().top;
    expect(stand.find('.frame').getBoundingClientRect().height).to.equal(180);
    come();
    await stand.isReady();
    expect(stand.has('.on-its-way')).to.equal(false);
    expect(stand.button.getBoundingClientRect().top).to.equal(before);
  });

  it('are shown, not sent, when the press came before them', async () => {
    let come: () => void = () => undefined;
    const comes = new Promise<void>((resolve) => (come = resolve));
    const vendor = new Vendor('fields', {prepare: () => comes});
    const stand = await pressedEarly(vendor);
    come();
    await waitUntil(() => stand.status === 'Ready. Press again.');
    expect(vendor.presses).to.deep.equal([]);
    await stand.press();
    expect(vendor.presses).to.have.lengthOf(1);
  });

  it('are waited for, though the tag says something else meanwhile, and give way when they do not come', async () => {
    let fail: (error: Error) => void = () => undefined;
    const mounts: Element[] = [];
    const vendor = new Vendor('fields', {
      mount: (frame) => {
        mounts.push(frame);
        return new Promise((_, reject) => (fail = reject));
      },
    });
    const wallet = new Wallet();
    const stand = await payButton({wallet: vendor, ready: false});
    stand.tag.providers = [vendor.provider, wallet.provider];
    await waitUntil(() => mounts.length === 1);
    stand.tag.campaign = 'spring';
    await aTimeout(50);
    expect(stand.tag.matches(':state(ready)')).to.equal(false);
    const {error} = console;
    console.error = () => undefined;
    fail(new Error('The fields did not load'));
    await stand.isReady();
    await stand.press();
    console.error = error;
    expect(wallet.presses).to.have.lengthOf(1);
  });

  it('are handed into the payment, in the tick of the press', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    stand.button.click();
    expect(vendor.presses).to.have.lengthOf(1);
    expect(vendor.presses[0]!.frame === vendor.frame).to.equal(true);
    await stand.ends('payment-complete');
  });

  it('are told when the total or the language changes, and stay as they are', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor, {offers: [tea({stock: 9})], attributes: {'max-quantity': '3'}});
    vendor.field.value = '4242';
    stand.type('quantity', '2');
    await waitUntil(() => vendor.updates.length === 1);
    expect(vendor.updates[0]!.total).to.deep.equal({amount: 25600, currency: 'HKD'});
    stand.tag.locale = 'zh-HK';
    await waitUntil(() => vendor.updates.at(-1)!.locale === 'zh-Hant');
    expect(vendor.frame.getAttribute('aria-label')).to.equal('信用卡');
    expect(vendor.frames).to.have.lengthOf(1);
    expect(vendor.field.value).to.equal('4242');
    expect(vendor.updates).to.have.lengthOf(2);
  });

  it('are put up anew when their provider cannot be told', async () => {
    const vendor = new Vendor('fields', {update: undefined});
    const stand = await standWith(vendor, {offers: [bowl()]});
    const select = stand.find<HTMLSelectElement>('select');
    select.value = 'bowl-ric';
    select.dispatchEvent(new Event('change', {bubbles: true}));
    await waitUntil(() => vendor.frames.length === 2);
    expect(vendor.unmounted).to.equal(1);
    expect(stand.tag.querySelectorAll('[slot=provider]')).to.have.lengthOf(1);
  });

  it('can be corrected and sent again when nothing was sent, without a dialog over them', async () => {
    const vendor = new Vendor('fields');
    vendor.does(onlyWhenComplete(vendor));
    const stand = await standWith(vendor);
    await stand.press();
    await stand.ends('payment-error');
    await waitUntil(() => stand.status !== '');
    expect(stand.title).to.equal('');
    expect(stand.status).to.equal('The card number is incomplete.');
    expect(vendor.field.checkVisibility()).to.equal(true);
    vendor.field.value = '4242';
    await stand.press();
    await stand.ends('payment-complete');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-error', 'payment-start', 'payment-complete']);
    expect(vendor.frames).to.have.lengthOf(1);
  });

  it('stay after a card was declined, for another try', async () => {
    const vendor = new Vendor('fields');
    const shop = new Shop();
    shop.answer = 'decline';
    const stand = await standWith(vendor, {shop});
    vendor.field.value = '4000';
    await stand.press();
    await stand.shows('The payment was declined');
    await stand.go();
    expect(vendor.field.checkVisibility()).to.equal(true);
    expect(vendor.field.value).to.equal('4000');
    shop.answer = 'approve';
    await stand.press();
    await stand.ends('payment-complete');
  });

  it('go once it is paid, and come back empty for the next purchase', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    vendor.field.value = '4242';
    await stand.press();
    await stand.shows('Paid. Thank you!');
    expect(vendor.field.checkVisibility()).to.equal(false);
    await stand.press('dialog .stack button:last-child');
    await waitUntil(() => vendor.frames.length === 2 && vendor.field.checkVisibility());
    expect(vendor.field.value).to.equal('');
    expect(vendor.unmounted).to.equal(1);
    await stand.press();
    await stand.ends('payment-complete');
    expect(vendor.presses.at(-1)!.frame === vendor.frame).to.equal(true);
  });

  it('are not covered by anything of ours while their provider is at it', async () => {
    const vendor = new Vendor('fields');
    const shop = new Shop({links});
    shop.answer = 'pending';
    const stand = await standWith(vendor, {shop});
    await stand.press();
    await stand.shows('Check and pay');
    await waitUntil(() => stand.has('dialog [part=pay]'));
    await stand.go();
    await waitUntil(() => said(stand.find('[part=label]')) === 'Confirming…');
    expect(stand.title).to.equal('');
    shop.isPaid();
    await stand.ends('payment-complete');
    expect(stand.title).to.equal('Paid. Thank you!');
  });

  it('survive a move, and go when the tag has left the page', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    vendor.field.value = '4242';
    const box = document.createElement('div');
    document.body.append(box);
    box.append(stand.tag);
    await aTimeout(20);
    expect([vendor.frames.length, vendor.unmounted, vendor.field.value]).to.deep.equal([1, 0, '4242']);
    box.remove();
    await waitUntil(() => vendor.unmounted > 0);
    await aTimeout(20);
    expect(vendor.unmounted).to.equal(1);
    expect(stand.tag.querySelector('[slot=provider]')).to.equal(null);
    document.body.append(stand.tag);
    await waitUntil(() => vendor.frames.length === 2);
    expect(vendor.frame.parentElement === stand.tag).to.equal(true);
  });

  it('are put up anew after a move that has emptied a frame of the vendor’s', async () => {
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    vendor.frame.append(document.createElement('iframe'));
    document.body.prepend(stand.tag);
    await waitUntil(() => vendor.frames.length === 2);
    expect(vendor.unmounted).to.equal(1);
    await stand.press();
    await stand.ends('payment-complete');
    expect(vendor.presses[0]!.frame === vendor.frame).to.equal(true);
  });

  it('are not touched by a move that keeps them', async function () {
    if (!('moveBefore' in Element.prototype)) return this.skip();
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor);
    vendor.frame.append(document.createElement('iframe'));
    (document.body as HTMLElement & {moveBefore(node: Node, child: Node | null): void}).moveBefore(stand.tag, document.body.firstChild);
    await aTimeout(20);
    expect(vendor.frames).to.have.lengthOf(1);
  });

  it('stand in the outermost of our tags when one stands in another', async () => {
    class Post extends HTMLElement {
      static readonly [hangtag] = 'shoppable-post';
    }
    customElements.define('test-post', Post);
    const post = new Post();
    const root = post.attachShadow({mode: 'open'});
    document.body.append(post);
    const inner = document.createElement('div');
    root.append(inner);
    const vendor = new Vendor('fields');
    const stand = await standWith(vendor, {into: inner});
    expect(vendor.frame.parentElement === post).to.equal(true);
    expect(vendor.field.getBoundingClientRect().height).to.be.above(0);
    const [field, button] = [vendor.field, stand.button].map((one) => one.getBoundingClientRect());
    expect(field!.bottom).to.be.at.most(button!.top);
    stand.tag.remove();
    await waitUntil(() => post.childElementCount === 0, 'Something stays in the outer tag');
    post.remove();
  });

  it('that cannot be put up leave the next provider to be offered', async () => {
    const broken = new Vendor('fields', {id: 'broken', mount: () => Promise.reject(new Error('No frames here'))});
    const {error} = console;
    console.error = () => undefined;
    const stand = await payButton({wallet: broken, ready: false});
    const wallet = new Wallet();
    stand.tag.providers = [broken.provider, wallet.provider];
    await stand.isReady();
    await stand.press();
    console.error = error;
    expect(wallet.presses).to.have.lengthOf(1);
    expect(stand.tag.querySelector('[slot=provider]')).to.equal(null);
  });
});

describe('A provider’s own button in pay-button', () => {
  afterEach(clear);

  it('stands where ours would, with the price above it', async () => {
    const vendor = new Vendor('own-button');
    const stand = await standWith(vendor, {mode: 'test'});
    await waitUntil(() => !stand.has('[part=button]'));
    expect(said(stand.find('.due'))).to.equal('Total HK$128.00 Test: no money moves');
    expect(vendor.own.checkVisibility()).to.equal(true);
    await expect(stand.tag).to.be.accessible();
  });

  it('stands once in a copy that the page has made of its tag, and works there', async () => {
    const vendor = new Vendor('own-button');
    const {tag, shop} = await standWith(vendor);
    const copy = tag.cloneNode(true) as typeof tag;
    Object.assign(copy, {merchant: shop.merchant, providers: [vendor.provider], item: 'tea'});
    tag.after(copy);
    await waitUntil(() => vendor.frames.length === 2 && copy.querySelector('button'));
    await copy.updateComplete;
    expect([...copy.querySelectorAll('button')]).to.deep.equal([vendor.own]);
    copy.remove();
  });

  it('is waited for, not pressed for the buyer, when the press came before it', async () => {
    let come: () => void = () => undefined;
    const comes = new Promise<void>((resolve) => (come = resolve));
    const vendor = new Vendor('own-button', {available: () => comes.then(() => ({status: 'available'}))});
    const stand = await pressedEarly(vendor);
    come();
    await waitUntil(() => stand.status === 'Ready. Press again.');
    expect(vendor.presses).to.deep.equal([]);
    vendor.own.click();
    expect(vendor.presses).to.have.lengthOf(1);
  });

  it('begins the payment in its own tick, through the same veto', async () => {
    const vendor = new Vendor('own-button');
    const stand = await standWith(vendor);
    const veto = (event: Event): void => event.preventDefault();
    stand.tag.addEventListener('payment-start', veto);
    vendor.own.click();
    expect([vendor.presses.length, vendor.own.dataset.began]).to.deep.equal([0, 'false']);
    stand.tag.removeEventListener('payment-start', veto);
    vendor.own.click();
    expect([vendor.presses.length, vendor.own.dataset.began]).to.deep.equal([1, 'true']);
    vendor.own.click();
    expect([vendor.presses.length, vendor.own.dataset.began]).to.deep.equal([1, 'false']);
    await stand.ends('payment-complete');
  });

  it('gives its place to ours while a payment is under way, and takes it back without anything moving', async () => {
    let end: (how: ProviderEnding) => void = () => undefined;
    const vendor = new Vendor('own-button');
    vendor.does(() => new Promise((resolve) => (end = resolve)));
    const stand = await standWith(vendor);
    vendor.own.focus();
    const before = vendor.frame.getBoundingClientRect();
    vendor.own.click();
    await waitUntil(() => stand.has('.buy'));
    expect(vendor.frame.getBoundingClientRect().top).to.equal(before.top);
    expect(stand.button.getBoundingClientRect().width).to.equal(before.width);
    expect(getComputedStyle(stand.find('.frame')).visibility).to.equal('hidden');
    expect(said(stand.find('[part=label]'))).to.equal('Opening…');
    expect(stand.focused === stand.button).to.equal(true);
    const {top} = stand.button.getBoundingClientRect();
    expect(vendor.frame.getBoundingClientRect().top).to.equal(top);
    end({ending: 'failed', code: 'vendor', message: 'The window was blocked.'});
    await waitUntil(() => !stand.has('.buy'));
    await waitUntil(() => stand.status === 'The window was blocked.');
    expect(vendor.own.checkVisibility({visibilityProperty: true})).to.equal(true);
    expect(document.activeElement === vendor.frame || vendor.frame.contains(document.activeElement)).to.equal(true);
    expect(vendor.frames).to.have.lengthOf(1);
  });

  it('stands in the dialog for the second press, where there is something to see first', async () => {
    const vendor = new Vendor('own-button');
    const stand = await standWith(vendor, {links});
    vendor.own.click();
    await stand.shows('Check and pay');
    expect(stand.has('dialog [part=pay]')).to.equal(false);
    const dialog = stand.dialog.getBoundingClientRect();
    const own = vendor.own.getBoundingClientRect();
    expect(own.top).to.be.above(dialog.top);
    expect(own.bottom).to.be.below(dialog.bottom);
    const before = vendor.presses.length;
    vendor.own.click();
    expect(vendor.presses).to.have.lengthOf(before + 1);
    expect(vendor.own.dataset.began).to.equal('true');
    await stand.ends('payment-complete');
    expect(vendor.frames).to.have.lengthOf(1);
  });

  it('can be reached and pressed with the keyboard', async () => {
    const vendor = new Vendor('own-button');
    const stand = await standWith(vendor);
    vendor.own.focus();
    await sendKeys({press: 'Enter'});
    await stand.ends('payment-complete');
  });

  it('is not shown when nothing can be sold', async () => {
    const vendor = new Vendor('own-button');
    const stand = await payButton({wallet: vendor, offers: [tea({available: false})], ready: false});
    await waitUntil(() => stand.has('[part=button]') && said(stand.button).includes('Sold out'));
    await aTimeout(50);
    expect(vendor.frame.checkVisibility()).to.equal(false);
  });
});

