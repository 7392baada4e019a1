import {z} from 'zod';
import type {HandlerContext, HandlerKind} from '../handler-kind.ts';
import {PAYPAL_CURRENCIES} from './currencies.ts';
import {paypalHandler} from './paypal-handler.ts';

const SECRET = 'PAYPAL_CLIENT_SECRET';

const Settings = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/).default('paypal'),
  /** Of the app in PayPal's developer dashboard; public. */
  clientId: z.string().min(10).max(200),
  /** Follows the server's mode. Written down, it must agree with it. */
  environment: z.enum(['sandbox', 'live']).optional(),
  webhookId: z.string().regex(/^\w{5,50}$/).optional(),
  intent: z.enum(['capture', 'authorize']).default('capture'),
  brandName: z.string().min(1).max(127).optional(),
  verification: z.enum(['self', 'postback']).default('self'),
  /** Of a simulation on this machine. */
  apiUrl: z.url({protocol: /^http$/, hostname: /^(localhost|127\.0\.0\.1)$/}).optional(),
});
type Settings = z.output<typeof Settings>;

export const paypalKind: HandlerKind<Settings> = {
  type: 'paypal',
  settings: Settings,
  secrets: [{
    variable: SECRET, required: true, what: 'The secret of the app, in PayPal\'s developer dashboard under Apps & Credentials beside its client id',
  }],
  async open(settings, secrets, {mode, currency, clock}: HandlerContext) {
    const environment = mode === 'live' ? 'live' : 'sandbox';
    if (settings.environment !== undefined && settings.environment !== environment) {
      throw new Error(`PayPal is set to "${settings.environment}", but this server is in ${mode} mode, which needs "${environment}" and the keys of that side`);
    }
    if (settings.apiUrl !== undefined && mode === 'live') throw new Error('A live shop asks PayPal itself: take "apiUrl" out of its settings');
    if (!PAYPAL_CURRENCIES.includes(currency)) throw new Error(`PayPal does not take ${currency}`);
    const clientSecret = secrets[SECRET];
    if (!clientSecret) throw new Error(`PayPal needs its secret in ${SECRET}`);
    const {environment: _same, ...rest} = settings;
    return paypalHandler({...rest, environment, clientSecret, clock});
  },
};
