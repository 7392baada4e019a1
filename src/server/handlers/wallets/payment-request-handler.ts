import {z} from 'zod';
import type {Finding, PaymentHandler} from '../payment-handler.ts';
import {UCP_VERSION} from '../../../commerce/ucp.ts';
import {behindWallet} from './processor.ts';
import type {WalletProcessor} from './processor.ts';

/** Nobody has published a UCP handler for W3C payment methods, so its name is ours. */
const NAME = 'dev.hangtag.payment_request';

export const PaymentRequestSettings = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/).default('payment-request'),
  /** What the sheet calls the sum; the shop's name reads well. */
  label: z.string().min(1).max(100).default('Total'),
  /** URL-based payment methods, the preferred first, each with what its app wants to know. */
  methods: z.array(z.object({supportedMethods: z.url({protocol: /^https?$/}), data: z.record(z.string(), z.unknown()).optional()}).strict()).min(1),
}).strict();
export type PaymentRequestSettings = z.output<typeof PaymentRequestSettings>;

const Credential = z.object({type: z.literal('payment_request'), method: z.string().max(2000), details: z.record(z.string(), z.unknown())});

/** W3C payment apps: what an app of one of `methods` answers is charged by the processor behind it. */
export function paymentRequestHandler(processor: WalletProcessor, settings: PaymentRequestSettings): PaymentHandler {
  const methods = new Set(settings.methods.map(({supportedMethods}) => new URL(supportedMethods).href));
  const readCredential = (credential: unknown): z.output<typeof Credential> | undefined => {
    const {data} = Credential.safeParse(credential);
    return data && URL.canParse(data.method) && methods.has(new URL(data.method).href) ? data : undefined;
  };
  return behindWallet(processor, 'payment-request', {
    name: NAME,
    id: settings.id,
    profile: () => ({id: settings.id, version: UCP_VERSION, available_instruments: [{type: 'payment_request'}], config: {label: settings.label, methods: settings.methods.map(({supportedMethods, data}) => ({supported_methods: supportedMethods, ...(data && {data})}))}}),
    accepts: ({type, credential}) => (type === 'payment_request' && readCredential(credential) !== undefined)
      || {reason: 'A payment app\'s instrument has type "payment_request" and the credential {"type": "payment_request", "method": "<one of the declared>", "details": {…}}'},
    create: (intent, {credential}, signal) => {
      const token = readCredential(credential);
      if (!token) throw new Error('The instrument was not accepted before');
      return processor.create(intent, {wallet: 'payment-request', method: token.method, details: token.details}, signal);
    },
    check: async (context, signal) => [...await Promise.all([...methods].map(method => findManifest(method, signal))), ...await processor.check?.(context, signal) ?? []],
  });
}

/** A browser finds the app through the `Link` header of the method's address. */
async function findManifest(method: string, signal: AbortSignal): Promise<Finding> {
  const link = await fetch(method, {method: 'HEAD', redirect: 'follow', signal}).then(({headers}) => headers.get('link') ?? '', () => undefined);
  if (link?.includes('payment-method-manifest')) return {level: 'ok', what: `${method} names its payment app`};
  return {
    level: 'error', what: link === undefined ? `${method} does not answer` : `${method} has no Link header to a payment-method-manifest`,
    advice: 'Ask the wallet for the address of its payment method',
  };
}
