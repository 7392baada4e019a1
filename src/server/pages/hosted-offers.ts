import type {Instrument} from '../../commerce/instrument.ts';
import type {CheckoutRow} from '../checkout/checkout-row.ts';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import {takes} from '../handlers/takes.ts';
import type {Services} from '../services.ts';

/** One button of the hosted page: a payment service, and one of its ways to begin without a script of its own. */
export interface HostedOffer {
  /** Finds it again when its form comes back. */
  readonly key: string;
  readonly label: string;
  readonly instrument: Instrument;
}

/** Who looks at the page. */
export interface Viewer {
  readonly locale: string;
  readonly userAgent: string | undefined;
}

type Sale = Pick<CheckoutRow, 'mode' | 'currency' | 'total'>;

/** Every way to pay this sale here, in the order in which the shop has configured its services. */
export function offersOf({handlers}: Pick<Services, 'handlers'>, sale: Sale, viewer: Viewer): readonly HostedOffer[] {
  return handlers.filter(handler => takes(handler, {amount: sale.total, currency: sale.currency}, sale.mode)).flatMap(handler => methodsOf(handler, sale.currency, viewer));
}

function methodsOf(handler: PaymentHandler, currency: string, {locale, userAgent}: Viewer): readonly HostedOffer[] {
  const methods = handler.hostedMethods?.({locale, currency, ...(userAgent === undefined ? {} : {userAgent})}) ?? [];
  return methods.map(({instrument, label}, at) => ({key: `${handler.id}/${at}/${instrument.type}`, label, instrument}));
}

/** What a service is called on a receipt: the way that was used, where it can still be told from the others. */
export function serviceName(handler: PaymentHandler | undefined, used: Partial<Instrument>, {locale, currency}: {locale: string; currency: string}): string | undefined {
  const methods = handler?.hostedMethods?.({locale, currency}) ?? [];
  const same = methods.filter(({instrument}) => instrument.type === used.type);
  return (same.find(({instrument}) => instrument.id === used.id) ?? (same.length === 1 ? same[0] : undefined) ?? methods[0])?.label;
}
