import {expect} from '@open-wc/testing';
import type {Want} from '../../../src/elements/pay-button/fallback.ts';
import {fallBack} from '../../../src/elements/pay-button/fallback.ts';
import {NotReady} from '../../../src/elements/pay-button/not-ready.ts';
import {readSettings} from '../../../src/elements/pay-button/settings.ts';
import type {Catalogue} from '../../../src/merchant/merchant.ts';
import {MerchantError} from '../../../src/merchant/merchant.ts';
import type {PaymentProvider} from '../../../src/payment/provider.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop} from './shop.ts';
import {clear, payButton} from './stand.ts';

const permalink = 'https://shop.example/buy/tea:1';
const none = new NotReady('No payment provider is available here.');

/** A tag that has found no provider. `hire` is what becomes of the ones that are tried then. */
async function without(change: Partial<Want> = {}, hire: (provider: PaymentProvider) => Promise<void> = () => Promise.resolve()) {
  const {tag} = await payButton({ready: false});
  const {merchant} = new Shop();
  const hired: string[] = [];
  const want: Want = {
    settings: readSettings({merchant, item: 'tea'}).settings!, merchant, missing: undefined, error: none, signal: new AbortController().signal, url: permalink,
    place: {merchant: {id: merchant.id, mode: 'live'}, handlers: [], locale: 'en'},
    hire: (provider) => {
      hired.push(provider.id);
      return hire(provider);
    },
    ...change,
  };
  return {hired, falls: () => fallBack(tag, want)};
}

/** The reason of a promise that must fail. */
const reasonOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => expect.fail('It did not fail'), (reason: unknown) => reason);

describe('What pay-button falls back on without a provider', () => {
  afterEach(clear);

  it('is the shop’s own page, followed to its end', async () => {
    const {hired, falls} = await without();
    const {provider, handoff} = await falls();
    expect([provider?.id, hired, handoff.caption]).to.deep.equal(['hosted-checkout', ['hosted-checkout'], 'On the shop’s own page']);
  });

  it('is somebody else’s checkout where that page cannot be followed; what was begun is still looked after', async () => {
    const {hired, falls} = await without({}, ({id}) => (id === 'hosted-checkout' ? Promise.reject(new Error('Not here')) : Promise.resolve()));
    const {provider, handoff} = await falls();
    expect([provider, hired, handoff.caption]).to.deep.equal([undefined, ['hosted-checkout', 'none'], 'On the shop’s own page']);
  });

  it('is nothing but the reason where there is neither', async () => {
    const {falls} = await without({url: undefined, settings: readSettings({merchant: new Shop().merchant, item: 'tea', providers: 'alipay'}).settings!});
    expect(await reasonOf(falls())).to.equal(none);
    const missing = new Error('No such item');
    const other = await without({url: undefined, missing});
    expect(await reasonOf(other.falls())).to.equal(missing);
  });

  it('is nothing but the reason for what the shop says that it does not sell: its page could only say the same; a checkout that the author names may sell it', async () => {
    const missing = new MerchantError('not_found', 'The merchant does not sell "tea"');
    const {falls} = await without({missing});
    expect(await reasonOf(falls())).to.equal(missing);
    const {merchant} = new Shop();
    const named = await without({missing, settings: readSettings({merchant, item: 'tea', checkoutHref: permalink}).settings!});
    expect((await named.falls()).handoff.caption).to.equal('On the shop’s own page');
  });

  it('is nothing for a tag that says something else by now: nobody is hired', async () => {
    const stopped = AbortSignal.abort(new Error('Changed'));
    const {hired, falls} = await without({signal: stopped});
    expect(String(await reasonOf(falls()))).to.equal('Error: Changed');
    expect(hired).to.deep.equal([]);
  });

  it('is nothing for a tag that was changed while the page was made ready: nobody else is hired', async () => {
    const stop = new AbortController();
    const {hired, falls} = await without({signal: stop.signal}, () => {
      stop.abort(new Error('Changed'));
      return Promise.reject(new Error('Too late'));
    });
    expect(String(await reasonOf(falls()))).to.equal('Error: Changed');
    expect(hired).to.deep.equal(['hosted-checkout']);
  });

  it('comes back when the network does', async () => {
    const shop = new Shop();
    const {catalogue} = shop.merchant;
    const away: Catalogue = {offer: () => Promise.reject(new MerchantError('unreachable', 'No answer')), product: () => Promise.reject(new Error('Not asked'))};
    Object.assign(shop.merchant, {catalogue: away});
    const stand = await payButton({shop, ready: false});
    await waitUntil(() => stand.tag.matches(':state(off)'), 'It is not off');
    Object.assign(shop.merchant, {catalogue});
    window.dispatchEvent(new Event('online'));
    await stand.isReady();
    await stand.press();
    await stand.ends('payment-complete');
  });
});
