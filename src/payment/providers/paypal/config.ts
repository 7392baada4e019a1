import type {CheckoutHandler} from '../../../commerce/checkout.ts';

/** The name is ours: PayPal has published no UCP payment handler. */
export const PAYPAL_HANDLER = 'dev.hangtag.paypal';

/** What the merchant says in public about its PayPal. */
export interface PayPalConfig {
  /** The handler's instance. */
  readonly id: string;
  readonly clientId: string;
  readonly environment: 'sandbox' | 'live';
  /** ISO 4217; absent: any. */
  readonly currencies?: readonly string[];
}

/** `undefined` when the merchant does not declare PayPal, or not in a way that can be read. */
export function configOf(handlers: readonly CheckoutHandler[] | undefined): PayPalConfig | undefined {
  const declared = handlers?.find(({name}) => name === PAYPAL_HANDLER);
  const {client_id: clientId, environment, currencies} = declared?.config ?? {};
  if (!declared || typeof clientId !== 'string' || (environment !== 'sandbox' && environment !== 'live')) return undefined;
  const listed = Array.isArray(currencies) ? currencies.filter((one): one is string => typeof one === 'string') : undefined;
  return {id: declared.id, clientId, environment, ...(listed ? {currencies: listed} : {})};
}
