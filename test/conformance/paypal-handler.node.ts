import {paypalCounter} from './counters/paypal.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('PayPal', [{way: 'redirect', counter: () => paypalCounter('redirect')}]);
