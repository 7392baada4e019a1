import type {ApplePayStand} from '../../../demo/services/apple-pay/session.ts';
import {standInForApplePay} from '../../../demo/services/apple-pay/session.ts';
import type {ProviderWorld} from '../../../src/conformance/index.ts';

const handlers = (): ProviderWorld['handlers'] => [{
  name: 'dev.hangtag.apple_pay', id: 'apple-pay',
  config: {
    country_code: 'HK', display_name: 'Half Catty', networks: ['visa'], capabilities: ['supports3DS'], domains: [location.hostname],
    session_url: `${location.origin}/handlers/apple-pay/session`,
  },
}];

/** Apple's sheet, played by its stand-in. */
export function applePayWorld(): ProviderWorld {
  let stand: ApplePayStand | undefined;
  let told: 'success' | 'failure' | undefined;
  let tokens = 0;
  const before = globalThis as {ApplePaySession?: unknown; fetch: typeof fetch};
  const {ApplePaySession: native} = before;
  let watched: typeof fetch | undefined;
  return {
    way: 'own-button', handlers: handlers(), merchant: {id: location.origin, mode: 'test'}, totals: [{amount: 1980, currency: 'JPY'}], answer: () => 'paid', touches: {globals: ['ApplePaySession']},
    begin(stage) {
      told = undefined;
      stand = standInForApplePay(globalThis, () => ({paymentData: {version: 'EC_v1', data: `apple_${++tokens}`}, paymentMethod: {displayName: 'Visa 1111', network: 'Visa', type: 'credit'}, transactionIdentifier: `transaction_${tokens}`}));
      stand.show = () => stage.opens('Apple Pay\'s sheet');
      // The merchant's server answers for the merchant.
      watched = before.fetch;
      before.fetch = async () => Response.json({merchantSessionIdentifier: 'SSH1'});
    },
    end() {
      if (watched) before.fetch = watched;
      if (native) before.ApplePaySession = native;
      else delete before.ApplePaySession;
    },
    own: {
      press: (frame) => frame.querySelector<HTMLElement>('button, apple-pay-button, [role=button]')?.click(),
      open: () => stand?.sheet !== undefined,
      approve() {
        const {sheet} = stand ?? {};
        void sheet?.validate().then(async () => {
          if (stand?.sheet === sheet) told = (await sheet.pay()) === 0 ? 'success' : 'failure';
        });
      },
      dismiss: () => stand?.sheet?.cancel(),
      total() {
        const {total, currencyCode} = stand?.sheet?.request ?? {};
        return total && currencyCode ? {amount: Math.round(Number(total.amount) * (currencyCode === 'JPY' ? 1 : 100)), currency: currencyCode} : undefined;
      },
      told: () => told,
    },
  };
}
