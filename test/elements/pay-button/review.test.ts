import {expect} from '@open-wc/testing';
import {waitUntil} from '../../harness/wait-until.ts';
import {clear, payButton, said} from './stand.ts';

const links = [{type: 'terms_of_service', url: 'https://shop.example/terms'}];

describe('What is seen before paying', () => {
  afterEach(clear);

  it('shows below a total what it is made of', async () => {
    const lines = [{display_text: 'Courier', amount: 0}, {display_text: 'Signature', amount: 500}];
    const stand = await payButton({surcharge: {type: 'fulfillment', amount: 500, lines}});
    await stand.press();
    await stand.shows('Check and pay');
    await waitUntil(() => stand.has('.totals'));
    expect(said(stand.find('.totals'))).to.equal('Subtotal HK$128.00 Delivery HK$5.00 Courier Free Signature HK$5.00 Total HK$133.00');
  });

  it('says of policies and terms that paying accepts them, and of nothing else', async () => {
    const faq = {type: 'faq', url: 'https://shop.example/faq'};
    const stand = await payButton({links: [faq, ...links]});
    await stand.press();
    await stand.shows('Check and pay');
    await waitUntil(() => stand.has('.totals'));
    const [accepted, others] = [...stand.dialog.querySelectorAll('.policies')].map(said);
    expect(accepted).to.equal('By paying you accept: Terms of sale (opens in a new tab)');
    expect(others).to.equal('Questions and answers (opens in a new tab)');
  });
});
