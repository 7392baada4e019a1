import {aTimeout, expect} from '@open-wc/testing';
import {sendKeys} from '@web/test-runner-commands';
import {define} from '../../../src/page/define.ts';
import {PayButton} from '../../../src/elements/pay-button/pay-button.ts';
import {waitUntil} from '../../harness/wait-until.ts';
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

  for (const width of [120, 158]) {
    it(`keeps its words in itself in a column of ${width} px, one beside or below the other`, async () => {
      page(`.column { inline-size: ${width}px; }`);
      const stand = await payButton({mode: 'test', offers: [tea({listPrice: {amount: 16000, currency: 'HKD'}})], into: column()});
      expect(strays(stand.button)).to.deep.equal([]);
      await stand.press();
      await stand.shows('Paid. Thank you!');
      await stand.press('dialog header button');
      expect(strays(stand.button)).to.deep.equal([]);
    });
  }

  it('gives a long price a line of its own before it breaks it', async () => {
    page('.column { inline-size: 260px; }');
    const stand = await payButton({offers: [tea({price: {amount: 100_000_000_000, currency: 'IDR'}})], into: column()});
    expect(strays(stand.button)).to.deep.equal([]);
    expect(stand.find('.price').getBoundingClientRect().height).to.equal(20);
  });

  it('is written from left to right on a page of vertical lines, and its panel stands in the window', async () => {
    page('body { writing-mode: vertical-rl; }');
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    const {width, height} = stand.button.getBoundingClientRect();
    expect(width).to.be.above(height);
    await stand.press();
    await stand.shows('Check and pay');
    standsInTheWindow(stand.dialog);
  });

  it('keeps its panel in the window of a page that is zoomed by its own style', async () => {
    page('body { zoom: 2; }');
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    standsInTheWindow(stand.dialog);
  });

  it('writes in its own weight and breaks words where they end, whatever the page does with its own', async () => {
    page('body { font-weight: 900; font-variant: small-caps; word-break: break-all; visibility: hidden; user-select: none; -webkit-user-select: none; }');
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    await stand.press();
    await stand.shows('Check and pay');
    const {fontWeight, fontVariantCaps, wordBreak, visibility} = getComputedStyle(stand.dialog);
    expect({fontWeight, fontVariantCaps, wordBreak, visibility}).to.deep.equal({fontWeight: '400', fontVariantCaps: 'normal', wordBreak: 'normal', visibility: 'visible'});
    expect(getComputedStyle(stand.dialog).getPropertyValue('-webkit-user-select')).to.equal('text');
  });

  it('is as roomy on a page that makes its rem small, and its lines are as high as its letters on one that writes large', async () => {
    page('html { font-size: 62.5%; } body { font-size: 40px; } .column { inline-size: 300px; }');
    const stand = await payButton({offers: [tea({needsDelivery: true, listPrice: {amount: 16000, currency: 'HKD'}})], delivers: true, into: column()});
    await stand.press();
    await stand.shows('Delivery details');
    expect(stand.dialog.getBoundingClientRect().width).to.be.at.least(380);
    for (const part of ['.label', '.price', '.caption', 'h2'].filter((one) => stand.has(one))) {
      const {lineHeight, fontSize} = getComputedStyle(stand.find(part));
      expect(parseFloat(lineHeight), part).to.be.at.least(parseFloat(fontSize));
    }
  });

  it('says no height of a line in pixels: where only letters are enlarged, as in Safari, they would stand in each other', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true, stock: 3})], delivers: true, links: [{type: 'faq', url: 'https://shop.example/faq'}], attributes: {'max-quantity': '3'}});
    await stand.press();
    await stand.shows('Delivery details');
    stand.writesAddress();
    await stand.go();
    await stand.shows('Check and pay');
    const rules = stand.tag.shadowRoot!.adoptedStyleSheets.flatMap(({cssRules}) => [...cssRules]).map(({cssText}) => cssText);
    expect(rules.filter((rule) => /line-height: [\d.]+px/.test(rule))).to.deep.equal([]);
  });

  it('writes in its own colour where the page fills its letters with something else', async () => {
    page('body { -webkit-text-fill-color: transparent; -webkit-text-stroke: 3px red; }');
    const stand = await payButton({links: [{type: 'faq', url: 'https://shop.example/faq'}]});
    await stand.press();
    await stand.shows('Check and pay');
    for (const part of ['.label', '.price', 'h2', 'dialog .go']) {
      const style = getComputedStyle(stand.find(part));
      expect([style.getPropertyValue('-webkit-text-fill-color'), style.getPropertyValue('-webkit-text-stroke-width')], part).to.deep.equal([style.color, '0px']);
    }
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

  it('keeps what is typed from the shortcuts of the page, and its Escape from the page’s own dialogs', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    const heard: string[] = [];
    const hear = ({type, key}: KeyboardEvent): void => void heard.push(`${type} ${key}`);
    for (const type of ['keydown', 'keypress', 'keyup'] as const) document.addEventListener(type, hear);
    stand.find('#email').focus();
    await sendKeys({press: 's'});
    await sendKeys({press: 'Escape'});
    await waitUntil(() => stand.title === '');
    for (const type of ['keydown', 'keypress', 'keyup'] as const) document.removeEventListener(type, hear);
    expect(heard).to.deep.equal([]);
  });

  it('lets the page hear the next key after its Escape', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    await sendKeys({press: 'Escape'});
    await waitUntil(() => stand.title === '');
    const heard: string[] = [];
    const hear = ({type, key}: KeyboardEvent): void => void heard.push(`${type} ${key}`);
    for (const type of ['keydown', 'keyup'] as const) document.addEventListener(type, hear);
    await sendKeys({press: 'Escape'});
    for (const type of ['keydown', 'keyup'] as const) document.removeEventListener(type, hear);
    expect(heard).to.deep.equal(['keydown Escape', 'keyup Escape']);
  });

  it('leaves a popover around it open when its panel is put away with Escape', async () => {
    const popover = document.createElement('div');
    popover.popover = 'auto';
    document.body.append(popover);
    popover.showPopover();
    const stand = await payButton({into: popover, offers: [tea({needsDelivery: true})], delivers: true});
    // By hand: what opens by itself is closed together.
    stand.button.focus();
    await sendKeys({press: 'Enter'});
    await stand.shows('Delivery details');
    stand.find('#email').focus();
    await sendKeys({press: 'Escape'});
    await waitUntil(() => stand.title === '');
    expect(popover.matches(':popover-open')).to.equal(true);
    expect(stand.focused === stand.button).to.equal(true);
    await sendKeys({press: 'Escape'});
    expect(popover.matches(':popover-open')).to.equal(false);
    popover.remove();
  });

  it('scrolls its panel on a page that has its own way of scrolling', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    const own = (event: Event): void => event.preventDefault();
    addEventListener('wheel', own, {passive: false});
    const turn = new WheelEvent('wheel', {deltaY: 100, bubbles: true, composed: true, cancelable: true});
    stand.find('#email').dispatchEvent(turn);
    removeEventListener('wheel', own);
    expect(turn.defaultPrevented).to.equal(false);
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

  const hidings = {
    'takes it out of the layout': (box: HTMLElement) => (box.style.display = box.style.display ? '' : 'none'),
    'closes the details around it': (box: HTMLElement) => box.toggleAttribute('open'),
    'skips what is around it': (box: HTMLElement) => box.style.setProperty('content-visibility', box.style.getPropertyValue('content-visibility') ? '' : 'hidden'),
  };
  for (const [how, turn] of Object.entries(hidings)) {
    it(`does not lock a page that ${how} while its panel is open, and shows the panel when it is back`, async () => {
      const box = column('details');
      box.toggleAttribute('open', true);
      const stand = await payButton({into: box, links: [{type: 'faq', url: 'https://shop.example/faq'}]});
      await stand.press();
      await stand.shows('Check and pay');
      turn(box);
      await waitUntil(() => !stand.dialog.open, 'The page is locked by a dialog that nobody sees');
      expect(stand.told).to.deep.equal(['payment-start']);
      turn(box);
      await waitUntil(() => stand.dialog.matches(':modal'), 'The panel did not come back');
      expect(stand.title).to.equal('Check and pay');
      await stand.go();
      await stand.ends('payment-complete');
    });
  }

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

  it('puts nothing that takes the focus under the head of its panel', async () => {
    const stand = await payButton({offers: [tea({needsDelivery: true})], delivers: true});
    await stand.press();
    await stand.shows('Delivery details');
    await stand.go();
    await waitUntil(() => stand.focused?.id === 'summary');
    const head = (): number => stand.find('dialog header').getBoundingClientRect().bottom;
    expect(stand.find('#summary').getBoundingClientRect().top).to.be.at.least(head());
    stand.dialog.scrollTop = 9999;
    stand.find('#first_name').focus();
    await aTimeout(20);
    expect(stand.find('label[for=first_name], #first_name').getBoundingClientRect().top).to.be.at.least(head());
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
    await waitUntil(() => tag.matches(':state(ready)'));
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

function column(name: 'div' | 'details' = 'div'): HTMLElement {
  const box = document.createElement(name);
  box.className = 'column';
  box.dataset.hostile = '';
  document.body.append(box);
  return box;
}

/** Words that leave the button, or that stand on others. */
function strays(button: Element): string[] {
  const around = button.getBoundingClientRect();
  const parts = [...button.querySelectorAll('.label, .price, .caption')].map((part) => ({name: part.className, box: part.getBoundingClientRect()}));
  const outside = parts.filter(({box}) => box.left < around.left || box.right > around.right || box.top < around.top || box.bottom > around.bottom);
  const upon = parts.filter(({box}, at) => parts.slice(at + 1).some((other) => box.left < other.box.right && other.box.left < box.right && box.top < other.box.bottom && other.box.top < box.bottom));
  return [...outside, ...upon].map(({name}) => name);
}

function standsInTheWindow(dialog: Element): void {
  const {left, right, top, bottom} = dialog.getBoundingClientRect();
  expect(left).to.be.at.least(0);
  expect(top).to.be.at.least(0);
  expect(right).to.be.at.most(innerWidth);
  expect(bottom).to.be.at.most(innerHeight);
}
