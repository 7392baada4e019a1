import type {ProviderWorld} from '../../src/conformance/index.ts';
import {hostedCheckout} from '../../src/payment/providers/hosted-checkout.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section-in-browser.ts';
import {paymentLink} from './payment-link.ts';

const totals = [{amount: 5, currency: 'HKD'}, {amount: 1980, currency: 'JPY'}];
const onItsPage: ProviderWorld = {way: 'merchant-page', handlers: []};

judgedProvider('Hosted checkout', [
  {place: 'hosted-checkout: the merchant\'s own page', provider: hostedCheckout, world: {...onItsPage, totals}},
  {place: 'a payment link of the merchant\'s', provider: () => paymentLink('https://shop.example'), world: {...onItsPage, handsOff: true}},
  {place: 'a payment link elsewhere', provider: () => paymentLink('https://links.example'), world: {...onItsPage, handsOff: true}},
], {describe, it, keep: keepSection});
