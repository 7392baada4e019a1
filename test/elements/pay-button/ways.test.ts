import {aTimeout, expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import type {PaymentProvider} from '../../../src/payment/provider.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {complaints} from './complaints.ts';
import {Shop, Wallet, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';
import type {Stand} from './stand.ts';

const named = (id: string, name: string, change: Partial<PaymentProvider> = {}): Wallet => new Wallet({id, name: {en: name, 'zh-Hant': `${name}付款`}, ...change});

/** A tag whose author offers these, in this order. */
const offering = (...wallets: readonly Wallet[]): Promise<Stand> => offeringAt(new Shop(), ...wallets);

async function offeringAt(shop: Shop, ...wallets: readonly Wallet[]): Promise<Stand> {
  const stand = await payButton({shop, wallet: wallets[0]!, ready: false});
  stand.tag.providers = wallets.map(({provider}) => provider);
  await stand.tag.updateComplete;
  return stand.isReady();
}

const ways = (stand: Stand): string[] => [...stand.tag.shadowRoot!.querySelectorAll('.way')].map((way) => said(way));
const radios = (stand: Stand): HTMLInputElement[] => [...stand.tag.shadowRoot!.querySelectorAll<HTMLInputElement>('.way input')];
const provided = (stand: Stand): string => (stand.events[0] as Event & {provider: string}).provider;

describe('The ways to pay of pay-button', () => {
  afterEach(clear);

  it('are not a choice where there is one only', async () => {
    const stand = await offering(named('one', 'One'), named('two', 'Two', {available: () => ({status: 'unavailable', reason: 'handler'})}));
    expect(stand.has('.ways')).to.equal(false);
  });

  it('are native radio buttons with the names of the providers, the first chosen', async () => {
    const stand = await offering(named('one', 'One'), named('two', 'Two'), named('three', 'Three'));
    expect(ways(stand)).to.deep.equal(['One', 'Two', 'Three']);
    expect(said(stand.find('legend'))).to.equal('Pay with');
    expect(radios(stand).map(({checked}) => checked)).to.deep.equal([true, false, false]);
    await expect(stand.tag).to.be.accessible();
    stand.tag.locale = 'zh-HK';
    await waitUntil(() => stand.has('legend') && said(stand.find('legend')) === '付款方式');
    expect(ways(stand)[1]).to.equal('Two付款');
  });

  it('are prepared only when they are chosen', async () => {
    const prepared: string[] = [];
    const wallet = (id: string): Wallet => named(id, id, {prepare: async () => void prepared.push(id)});
    const two = wallet('two');
    const stand = await offering(wallet('one'), two);
    expect(prepared).to.deep.equal(['one']);
    radios(stand)[1]!.click();
    await stand.tag.updateComplete;
    await stand.isReady();
    expect(prepared).to.deep.equal(['one', 'two']);
    await stand.press();
    expect(two.presses).to.have.lengthOf(1);
    expect(provided(stand)).to.equal('two');
    await stand.ends('payment-complete');
  });

  it('are chosen with the arrow keys', async () => {
    const stand = await offering(named('one', 'One'), named('two', 'Two'));
    radios(stand)[0]!.focus();
    await sendKeys({press: 'ArrowDown'});
    await stand.tag.updateComplete;
    await stand.isReady();
    await stand.press();
    expect(provided(stand)).to.equal('two');
  });

  it('stay as they were chosen when the language changes', async () => {
    const stand = await offering(named('one', 'One'), named('two', 'Two'));
    radios(stand)[1]!.click();
    await stand.tag.updateComplete;
    await stand.isReady();
    stand.tag.locale = 'zh-HK';
    await waitUntil(() => stand.has('legend') && said(stand.find('legend')) === '付款方式');
    expect(radios(stand).map(({checked}) => checked)).to.deep.equal([false, true]);
    await stand.isReady();
    await stand.press();
    expect(provided(stand)).to.equal('two');
  });

  it('cannot be changed while a payment is under way', async () => {
    const stand = await offering(named('one', 'One').does(() => new Promise(() => undefined)), named('two', 'Two'));
    await stand.press();
    expect(stand.find<HTMLFieldSetElement>('.ways').disabled).to.equal(true);
  });

  it('remember a press that comes too early for the one that was just chosen', async () => {
    let come: () => void = () => undefined;
    const comes = new Promise<void>((resolve) => (come = resolve));
    const slow = named('slow', 'Slow', {prepare: () => comes});
    const stand = await offering(named('one', 'One'), slow);
    radios(stand)[1]!.click();
    await stand.tag.updateComplete;
    await stand.press();
    expect(stand.told).to.deep.equal([]);
    expect(said(stand.find('[part=label]'))).to.equal('One moment…');
    come();
    await waitUntil(() => slow.presses.length || stand.status === 'Ready. Press again.');
    // Whether the browser still counts the first press depends on what was done before.
    if (!slow.presses.length) await stand.press();
    expect(slow.presses).to.have.lengthOf(1);
  });

  it('remember it, too, where the shop has a checkout of its own, and say nothing of that', async () => {
    let come: () => void = () => undefined;
    const comes = new Promise<void>((resolve) => (come = resolve));
    const slow = named('slow', 'Slow', {prepare: () => comes});
    const shop = new Shop({mode: 'test'});
    Object.assign(shop.merchant, {checkoutHref: () => `${shop.merchant.id}/buy/tea:1`});
    const stand = await offeringAt(shop, named('one', 'One'), slow);
    radios(stand)[1]!.click();
    await stand.tag.updateComplete;
    expect(said(stand.find('.caption'))).to.equal('Test: no money moves');
    await stand.press();
    expect(said(stand.find('[part=label]'))).to.equal('One moment…');
    come();
    await waitUntil(() => slow.presses.length || stand.status === 'Ready. Press again.');
  });

  it('say so when the chosen one cannot be made ready, and go back to the one before', async () => {
    const wallet = named('one', 'One');
    const broken = named('broken', 'Broken', {prepare: () => Promise.reject(new Error('Gone'))});
    const told = await complaints(async () => {
      const stand = await offering(wallet, broken, named('three', 'Three'));
      radios(stand)[1]!.click();
      await waitUntil(() => said(stand.find('.way-failed')) === 'Broken is not available at the moment.');
      await stand.isReady();
      expect(ways(stand)).to.deep.equal(['One', 'Three']);
      expect(radios(stand)[0]!.checked).to.equal(true);
      await stand.press();
      expect(wallet.presses).to.have.lengthOf(1);
    });
    expect(told).to.include('"broken" could not be made ready');
  });

  it('end with the last of several hurried choices', async () => {
    const comes = new Map<string, () => void>();
    const wallet = (id: string): Wallet => named(id, id, {prepare: () => new Promise((resolve) => void comes.set(id, resolve))});
    const [one, two, three] = [named('one', 'One'), wallet('two'), wallet('three')];
    const stand = await offering(one, two, three);
    radios(stand)[1]!.click();
    radios(stand)[2]!.click();
    await waitUntil(() => comes.has('three'));
    comes.get('three')!();
    await stand.isReady();
    comes.get('two')!();
    await aTimeout(20);
    await stand.press();
    expect([two.presses.length, three.presses.length]).to.deep.equal([0, 1]);
  });
});

describe('A provider with limits', () => {
  afterEach(clear);
  const upTo = (most: number, id: string, name: string): Wallet =>
    named(id, name, {available: ({total}) => (total && total.amount > most ? {status: 'unavailable', reason: 'currency'} : {status: 'available'})});
  const selling = async (...wallets: readonly Wallet[]): Promise<Stand> => {
    const stand = await payButton({shop: new Shop({offers: [tea({stock: 9})]}), wallet: wallets[0]!, attributes: {'max-quantity': '9'}, ready: false});
    stand.tag.providers = wallets.map(({provider}) => provider);
    await stand.tag.updateComplete;
    return stand.isReady();
  };
  const chosen = (stand: Stand): (string | undefined)[] => ways(stand).filter((_, at) => radios(stand)[at]!.checked);

  it('gives way to another when the total goes beyond them, and is offered again when it comes back', async () => {
    const [small, large, middle] = [upTo(20_000, 'small', 'Small'), named('large', 'Large'), upTo(30_000, 'middle', 'Middle')];
    const stand = await selling(small, large, middle);
    expect([ways(stand), chosen(stand)]).to.deep.equal([['Small', 'Large', 'Middle'], ['Small']]);
    stand.type('quantity', '2');
    await waitUntil(() => ways(stand).join() === 'Large,Middle' && chosen(stand)[0] === 'Large');
    await stand.isReady();
    stand.type('quantity', '3');
    await waitUntil(() => !stand.has('.ways'));
    await stand.isReady();
    stand.type('quantity', '1');
    await waitUntil(() => ways(stand).length === 3);
    expect(chosen(stand)).to.deep.equal(['Large']);
    await stand.isReady();
    await stand.press();
    expect(large.presses).to.have.lengthOf(1);
  });

  it('that is the only one leaves a sentence, and comes back with the total that it takes', async () => {
    const told = await complaints(async () => {
      const only = upTo(20_000, 'small', 'Small');
      const stand = await selling(only);
      stand.type('quantity', '2');
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('No payment service here takes this amount in HKD.');
      expect(stand.has('#quantity')).to.equal(true);
      stand.type('quantity', '1');
      await stand.isReady();
      expect(stand.status).to.equal('');
      await stand.press();
      await stand.ends('payment-complete');
    });
    expect(told.split('Provider "small"')).to.have.lengthOf(2);
  });

  it('is not asked for anew, nor is anything of it put up again, while the total stays within', async () => {
    const prepared: string[] = [];
    const wallet = named('one', 'One', {prepare: async () => void prepared.push('one'), available: ({total}) => (total && total.amount > 90_000 ? {status: 'unavailable', reason: 'currency'} : {status: 'available'})});
    const stand = await selling(wallet, named('two', 'Two'));
    for (const quantity of ['2', '3', '1']) {
      stand.type('quantity', quantity);
      await aTimeout(20);
      await stand.isReady();
    }
    expect(prepared).to.deep.equal(['one']);
  });
});

describe('A provider that is not to be had', () => {
  afterEach(clear);
  const csp = {'script-src': ['https://js.vendor.example/'], 'frame-src': ['https://js.vendor.example', 'https://hooks.vendor.example']};
  const blocked = (change: Partial<PaymentProvider> = {}): Wallet =>
    named('vendor', 'Vendor', {csp, prepare: () => Promise.reject(Object.assign(new Error('The page’s policy does not allow it'), {reason: 'csp'})), ...change});

  it('gives way to the next, and the author is told which lines of the policy are missing, here also on the tag', async () => {
    const next = named('next', 'Next');
    const told = await complaints(async () => {
      const stand = await offering(blocked(), next);
      await stand.press();
      expect(next.presses).to.have.lengthOf(1);
      await waitUntil(() => stand.has('.mistake'));
      expect(said(stand.find('.mistake'))).to.include('script-src https://js.vendor.example/; frame-src https://js.vendor.example https://hooks.vendor.example');
    });
    expect(told).to.include('Provider "vendor" is unavailable here (csp)').and.include('Content-Security-Policy must allow: script-src');
  });

  it('is told to the author even when it is the only one, and the buyer reads a sentence in their language', async () => {
    const told = await complaints(async () => {
      const stand = await payButton({wallet: blocked(), attributes: {locale: 'zh-HK'}, ready: false});
      await waitUntil(() => stand.status !== '');
      expect(stand.status).to.equal('本頁不允許載入支付服務。');
    });
    expect(told).to.include('This tag cannot sell').and.include('script-src https://js.vendor.example/');
  });

  it('is not waited for longer than three seconds when a vendor’s script is behind it', async () => {
    const next = named('next', 'Next');
    await complaints(async () => {
      const late = blocked({prepare: () => new Promise(() => undefined)});
      const since = performance.now();
      const stand = await payButton({wallet: late, ready: false});
      stand.tag.providers = [late.provider, next.provider];
      await waitUntil(() => stand.tag.matches(':state(ready)'));
      expect(performance.now() - since).to.be.at.least(2900);
      await stand.press();
      expect(next.presses).to.have.lengthOf(1);
    });
  });

  it('is no mistake of the author when it merely does not suit the shop', async () => {
    const told = await complaints(async () => {
      const stand = await offering(named('one', 'One', {available: () => ({status: 'unavailable', reason: 'currency'})}), named('two', 'Two'));
      await aTimeout(50);
      expect(stand.has('.mistake')).to.equal(false);
    });
    expect(told).to.equal('');
  });

  it('in an app that blocks it is not sought on the shop’s page, where it is blocked, too', async () => {
    const blockedHere = named('alipay', 'Alipay', {available: () => ({status: 'unavailable', reason: 'place', remedy: 'another-browser'})});
    const unfit = named('own-browser', 'Own browser', {available: () => ({status: 'unavailable', reason: 'place'})});
    await complaints(async () => {
      const shop = new Shop();
      Object.assign(shop.merchant, {checkoutHref: () => `${shop.merchant.id}/buy/tea:1`});
      const stand = await payButton({shop, wallet: blockedHere, ready: false});
      stand.tag.providers = [unfit.provider, blockedHere.provider];
      await waitUntil(() => stand.has('.way-out'));
      expect(stand.status).to.equal('Alipay cannot be used here. To pay, open this page in another browser.');
      // What another browser does not mend, the shop's page may.
      stand.tag.providers = [unfit.provider];
      await stand.isReady();
      expect(said(stand.find('.caption'))).to.equal('On the shop’s own page');
    });
  });

  it('because of the place says what to do, with the address to take along', async () => {
    const elsewhere = named('alipay', 'Alipay', {available: () => ({status: 'unavailable', reason: 'place', detail: 'WeChat blocks it'})});
    const {clipboard} = navigator;
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {configurable: true, value: {writeText: async (text: string) => void copied.push(text)}});
    await complaints(async () => {
      const stand = await payButton({shop: new Shop(), wallet: elsewhere, ready: false, link: 'Buy at the shop'});
      await waitUntil(() => stand.has('.way-out'));
      expect(stand.status).to.equal('Alipay cannot be used here. To pay, open this page in another browser.');
      await expect(stand.tag).to.be.accessible();
      await stand.press('.way-out button');
      await waitUntil(() => said(stand.find('.copied')) !== '');
      expect(said(stand.find('.copied'))).to.equal('Copied. Paste it into the address bar of your browser.');
      expect(copied).to.deep.equal([location.href]);
      Object.defineProperty(navigator, 'clipboard', {configurable: true, value: undefined});
      await stand.press('.way-out button');
      await waitUntil(() => said(stand.find('.copied')).startsWith('Copy the address above'));
      const field = stand.find<HTMLInputElement>('.way-out input');
      expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).to.equal(location.href);
    });
    Object.defineProperty(navigator, 'clipboard', {configurable: true, value: clipboard});
  });
});
