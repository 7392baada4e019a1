import type {Message} from '../../commerce/checkout.ts';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import type {Agreed} from './capabilities.ts';
import {relevantTo} from './capabilities.ts';
import type {AvailableInstrument, PlatformInstruments} from './instruments.ts';
import {inCommon} from './instruments.ts';

/** A body of ours before it is written as JSON. */
export type Answer = Readonly<Record<string, unknown>>;

/** The `ucp` member of an answer about `root`. */
export function ucpMetadata(root: string, agreed: Agreed, status: 'success' | 'error' = 'success'): Answer {
  return {version: UCP_VERSION, status, capabilities: relevantTo(root, agreed)};
}

/** `ucp.payment_handlers`: what these handlers say of themselves, as far as the platform can collect their instruments. */
export function paymentHandlers(handlers: readonly PaymentHandler[], origin: string, instruments: PlatformInstruments = {}): Answer {
  const registry: Record<string, unknown[]> = {};
  for (const handler of handlers) {
    const told = toldTo(handler.profile(origin), Object.hasOwn(instruments, handler.name) ? instruments[handler.name] : undefined);
    if (told) (registry[handler.name] ??= []).push(told);
  }
  return registry;
}

/** Nothing, when the platform can collect none of its instruments. */
function toldTo(profile: Answer, platform: PlatformInstruments[string] | undefined): Answer | undefined {
  const own = profile['available_instruments'] as readonly AvailableInstrument[] | undefined;
  if (platform === undefined || own === undefined) return profile;
  const common = inCommon(own, platform);
  return common.length === 0 ? undefined : {...profile, available_instruments: common};
}

/** What a page that frames our checkout may take upon itself. */
export const DELEGATIONS = ['fulfillment.address_change', 'window.open'] as const;

/**
 * The Embedded Checkout Protocol as a service binding. A shop that lets nobody frame its pages does not offer it: its checkouts continue by
 * `continue_url` alone.
 */
export function embeddedService({frameAncestors}: Pick<MerchantConfig, 'frameAncestors'>): readonly Answer[] {
  if (frameAncestors.length === 0) return [];
  return [{
    version: UCP_VERSION,
    transport: 'embedded',
    spec: `https://ucp.dev/${UCP_VERSION}/specification/embedded-checkout`,
    schema: `https://ucp.dev/${UCP_VERSION}/services/shopping/embedded.openrpc.json`,
    config: {delegate: DELEGATIONS, color_scheme: ['light', 'dark']},
  }];
}

/** The answer when there is no resource to show: HTTP 200, `ucp.status` is `error`. */
export function errorAnswer(root: string, agreed: Agreed, messages: readonly Message[], continueUrl?: string): Answer {
  return {
    ucp: ucpMetadata(root, agreed, 'error'),
    messages,
    ...(continueUrl === undefined ? {} : {continue_url: continueUrl}),
  };
}

/** An error of `errorAnswer`: nothing can be done to this resource. */
export function unrecoverable(code: string, content: string): Message {
  return {type: 'error', code, content, severity: 'unrecoverable'};
}
