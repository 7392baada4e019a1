import {paypal} from '../../src/payment/providers/paypal.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section-in-browser.ts';
import {paypalWorld} from './worlds/paypal.ts';

judgedProvider('PayPal', [{place: 'own button', provider: paypal, world: paypalWorld()}], {describe, it, keep: keepSection});
