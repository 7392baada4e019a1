import {z} from 'zod';
import {UCP_VERSION} from '../../../commerce/ucp.ts';
import {eachOf} from '../each-of.ts';
import type {Finding, PaymentHandler} from '../payment-handler.ts';
import type {AppleGateway} from './apple-gateway.ts';
import {associationFiles, checkDomain} from './apple-domain.ts';
import {checkCertificate} from './apple-gateway.ts';
import {behindWallet} from './processor.ts';
import type {WalletProcessor} from './processor.ts';

/** Nobody has published a UCP handler for Apple Pay, so its name is ours. */
const NAME = 'dev.hangtag.apple_pay';

export const ApplePaySettings = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/).default('apple-pay'),
  /** Such as `merchant.com.example.shop`, from Apple's developer account. */
  merchantIdentifier: z.string().min(1).max(128),
  /** The shop's name on the sheet, at most 64 bytes. */
  displayName: z.string().min(1).refine(text => Buffer.byteLength(text) <= 64, 'at most 64 bytes'),
  /** ISO 3166-1 alpha-2 of the shop. */
  country: z.string().regex(/^[A-Z]{2}$/),
  networks: z.array(z.string().min(1)).min(1).default(['visa', 'masterCard', 'amex', 'chinaUnionPay']),
  capabilities: z.array(z.enum(['supports3DS', 'supportsEMV', 'supportsCredit', 'supportsDebit'])).min(1).default(['supports3DS']),
  /** Hosts that are registered with Apple for this merchant; the button stands on these only. */
  domains: z.array(z.string().regex(/^[a-z0-9.-]+$/)).min(1),
  /** What is in the file that Apple gives for a domain: then this server shows it to Apple at its own address. */
  domainAssociation: z.string().trim().min(1).max(100_000).optional(),
}).strict();
export type ApplePaySettings = z.output<typeof ApplePaySettings>;

const Token = z.object({
  paymentData: z.record(z.string(), z.unknown()),
  paymentMethod: z.object({displayName: z.string().optional(), network: z.string().optional(), type: z.string().optional()}),
  transactionIdentifier: z.string().min(1).max(200),
});
const Credential = z.object({type: z.literal('apple_pay'), token: Token});
const SessionQuestion = z.object({validation_url: z.url(), domain: z.string().max(253)}).strict();

/**
 * Apple Pay on the Web: this server proves to Apple who the merchant is (with its merchant identity certificate, through `gateway`), the buyer agrees
 * on the sheet, and the processor charges the token.
 */
export function applePayHandler(processor: WalletProcessor, settings: ApplePaySettings, gateway: AppleGateway): PaymentHandler {
  return behindWallet(processor, 'apple-pay', {
    name: NAME,
    id: settings.id,
    profile: origin => ({
      id: settings.id, version: UCP_VERSION, available_instruments: [{type: 'card', constraints: {brands: settings.networks.map(network => network.toLowerCase())}}],
      config: {
        country_code: settings.country, display_name: settings.displayName, networks: settings.networks, capabilities: settings.capabilities,
        domains: settings.domains, session_url: `${origin}/handlers/${settings.id}/session`,
      },
    }),
    accepts: ({type, credential}) => (type === 'card' && Credential.safeParse(credential).success)
      || {reason: 'Apple Pay takes an instrument of type "card" whose credential is {"type": "apple_pay", "token": <payment.token>}'},
    create: (intent, {credential}, signal) => {
      const {paymentData, paymentMethod: {displayName, network, type}, transactionIdentifier} = Credential.parse(credential).token;
      const paymentMethod = {...(displayName && {displayName}), ...(network && {network}), ...(type && {type})};
      return processor.create(intent, {wallet: 'apple-pay', token: {paymentData, paymentMethod, transactionIdentifier}}, signal);
    },
    answer: async (question, body, signal) => {
      const asked = SessionQuestion.safeParse(body);
      // A session for a page that is not the shop's own would let that page take payments in the shop's name.
      if (question !== 'session' || !asked.success || !settings.domains.includes(asked.data.domain)) return undefined;
      return gateway.openSession({
        validationUrl: asked.data.validation_url, merchantIdentifier: settings.merchantIdentifier, displayName: settings.displayName, domain: asked.data.domain,
      }, signal);
    },
    ...(settings.domainAssociation !== undefined && {wellKnown: associationFiles(settings.domainAssociation)}),
    check: async (context, signal) => [
      ...ownFindings(gateway), ...await eachOf(settings.domains, 5, domain => checkDomain(domain, settings.domainAssociation, signal)),
      ...await processor.check?.(context, signal) ?? [],
    ],
  });
}

function ownFindings({certificate}: AppleGateway): readonly Finding[] {
  return checkCertificate(certificate, new Date());
}
