import {prepareHandoff} from '../../src/elements/pay-button/handoff.ts';
import type {Handoff} from '../../src/elements/pay-button/handoff.ts';
import type {Tag} from '../../src/elements/pay-button/tag.ts';
import type {Merchant} from '../../src/merchant/merchant.ts';
import {MerchantError} from '../../src/merchant/merchant.ts';
import type {PaymentProvider, ProviderEnding} from '../../src/payment/index.ts';

const silent: Merchant = {
  id: 'https://shop.example', mode: 'live',
  checkouts: {get: () => Promise.reject(new MerchantError('unreachable', 'It answers no page'))} as unknown as Merchant['checkouts'],
};

let links = 0;

/** What a tag does with a plain payment link, as a provider: for the kit, which judges those. The end that it tells is the tag's event. */
export function paymentLink(origin: string): PaymentProvider {
  // One that is open already is not opened a second time.
  const url = `${origin}/buy/tea:1?link=${++links}`;
  const tag = Object.assign(document.createElement('div'), {language: 'en', requestUpdate: () => undefined}) as unknown as Tag;
  let handoff: Handoff | undefined;
  return {
    id: 'payment-link', surface: 'press', handlers: [], csp: {},
    name: {en: 'Payment link', 'zh-Hans': '付款链接', 'zh-Hant': '付款連結'},
    available: () => ({status: 'available'}),
    async prepare() {
      handoff ??= await prepareHandoff(tag, silent);
    },
    start({frame, total}) {
      frame?.append(tag);
      return new Promise<ProviderEnding>((end) => {
        tag.addEventListener('payment-handoff', (event) => end({ending: 'handed-off', url: event.url}));
        tag.addEventListener('payment-complete', () => end({ending: 'failed', code: 'believed'}));
        handoff?.press(url, [{id: 'tea', quantity: 1}], total);
      });
    },
  };
}
