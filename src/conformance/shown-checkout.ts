import type {Checkout, CheckoutHandler, CheckoutRequest, PaymentStatus} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {Money} from '../commerce/money.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import {UCP_VERSION} from '../commerce/ucp.ts';

/** A trade in the wallet's books. */
export interface Trade {
  readonly id: string;
  readonly checkout: string;
  /** Absent where the buyer pays on the merchant's own page. */
  readonly instrument?: Instrument;
  readonly onPage?: boolean;
  amount: Money;
  status: 'open' | 'paid' | 'declined' | 'cancelled' | 'expired';
  readonly action?: PaymentAction;
}

export interface Books {
  readonly id: string;
  readonly request: CheckoutRequest;
  total: Money;
  status: 'ready_for_complete' | 'completed' | 'canceled';
  trade?: Trade;
  order?: string;
  expiresAt?: string;
}

/** What the merchant tells of all its checkouts. */
export interface Manners {
  readonly handlers: readonly CheckoutHandler[];
  readonly wantsBuyer: boolean;
  readonly cannotClose: boolean;
  readonly extension: 'ours' | 'none';
  pageOf(id: string): string | undefined;
}

/** A checkout as the merchant tells of it. */
export function shownCheckout({id, status, total: {amount, currency}, request, trade, order, expiresAt}: Books, {handlers, wantsBuyer, cannotClose, extension, pageOf}: Manners): Checkout {
  const live = trade?.status === 'open' && !trade.onPage;
  const declined = trade?.status === 'declined' && status !== 'completed';
  const onward = pageOf(id);
  // On the merchant's own page the wallet is at work.
  const busy = trade?.status === 'open' && trade.onPage && cannotClose;
  return {
    id,
    status: busy ? 'complete_in_progress' : live || (wantsBuyer && status === 'ready_for_complete') ? 'requires_escalation' : status,
    currency,
    line_items: request.line_items.map(({item, quantity}, at) => ({id: `line-${at}`, item: {id: item.id, title: 'Tea', price: amount}, quantity, totals: []})),
    totals: [{type: 'total', amount}],
    messages: declined ? [{type: 'error', code: 'payment_failed', content: 'Declined', severity: 'recoverable'}] : [],
    links: [],
    ...(onward !== undefined && {continue_url: onward}),
    ...(expiresAt !== undefined && {expires_at: expiresAt}),
    ...(order && {order: {id: order, permalink_url: `https://shop.example/orders/${order}`}}),
    handlers,
    ...(extension === 'ours' && {
      extension: {
        mode: 'test',
        payment: {status: statusOf(trade), closed: !live && trade?.status !== 'paid', ...(live && trade.action && {action: trade.action})},
        needs_delivery: false,
      },
    }),
  };
}

function statusOf(trade: Trade | undefined): PaymentStatus {
  if (!trade || (trade.onPage && trade.status === 'open')) return 'none';
  return trade.status === 'open' ? 'acting' : trade.status;
}

/** The same in the words of the wire, as the merchant's own page sends it to its host. */
export function onTheWire({handlers, extension: _, ...checkout}: Checkout): unknown {
  const payment_handlers = Object.fromEntries(handlers.map(({name, id, config}) => [name, [{id, version: UCP_VERSION, config}]]));
  return {ucp: {version: UCP_VERSION, payment_handlers}, ...checkout};
}
