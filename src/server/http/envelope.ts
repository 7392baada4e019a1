import type {Message} from '../../commerce/checkout.ts';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import type {Agreed} from './capabilities.ts';
import {relevantTo} from './capabilities.ts';

/** A body of ours before it is written as JSON. */
export type Answer = Readonly<Record<string, unknown>>;

/** The `ucp` member of an answer about `root`. */
export function ucpMetadata(root: string, agreed: Agreed, status: 'success' | 'error' = 'success'): Answer {
  return {version: UCP_VERSION, status, capabilities: relevantTo(root, agreed)};
}

/** `ucp.payment_handlers`: those that can take money in `currency`. */
export function paymentHandlers(handlers: readonly PaymentHandler[], origin: string, currency?: string): Answer {
  const registry: Record<string, unknown[]> = {};
  for (const handler of handlers) {
    if (currency !== undefined && handler.currencies && !handler.currencies.includes(currency)) continue;
    (registry[handler.name] ??= []).push(handler.profile(origin));
  }
  return registry;
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
