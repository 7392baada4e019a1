import type {GooglePayStand} from '../../../demo/services/google-pay/pay.ts';
import {standInForGooglePay} from '../../../demo/services/google-pay/pay.ts';
import type {ProviderWorld} from '../../../src/conformance/index.ts';

const handlers = [{
  name: 'com.google.pay', id: 'google-pay',
  config: {
    api_version: 2, api_version_minor: 0, environment: 'TEST', merchant_info: {merchant_name: 'Half Catty'},
    allowed_payment_methods: [{
      type: 'CARD', parameters: {allowed_auth_methods: ['PAN_ONLY'], allowed_card_networks: ['VISA']},
      tokenization_specification: {type: 'PAYMENT_GATEWAY', parameters: {gateway: 'stripe', 'stripe:version': '2026-10-28'}},
    }],
  },
}];

/** Google's sheet, played by its stand-in. No page can close it. */
export function googlePayWorld(): ProviderWorld {
  let stand: GooglePayStand | undefined;
  let told: 'success' | 'failure' | undefined;
  let tokens = 0;
  const read = ({totalPrice, currencyCode}: {totalPrice: string; currencyCode: string}) => (
    {amount: Math.round(Number(totalPrice) * (currencyCode === 'JPY' ? 1 : 100)), currency: currencyCode});
  return {
    way: 'own-button', handlers, totals: [{amount: 1980, currency: 'JPY'}], answer: () => 'paid', touches: {globals: ['google']},
    begin(stage) {
      told = undefined;
      stand = standInForGooglePay(globalThis, () => JSON.stringify({id: `tok_google_${++tokens}`}));
      stand.show = () => stage.opens('Google Pay\'s sheet');
    },
    end: () => void delete (globalThis as {google?: unknown}).google,
    own: {
      closable: false,
      press: (frame) => frame.querySelector('button')?.click(),
      open: () => stand?.sheet !== undefined,
      approve() {
        void stand?.sheet?.pay().then((verdict) => (told = (verdict as {transactionState: string}).transactionState === 'SUCCESS' ? 'success' : 'failure'));
      },
      dismiss: () => stand?.sheet?.cancel(),
      total: () => stand?.sheet && read(stand.sheet.request.transactionInfo),
      told: () => told,
    },
  };
}
