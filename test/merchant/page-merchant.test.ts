import {expect} from '@open-wc/testing';
import type {CompleteRequest} from '../../src/commerce/checkout.ts';
import type {SandboxEnding} from '../../src/commerce/instrument.ts';
import {pageMerchant} from '../../src/merchant/page-merchant.ts';

const en = {locale: 'en'};
const shop = () => pageMerchant({price: '128.00', currency: 'HKD', label: 'Mug'});
const pays = (ending: SandboxEnding): CompleteRequest => ({
  instrument: {id: 'i', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', ending}}, expectedTotal: {amount: 12800, currency: 'HKD'},
});

describe('A page without a server, in this browser', () => {
  afterEach(() => localStorage.clear());

  it('keeps its checkouts for the next visit', async () => {
    const {id} = await shop().checkouts!.create({line_items: [{item: {id: ''}, quantity: 1}]}, 'a', en);
    await shop().checkouts!.complete(id, pays('never'), 'b', en);
    expect((await shop().checkouts!.get(id, en)).status).to.equal('complete_in_progress');
    await shop().settle(id, 'approve');
    expect((await shop().checkouts!.get(id, en)).status).to.equal('completed');
  });

  it('takes one payment of twenty that come at once, from as many tabs', async () => {
    const {id} = await shop().checkouts!.create({line_items: [{item: {id: ''}, quantity: 1}]}, 'a', en);
    const answers = await Promise.all(Array.from({length: 20}, (_, tab) => shop().checkouts!.complete(id, pays('approve'), `key-${tab}`, en)));
    expect(new Set(answers.map(({order}) => order?.label)).size).to.equal(1);
    expect(answers.every(({status}) => status === 'completed')).to.equal(true);
  });

  it('is the same merchant for every tag of the page', () => {
    expect(shop().id).to.equal(`page:${location.origin}${location.pathname}`);
    expect(shop().id).to.equal(shop().id);
  });
});
