import {expect} from '@open-wc/testing';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop, tea} from './shop.ts';
import type {ShopPlan} from './shop.ts';
import {clear, payButton, said} from './stand.ts';
import type {Stand} from './stand.ts';

const pickup = [
  {id: 'sw', name: 'Half Catty, Sheung Wan', address: {street_address: '9 Tai On Lane', address_locality: 'Sheung Wan'}},
  {id: 'ssp', name: 'Half Catty, Sham Shui Po', address: {street_address: '42 Wing Fat Lane', address_locality: 'Sham Shui Po'}},
];

async function atTheForm(plan: ShopPlan & {shop?: Shop} = {}): Promise<Stand> {
  const shop = plan.shop ?? new Shop({offers: [tea({needsDelivery: true})], delivers: true, pickup, ...plan});
  const stand = await payButton({shop, attributes: {locale: 'en-HK'}});
  await stand.press();
  await stand.shows('Delivery details');
  return stand;
}

const countries = (stand: Stand): string[] => [...stand.find<HTMLSelectElement>('#address_country').options].map(({text}) => text);

const fields = (stand: Stand): string[] => [...stand.dialog.querySelectorAll<HTMLInputElement>('.field input, .field select')].map(({name, autocomplete}) => `${name} ${autocomplete}`);

describe('Delivery in pay-button', () => {
  afterEach(() => {
    clear();
    document.documentElement.lang = 'en';
  });

  it('is asked for before the provider starts', async () => {
    const stand = await atTheForm();
    expect(stand.wallet.presses).to.have.lengthOf(0);
    expect(stand.focused?.id).to.equal('title');
  });

  it('asks what browsers can fill in, and no postcode in Hong Kong', async () => {
    expect(fields(await atTheForm())).to.deep.equal([
      'first_name given-name', 'last_name family-name', 'email email', 'phone_number tel', 'address_country country',
      'extended_address address-line2', 'street_address address-line1', 'address_locality address-level2', 'address_region address-level1',
    ]);
  });

  it('asks for what the chosen country needs', async () => {
    const stand = await atTheForm();
    stand.type('address_country', 'US');
    await stand.tag.updateComplete;
    expect(stand.find('#postal_code').getAttribute('aria-required')).to.equal('true');
    expect(stand.find('#address_region').getAttribute('aria-required')).to.equal('true');
  });

  it('starts in the region that the page’s language names, when the shop serves it', async () => {
    const stand = await atTheForm();
    expect(stand.find<HTMLSelectElement>('#address_country').value).to.equal('HK');
  });

  it('starts in the first region that the shop serves, when it does not serve the buyer’s', async () => {
    const stand = await atTheForm({shipsTo: ['TW', 'MO']});
    expect(stand.find<HTMLSelectElement>('#address_country').value).to.equal('TW');
  });

  it('begins with the country of the merchant’s shops where nothing says the buyer’s', async () => {
    const shops = pickup.map((shop) => ({...shop, address: {...shop.address, address_country: 'MO'}}));
    const stand = await atTheForm({shipsTo: ['AD', 'MO', 'TW'], pickup: shops});
    expect(stand.find<HTMLSelectElement>('#address_country').value).to.equal('MO');
  });

  it('has the countries in the order in which readers of the language look for them', async () => {
    expect(countries(await atTheForm())).to.deep.equal(['China', 'Hong Kong', 'Macao', 'Taiwan', 'United Kingdom', 'United States']);
  });

  it('puts the family name first in Chinese, and says countries in Chinese', async () => {
    document.documentElement.lang = 'zh-HK';
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('送貨資料');
    expect(fields(stand).slice(0, 2)).to.deep.equal(['last_name family-name', 'first_name given-name']);
    expect(countries(stand)).to.include.members(['香港', '澳門', '英國']);
    expect(countries(stand)).to.deep.equal(countries(stand).sort(new Intl.Collator('zh-Hant').compare));
  });

  it('says what is missing at the top and at each field, and takes the focus there', async () => {
    const stand = await atTheForm();
    stand.type('first_name', 'Mei Ling');
    stand.type('email', 'meiling');
    stand.type('phone_number', 'call me');
    await stand.go();
    await waitUntil(() => stand.focused?.id === 'summary');
    const email = stand.find('#email');
    expect(email.getAttribute('aria-invalid')).to.equal('true');
    expect(email.getAttribute('aria-describedby')!.split(' ').map((id) => said(stand.find(`#${id}`)))[0]).to.equal('An email looks like name@example.com.');
    expect(said(stand.find('#phone_number-error'))).to.include('digits');
    expect(stand.find('#first_name').hasAttribute('aria-invalid')).to.equal(false);
    stand.find('#summary a[href="#street_address"]').click();
    expect(stand.focused?.id).to.equal('street_address');
    expect(stand.shop.asked).to.not.include('update');
  });

  it('shows the shop’s own objections at their fields', async () => {
    const stand = await atTheForm();
    stand.shop.objections = [{type: 'error', code: 'invalid', severity: 'recoverable', path: '$.fulfillment.methods[0].destinations[0].street_address', content: 'We know no such street.'}];
    stand.writesAddress();
    await stand.go();
    await waitUntil(() => stand.focused?.id === 'summary');
    expect(said(stand.find('#street_address-error'))).to.equal('We know no such street.');
    expect(stand.find<HTMLInputElement>('#street_address').value).to.equal('88 Hollywood Road');
    await stand.go();
    await stand.shows('Check and pay');
  });

  it('sends the address, shows the rates and their totals, and pays the chosen one', async () => {
    const stand = await atTheForm();
    stand.writesAddress();
    await stand.go();
    await stand.shows('Check and pay');
    const {buyer, fulfillment} = stand.shop.checkout;
    expect(buyer).to.deep.equal({first_name: 'Mei Ling', last_name: 'Chan', email: 'meiling@shop.example', phone_number: '+85291234567'});
    expect(fulfillment?.methods?.[0]?.destinations?.[0]).to.include({street_address: '88 Hollywood Road', address_country: 'HK', address_locality: 'Sheung Wan'});
    expect(said(stand.find('.totals'))).to.include('Courier to your door HK$35.00').and.include('Total HK$163.00');
    const announced = stand.find('.body > [role=status]');
    expect(said(announced)).to.equal('');
    await stand.choose('.cards label:nth-of-type(2) input');
    await waitUntil(() => said(stand.find('.totals')).includes('Total HK$146.00'));
    await waitUntil(() => said(announced) === 'Total HK$146.00', 'The new total was not announced');
    await waitUntil(() => said(stand.find('dialog [part=pay]')) === 'Pay HK$146.00');
    await stand.go();
    await stand.ends('payment-complete');
    expect(stand.wallet.presses[0]!.total.amount).to.equal(14600);
    expect(said(stand.find('[part=receipt]'))).to.include('Local post HK$18.00');
  });

  it('can be collected at a shop, without an address', async () => {
    const stand = await atTheForm();
    await stand.choose('input[value=pickup]');
    expect(stand.has('#street_address')).to.equal(false);
    stand.type('first_name', 'Mei Ling');
    stand.type('last_name', 'Chan');
    stand.type('email', 'meiling@shop.example');
    stand.type('phone_number', '+852 9123 4567');
    await stand.go();
    await waitUntil(() => stand.has('#shop-error'));
    expect(said(stand.find('#shop-error'))).to.equal('Please choose a shop.');
    expect(said(stand.find('#summary li'))).to.equal('Which shop? – Please choose a shop.');
    await stand.choose('input[value=ssp]');
    await stand.go();
    await stand.shows('Check and pay');
    expect(said(stand.find('.where'))).to.include('Half Catty, Sham Shui Po');
    expect(said(stand.find('.totals'))).to.include('Collect in the shop Free').and.include('Total HK$128.00');
  });

  it('goes back to the form with everything still there', async () => {
    const stand = await atTheForm();
    stand.writesAddress();
    await stand.go();
    await stand.shows('Check and pay');
    await stand.press('.where button');
    await stand.shows('Delivery details');
    expect(stand.find<HTMLInputElement>('#street_address').value).to.equal('88 Hollywood Road');
  });

  it('asks for an email only, when nothing is delivered but the shop wants one', async () => {
    const stand = await payButton({needsEmail: true});
    await stand.press();
    await stand.shows('Your details');
    expect(fields(stand)).to.deep.equal(['email email']);
    stand.type('email', 'meiling@shop.example');
    await stand.go();
    await stand.shows('Check and pay');
  });

  it('says that the shop cannot be reached, and keeps what was typed', async () => {
    const stand = await atTheForm();
    const {checkouts} = stand.shop.merchant;
    const {update} = checkouts!;
    Object.assign(checkouts!, {update: () => Promise.reject(new Error('offline'))});
    const {error} = console;
    console.error = () => undefined;
    stand.writesAddress();
    await stand.go();
    await waitUntil(() => stand.has('.summary'));
    console.error = error;
    expect(said(stand.find('.summary'))).to.include('cannot be reached');
    Object.assign(checkouts!, {update});
    await stand.go();
    await stand.shows('Check and pay');
  });
});
