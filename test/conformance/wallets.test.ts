import {applePay} from '../../src/payment/providers/apple-pay.ts';
import {googlePay} from '../../src/payment/providers/google-pay.ts';
import {paymentRequest} from '../../src/payment/providers/payment-request.ts';
import {judgedProvider} from './judged-provider.ts';
import {keepSection} from './keep-section-in-browser.ts';
import {applePayWorld} from './worlds/apple-pay.ts';
import {googlePayWorld} from './worlds/google-pay.ts';
import {paymentRequestWorld} from './worlds/payment-request.ts';

judgedProvider('Wallets of browsers and phones', [
  {place: 'own button: Google Pay', provider: googlePay, world: googlePayWorld()},
  {place: 'own button: Apple Pay', provider: applePay, world: applePayWorld()},
  {place: 'sheet: Payment Request', provider: paymentRequest, world: paymentRequestWorld()},
], {describe, it, keep: keepSection});
