import {z} from 'zod';
import type {HandlerContext, HandlerKind, SecretVariable} from '../handler-kind.ts';
import {needStripe, StripeAccount, stripeKeys, stripeKind} from '../stripe/stripe-kind.ts';
import {stripeProcessor} from '../stripe/stripe-processor.ts';
import {appleGateway} from './apple-gateway.ts';
import {applePayHandler, ApplePaySettings} from './apple-pay-handler.ts';
import {googlePayHandler, GooglePaySettings} from './google-pay-handler.ts';
import type {WalletProcessor} from './processor.ts';

/** Who turns the wallet's token into money. Stripe is the first; another one is given in code. */
const Processor = StripeAccount.extend({type: z.literal('stripe')});
type Processor = z.output<typeof Processor>;

/** Stripe signs for each webhook endpoint with its own secret; the variable takes several. */
const STRIPE_SECRETS: readonly SecretVariable[] = stripeKind.secrets;

async function openProcessor({type: _, account, apiBase, ...settings}: Processor, id: string, secrets: Readonly<Record<string, string>>, context: HandlerContext): Promise<WalletProcessor> {
  const options = {...settings, id, ...stripeKeys({account, apiBase}, secrets, context)};
  const processor = stripeProcessor(options);
  await needStripe(options);
  return processor;
}

const GooglePay = GooglePaySettings.extend({processor: Processor});

/** `{"type": "google-pay", "merchantId": "BCR2…", "processor": {"type": "stripe", "publishableKey": "pk_…"}}` in the settings file. */
export const googlePayKind: HandlerKind<z.output<typeof GooglePay>> = {
  type: 'google-pay',
  settings: GooglePay,
  secrets: STRIPE_SECRETS,
  open: async ({processor, ...settings}, secrets, context) => googlePayHandler(await openProcessor(processor, settings.id, secrets, context), settings),
};

const ApplePay = ApplePaySettings.extend({processor: Processor});

/** `{"type": "apple-pay", "merchantIdentifier": "merchant.…", "domains": ["shop.example"], …, "processor": {…}}` in the settings file. */
export const applePayKind: HandlerKind<z.output<typeof ApplePay>> = {
  type: 'apple-pay',
  settings: ApplePay,
  secrets: [
    ...STRIPE_SECRETS,
    {variable: 'APPLE_PAY_CERTIFICATE', what: 'Merchant identity certificate, PEM: Apple developer account → Identifiers → Merchant IDs', required: true},
    {variable: 'APPLE_PAY_KEY', what: 'The private key that the certificate was requested with, PEM', required: true},
  ],
  open: async ({processor, ...settings}, secrets, context) => {
    const {APPLE_PAY_CERTIFICATE: certificate = '', APPLE_PAY_KEY: key = ''} = secrets;
    return applePayHandler(await openProcessor(processor, settings.id, secrets, context), settings, appleGateway({certificate, key}));
  },
};
