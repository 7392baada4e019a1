import {z} from 'zod';
import type {StripeMethod} from '../../../commerce/stripe-instrument.ts';
import type {HandlerContext, HandlerKind} from '../handler-kind.ts';
import {stripeClient} from './stripe-client.ts';
import {stripeHandler} from './stripe-handler.ts';
import {stripeSettings} from './stripe-options.ts';
import type {StripeOptions} from './stripe-options.ts';

const METHODS = ['card', 'link', 'alipay', 'wechat_pay'] as const satisfies readonly StripeMethod[];

/** What an account at Stripe is told by, whoever uses it. */
export const StripeAccount = z.object({
  publishableKey: z.string().regex(/^pk_(test|live)_\w+$/, 'The publishable key begins with pk_test_ or pk_live_'),
  capture: z.enum(['automatic', 'manual']).default('automatic'),
  /** The connected account that sells, when the secret key is a platform's. */
  account: z.string().regex(/^acct_\w+$/).optional(),
  /** A simulation of the API, such as `http://127.0.0.1:4242`; only in test mode. */
  apiBase: z.url({protocol: /^https?$/}).optional(),
}).strict();

const Settings = StripeAccount.extend({
  methods: z.array(z.enum(METHODS)).min(1).default(['card']),
  currencies: z.array(z.string().regex(/^[A-Z]{3}$/)).min(1).optional(),
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/).optional(),
});
type Settings = z.output<typeof Settings>;

/** The processor's part of the settings, as far as the shop's own Stripe settings have it too. Throws a sentence for a person. */
export function stripeKeys({apiBase, account}: Pick<StripeOptions, 'apiBase' | 'account'>, secrets: Readonly<Record<string, string>>, {mode, clock}: Pick<HandlerContext, 'mode' | 'clock'>): Pick<StripeOptions, 'secretKey' | 'webhookSecrets' | 'mode' | 'clock' | 'apiBase' | 'account'> {
  const {STRIPE_SECRET_KEY: secretKey = '', STRIPE_WEBHOOK_SECRET: webhookSecret = ''} = secrets;
  if (apiBase !== undefined && mode === 'live') throw new Error('"apiBase" leads to a simulation of Stripe, and this shop is live');
  const webhookSecrets = webhookSecret.split(',').map(one => one.trim()).filter(Boolean);
  if (webhookSecrets.length === 0 || !webhookSecrets.every(one => one.startsWith('whsec_'))) throw new Error('STRIPE_WEBHOOK_SECRET must begin with whsec_');
  return {secretKey, webhookSecrets, mode, clock, ...(apiBase === undefined ? {} : {apiBase}), ...(account === undefined ? {} : {account})};
}

/** A package that is not installed is better known now than at the first payment. */
export async function needStripe(options: StripeOptions): Promise<void> {
  await stripeClient(stripeSettings(options))(new AbortController().signal);
}

/** `{"type": "stripe", "publishableKey": "pk_…", "methods": ["card", "alipay", "wechat_pay"]}` in the settings file. */
export const stripeKind: HandlerKind<Settings> = {
  type: 'stripe',
  settings: Settings,
  secrets: [
    {variable: 'STRIPE_SECRET_KEY', what: 'Secret or restricted key: Stripe dashboard → Developers → API keys', required: true},
    {variable: 'STRIPE_WEBHOOK_SECRET', what: 'Signing secret of the webhook endpoint: Stripe dashboard → Developers → Webhooks. Two, with a comma between them, while one replaces the other', required: true},
  ],
  async open({apiBase, account, ...settings}, secrets, context) {
    const options: StripeOptions = {...settings, ...stripeKeys({apiBase, account}, secrets, context)};
    const handler = stripeHandler(options);
    await needStripe(options);
    return handler;
  },
};
