import {z} from 'zod';
import type {HandlerContext, HandlerKind, SecretVariable} from '../handler-kind.ts';
import {stripeKind} from '../stripe/stripe-kind.ts';
import {stripeProcessor} from '../stripe/stripe-processor.ts';
import {appleGateway} from './apple-gateway.ts';
import {applePayHandler, ApplePaySettings} from './apple-pay-handler.ts';
import {googlePayHandler, GooglePaySettings} from './google-pay-handler.ts';
import type {WalletProcessor} from './processor.ts';

/** Who turns the wallet's token into money. Stripe is the first; another one is given in code. */
const Processor = z.object({
  type: z.literal('stripe'),
  publishableKey: z.string().regex(/^pk_(test|live)_\w+$/, 'The publishable key begins with pk_test_ or pk_live_'),
  capture: z.enum(['automatic', 'manual']).default('automatic'),
  account: z.string().regex(/^acct_\w+$/).optional(),
  /** A simulation of the API; only in test mode. */
  apiBase: z.url({protocol: /^https?$/}).optional(),
}).strict();
type Processor = z.output<typeof Processor>;

/** Stripe signs for each webhook endpoint with its own secret; the variable takes several. */
const STRIPE_SECRETS: readonly SecretVariable[] = stripeKind.secrets;

function openProcessor({type: _, ...settings}: Processor, id: string, secrets: Readonly<Record<string, string>>, {mode, clock}: HandlerContext): WalletProcessor {
  const {STRIPE_SECRET_KEY: secretKey = '', STRIPE_WEBHOOK_SECRET: webhookSecret = ''} = secrets;
  if (settings.apiBase !== undefined && mode === 'live') throw new Error('"apiBase" leads to a simulation of Stripe, and this shop is live');
  const {account, apiBase, publishableKey, capture} = settings;
  const webhookSecrets = webhookSecret.split(',').map(one => one.trim()).filter(Boolean);
  return stripeProcessor({
    id, publishableKey, capture, secretKey, webhookSecrets, mode, clock, ...(account === undefined ? {} : {account}), ...(apiBase === undefined ? {} : {apiBase}),
  });
}

const GooglePay = GooglePaySettings.extend({processor: Processor});

/** `{"type": "google-pay", "merchantId": "BCR2…", "processor": {"type": "stripe", "publishableKey": "pk_…"}}` in the settings file. */
export const googlePayKind: HandlerKind<z.output<typeof GooglePay>> = {
  type: 'google-pay',
  settings: GooglePay,
  secrets: STRIPE_SECRETS,
  open: async ({processor, ...settings}, secrets, context) => googlePayHandler(openProcessor(processor, settings.id, secrets, context), settings),
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
    return applePayHandler(openProcessor(processor, settings.id, secrets, context), settings, appleGateway({certificate, key}));
  },
};
