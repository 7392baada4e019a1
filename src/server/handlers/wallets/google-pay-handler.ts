import {z} from 'zod';
import type {Finding, PaymentHandler} from '../payment-handler.ts';
import {behindWallet} from './processor.ts';
import type {WalletProcessor} from './processor.ts';

/** Version, specification and configuration as Google publishes them for UCP. */
const NAME = 'com.google.pay';
const VERSION = '2026-01-23';
const SPECIFICATION = `https://pay.google.com/gp/p/ucp/${VERSION}/`;

const NETWORKS = ['AMEX', 'DISCOVER', 'ELECTRON', 'ELO', 'ELO_DEBIT', 'INTERAC', 'JCB', 'MAESTRO', 'MASTERCARD', 'VISA'] as const;

export const GooglePaySettings = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/).default('google-pay'),
  /** From the Google Pay & Wallet Console; Google takes live payments only with it. */
  merchantId: z.string().regex(/^[0-9a-zA-Z]+$/, 'Letters and digits, as in the Google Pay & Wallet Console').optional(),
  merchantName: z.string().min(1).max(100).optional(),
  networks: z.array(z.enum(NETWORKS)).min(1).default(['VISA', 'MASTERCARD', 'AMEX']),
  /** `PAN_ONLY`: cards kept at Google, which may need a challenge. `CRYPTOGRAM_3DS`: cards on an Android device. */
  authMethods: z.array(z.enum(['PAN_ONLY', 'CRYPTOGRAM_3DS'])).min(1).default(['PAN_ONLY', 'CRYPTOGRAM_3DS']),
  /** ISO 3166-1 alpha-2 of the shop; Google wants it where banks ask for strong authentication. */
  country: z.string().regex(/^[A-Z]{2}$/).optional(),
}).strict();
export type GooglePaySettings = z.output<typeof GooglePaySettings>;

const Credential = z.object({type: z.literal('PAYMENT_GATEWAY'), token: z.string().min(1).max(20_000)});

/**
 * Google Pay by UCP's handler `com.google.pay`: the platform's page gets a token for the processor's gateway, and the processor charges it. Throws
 * when the processor has no gateway at Google Pay, or live payments lack the merchant id.
 */
export function googlePayHandler(processor: WalletProcessor, settings: GooglePaySettings): PaymentHandler {
  const {googlePayGateway: gateway, mode} = processor;
  if (!gateway) throw new Error('This processor has no gateway at Google Pay');
  if (mode === 'live' && !settings.merchantId) throw new Error('Google Pay takes live payments only with "merchantId", from the Google Pay & Wallet Console');
  return behindWallet(processor, 'google-pay', {
    name: NAME,
    id: settings.id,
    profile: origin => ({
      id: settings.id, version: VERSION, spec: SPECIFICATION, schema: `${SPECIFICATION}schemas/config.json`,
      available_instruments: [{type: 'card', constraints: {brands: settings.networks.map(network => network.toLowerCase())}}],
      config: configOf(settings, gateway, mode, origin),
    }),
    accepts: ({type, credential}) => (type === 'card' && Credential.safeParse(credential).success)
      || {reason: 'Google Pay takes an instrument of type "card" whose credential is {"type": "PAYMENT_GATEWAY", "token": "…"}'},
    create: (intent, instrument, signal) => processor.create(intent, {wallet: 'google-pay', token: Credential.parse(instrument.credential).token}, signal),
    check: async (context, signal) => [...own(settings, mode), ...await processor.check?.(context, signal) ?? []],
  });
}

/** As Google's schema for UCP has it: a merchant id always, `TEST` where none is needed, and `PAN_ONLY` alone. `auth_methods` and `country_code` are ours, for our tags. */
function configOf(settings: GooglePaySettings, gateway: Readonly<Record<string, string>>, mode: 'test' | 'live', origin: string): Readonly<Record<string, unknown>> {
  const {merchantId, merchantName, country} = settings;
  return {
    api_version: 2, api_version_minor: 0, environment: mode === 'live' ? 'PRODUCTION' : 'TEST',
    merchant_info: {merchant_id: merchantId ?? 'TEST', ...(merchantName && {merchant_name: merchantName}), merchant_origin: new URL(origin).hostname},
    allowed_payment_methods: [{
      type: 'CARD',
      parameters: {allowed_auth_methods: settings.authMethods.filter(method => method === 'PAN_ONLY'), allowed_card_networks: settings.networks},
      tokenization_specification: {type: 'PAYMENT_GATEWAY', parameters: gateway},
    }],
    auth_methods: settings.authMethods, ...(country && {country_code: country}),
  };
}

function own({merchantId}: GooglePaySettings, mode: 'test' | 'live'): readonly Finding[] {
  if (merchantId) return [{level: 'ok', what: `Google Pay has a merchant id and runs in ${mode === 'live' ? 'PRODUCTION' : 'TEST'}`}];
  return [{level: 'warning', what: 'Google Pay has no merchant id, so only its test environment works', advice: 'Register in the Google Pay & Wallet Console and set "merchantId"'}];
}
