import {expect} from '@open-wc/testing';
import {Shop, bowl, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';

const code = {type: 'qr', code: 'https://wallet.example/t/9f8d7c6b5a49', expiresAt: new Date(Date.now() + 900_000).toISOString(), url: 'https://wallet.example/t/9f8d'} as const;
const delivery = {offers: [tea({needsDelivery: true})], delivers: true, pickup: [{id: 'sw', name: 'Sheung Wan', address: {street_address: '9 Tai On Lane'}}]};
const links = [{type: 'privacy_policy', url: 'https://shop.example/privacy'}];

describe('pay-button is accessible', () => {
  afterEach(clear);

  it('at rest, in light and dark', async () => {
    const {tag} = await payButton({mode: 'test', offers: [tea({listPrice: {amount: 16000, currency: 'HKD'}})]});
    await expect(tag).to.be.accessible();
    document.documentElement.style.colorScheme = 'dark';
    await expect(tag).to.be.accessible();
    document.documentElement.style.colorScheme = '';
  });

  it('with variants and quantity', async () => {
    const {tag} = await payButton({offers: [bowl()], attributes: {'max-quantity': '5'}});
    await expect(tag).to.be.accessible();
  });

  it('when it cannot be bought', async () => {
    const {tag} = await payButton({offers: [tea({available: false})], ready: false});
    await expect(tag).to.be.accessible();
  });

  it('while delivery is asked for, with mistakes in it, and while it is collected', async () => {
    const stand = await payButton(delivery);
    await stand.press();
    await stand.shows('Delivery details');
    await expect(stand.tag).to.be.accessible();
    await stand.go();
    await expect(stand.tag).to.be.accessible();
    await stand.choose('input[value=pickup]');
    await expect(stand.tag).to.be.accessible();
  });

  it('while totals are reviewed', async () => {
    const stand = await payButton({...delivery, links, mode: 'test'});
    await stand.press();
    await stand.shows('Delivery details');
    stand.writesAddress();
    await stand.go();
    await stand.shows('Check and pay');
    await expect(stand.tag).to.be.accessible();
  });

  it('while a code is shown', async () => {
    const shop = new Shop();
    shop.answer = code;
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('Scan to pay');
    await expect(stand.tag).to.be.accessible();
  });

  it('with a receipt, and after it was put away', async () => {
    const stand = await payButton({mode: 'test'});
    await stand.press();
    await stand.shows('Paid. Thank you!');
    await expect(stand.tag).to.be.accessible();
    await stand.press('dialog header button');
    await expect(stand.tag).to.be.accessible();
  });

  it('when the payment was declined', async () => {
    const shop = new Shop();
    shop.answer = 'decline';
    const stand = await payButton({shop});
    await stand.press();
    await stand.shows('The payment was declined');
    await expect(stand.tag).to.be.accessible();
  });

  it('says what is bought and for how much, the visible words first', async () => {
    const {button} = await payButton();
    expect(said(button)).to.equal('Buy HK$128.00 , Tea tin');
  });
});
