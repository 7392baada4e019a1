import {aTimeout, expect, waitUntil} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {define} from '../../../src/page/define.ts';
import {PayButton} from '../../../src/elements/pay-button/pay-button.ts';
import {Shop, Wallet, tea} from './shop.ts';
import {clear, payButton, said} from './stand.ts';

function page(css: string): void {
  const sheet = document.createElement('style');
  sheet.dataset.hostile = '';
  sheet.textContent = css;
  document.head.append(sheet);
}

describe('pay-button, wherever it stands', () => {
  afterEach(() => {
    clear();
    document.querySelectorAll('[data-hostile]').forEach((left) => left.remove());
  });

  it('survives a page whose style unsets and hides everything', async () => {
    page(`* { all: unset !important; display: none !important; } html, body, head { display: block !important; }
      pay-button { display: none !important; } button, select, dialog { display: none !important; visibility: hidden !important; }
      a { display: block !important; }`);
    const stand = await payButton({link: 'Buy at the shop'});
    const {width, height} = stand.button.getBoundingClientRect();
    expect(width).to.be.at.least(150);
    expect(height).to.be.at.least(44);
    expect(stand.tag.querySelector('a')!.getBoundingClientRect().height).to.equal(0);
    await stand.press();
    await stand.shows('Paid. Thank you!');
    expect(stand.dialog.getBoundingClientRect().height).to.be.above(200);
  });

  it('is hidden by the hidden attribute', async () => {
    const {tag} = await payButton();
    tag.hidden = true;
    expect(tag.getBoundingClientRect().height).to.equal(0);
  });

  it('never submits a form around it, whatever is pressed or typed', async () => {
    const form = document.createElement('form');
    form.dataset.hostile = '';
    let submits = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submits++;
    });
    document.body.append(form);
    const stand = await payButton({into: form, offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    stand.writesAddress();
    stand.find('#email').focus();
    await sendKeys({press: 'Enter'});
    await stand.shows('Check and pay');
    expect(submits).to.equal(0);
  });

  it('never follows a link around it', async () => {
    const link = document.createElement('a');
    link.dataset.hostile = '';
    link.href = '#followed';
    document.body.append(link);
    const stand = await payButton({into: link, offers: [tea({needsDelivery: true, stock: 3})], delivers: true, pickup: [{id: 'sw', name: 'Sheung Wan'}], attributes: {'max-quantity': '3'}});
    for (const part of ['.step:last-of-type', '#quantity', 'label', '[part=status]', '[part=label]']) stand.find(part).click();
    await stand.shows('Delivery details');
    for (const part of ['dialog h2', 'input[value=pickup]', '.card', '#email', 'dialog .go']) stand.find(part).click();
    await aTimeout(20);
    expect(location.hash).to.equal('');
    expect(stand.find<HTMLInputElement>('input[value=pickup]').checked).to.equal(false);
  });

  it('keeps what is typed from the shortcuts of the page', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    const heard: string[] = [];
    const hear = ({key}: KeyboardEvent): void => void heard.push(key);
    document.addEventListener('keydown', hear);
    stand.find('#email').focus();
    await sendKeys({press: 's'});
    document.removeEventListener('keydown', hear);
    expect(heard).to.deep.equal([]);
  });

  it('goes on when it is moved, with the same panel and without asking again', async () => {
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    await stand.press();
    await stand.shows('Check and pay');
    const asked = [...stand.shop.asked];
    const box = document.createElement('div');
    box.dataset.hostile = '';
    document.body.append(box);
    box.append(stand.tag);
    await stand.shows('Check and pay');
    await waitUntil(() => stand.dialog.matches(':modal'));
    expect(stand.focused?.id).to.equal('title');
    expect(stand.shop.asked).to.deep.equal(asked);
    await stand.go();
    await stand.ends('payment-complete');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-complete']);
  });

  it('takes the focus into the panel and gives it back', async () => {
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    stand.button.focus();
    await sendKeys({press: 'Enter'});
    await stand.shows('Check and pay');
    expect(stand.focused?.id).to.equal('title');
    await sendKeys({press: 'Escape'});
    await waitUntil(() => stand.title === '');
    expect(stand.focused === stand.button).to.equal(true);
  });

  it('can be paid with the keyboard alone', async () => {
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    stand.button.focus();
    await sendKeys({press: ' '});
    await stand.shows('Check and pay');
    stand.find('dialog [part=pay]').focus();
    await sendKeys({press: 'Enter'});
    await stand.ends('payment-complete');
    expect(stand.focused?.id).to.equal('title');
  });

  it('is defined once, however often it is asked for', () => {
    expect(define(PayButton)).to.equal('pay-button');
    expect(customElements.get('pay-button')).to.equal(PayButton);
  });

  it('works under another name', async () => {
    expect(define(PayButton, 'shop-pay-button')).to.equal('shop-pay-button');
    const tag = document.createElement('shop-pay-button') as PayButton;
    const shop = new Shop();
    Object.assign(tag, {merchant: shop.merchant, providers: [new Wallet().provider], item: 'tea'});
    document.body.append(tag);
    await waitUntil(() => tag.matches(':state(ready)'), undefined, {timeout: 4000});
    expect(said(tag.shadowRoot!.querySelector('button')!)).to.include('HK$128.00');
    tag.remove();
  });

  it('puts a provider’s own button into its light DOM, through the same press', async () => {
    let unmounted = 0;
    const wallet = new Wallet({
      surface: 'own-button',
      mount: async (frame, _, press) => {
        const own = document.createElement('button');
        own.textContent = 'Wallet';
        own.addEventListener('click', press);
        frame.append(own);
        return () => void unmounted++;
      },
    });
    const stand = await payButton({wallet});
    await waitUntil(() => stand.tag.querySelector('[slot=provider] button'));
    await stand.tag.updateComplete;
    expect(stand.has('[part=button]')).to.equal(false);
    stand.tag.querySelector<HTMLButtonElement>('[slot=provider] button')!.click();
    await stand.ends('payment-complete');
    expect(stand.told).to.deep.equal(['payment-start', 'payment-complete']);
  });

  it('moves nothing for those who want less motion, and has no style attribute anywhere', async () => {
    const stand = await payButton();
    await stand.press();
    await stand.shows('Paid. Thank you!');
    await aTimeout(0);
    expect(stand.tag.shadowRoot!.querySelector('[style]')).to.equal(null);
  });
});
