import {Hono} from 'hono';
import type {NotifyOptions, ServiceFault, ServiceTrade, ServiceUnderTest} from '../../../src/conformance/service.ts';
import {Credentials} from './access.ts';
import {approvalPages, TELL_SCRIPT} from './approval-page.ts';
import {DisputeBooks} from './dispute-books.ts';
import {eventBody, newsOf} from './events.ts';
import type {ApiOrder} from './order-books.ts';
import {decimal, minor, OrderBooks} from './order-books.ts';
import {RequestBook} from './request-book.ts';
import {restApi} from './rest-api.ts';
import {Trouble} from './trouble.ts';
import {sdkScript} from './web-sdk.ts';
import type {WebhookSettings} from './webhook-desk.ts';
import {WebhookDesk} from './webhook-desk.ts';

export interface PayPalServiceOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhook?: WebhookSettings;
  /** Where buyers and shops reach it, such as `http://127.0.0.1:9000`. */
  readonly origin: string;
  readonly clock?: () => Date;
  /** Carries notifications; default `fetch`. */
  readonly deliver?: (request: Request) => Promise<Response>;
  /** How long a slow answer takes, in ms; default 12 s. */
  readonly slow?: number;
}

/** PayPal as its reference describes it, with books of its own, for tests and the playground. No money moves. */
export interface SimulatedPayPal extends ServiceUnderTest {
  /** REST interface, pages for buyers, the script for shops' pages. Rejects when the answer gets lost. */
  fetch(request: Request): Promise<Response>;
  readonly orders: OrderBooks;
  readonly access: Credentials;
  readonly webhooks: WebhookDesk;
  /** PayPal has reviewed a payment that was pending. */
  decide(tradeNo: string, status: 'COMPLETED' | 'DECLINED'): Promise<void>;
  /** What becomes of the next capture: `refused` is final, `pending` is reviewed first. */
  approveAs(tradeNo: string, fate: ApiOrder['fate']): Promise<void>;
  /** Whether the money of a lost dispute moves later than the dispute ends; `false` moves it of all that are lost. */
  settleSlowly(slow: boolean): void;
}

export function openPayPal(options: PayPalServiceOptions): SimulatedPayPal {
  const {origin, clock = () => new Date(), deliver = request => fetch(request)} = options;
  const places = {api: origin, pages: origin};
  const orders = new OrderBooks(clock);
  const disputes = new DisputeBooks(clock);
  const access = new Credentials(options.clientId, options.clientSecret);
  const webhooks = new WebhookDesk(options.webhook, deliver, clock);
  const trouble = new Trouble(options.slow ?? 12_000, origin);
  let automatic = false;
  let slowSettlements = false;
  const underWay = new Set<Promise<unknown>>();

  const tell = async (type: string, order: ApiOrder, {times = 1, forged}: NotifyOptions = {}): Promise<readonly number[]> => {
    const dispute = type.startsWith('CUSTOMER.') ? disputes.ofOrder(order) : undefined;
    const body = eventBody(type, order, places, {...(dispute ? {dispute} : {}), twice: forged === 'amount'});
    const statuses: number[] = [];
    for (let time = 0; time < times; time++) statuses.push(await webhooks.deliver(body, forged === 'amount' ? undefined : forged));
    return statuses;
  };
  const news = (type: string, order: ApiOrder): void => {
    if (!automatic || !options.webhook) return;
    const telling = tell(type, order).catch(() => []).finally(() => underWay.delete(telling));
    underWay.add(telling);
  };
  const reverse = (order: ApiOrder): void => {
    orders.reverse(order);
    news('PAYMENT.CAPTURE.REVERSED', order);
  };
  const approve = async (order: ApiOrder, fate: ApiOrder['fate']): Promise<void> => {
    if (orders.approve(order.id, fate)) news('CHECKOUT.ORDER.APPROVED', order);
  };

  const app = new Hono();
  app.get('/web-sdk/v6/core', context => context.body(sdkScript({pages: origin}), 200, {'content-type': 'text/javascript; charset=utf-8'}));
  app.get('/checkoutnow/tell.js', context => context.body(TELL_SCRIPT, 200, {'content-type': 'text/javascript; charset=utf-8'}));
  app.get('/v1/notifications/certs/:id', context => context.text(webhooks.chain.chain));
  app.route('/', approvalPages({books: orders, approved: approve}));
  app.route('/', restApi({books: orders, disputes, access, requests: new RequestBook(clock, origin), webhooks, ...places, news}));

  return {
    orders, access, webhooks,
    fetch: request => trouble.around(request, asked => Promise.resolve(app.fetch(asked))),
    async books() {
      return [...orders.orders.values()].map(order => tradeOf(order, orders));
    },
    async buyer(tradeNo, act) {
      if (act !== 'cancel') await approve(orders.ofTrade(tradeNo), act === 'approve' ? 'fine' : 'declined');
    },
    approveAs: (tradeNo, fate) => approve(orders.ofTrade(tradeNo), fate),
    async notifications(when) {
      automatic = when === 'auto';
    },
    notify: (tradeNo, how) => {
      const order = orders.ofTrade(tradeNo);
      return tell(disputes.ofOrder(order) ? 'CUSTOMER.DISPUTE.UPDATED' : newsOf(order), order, how);
    },
    async trouble(fault: ServiceFault, calls, operation) {
      trouble.expect(fault, calls, operation);
    },
    async decide(tradeNo, status) {
      orders.decide(tradeNo, status);
      news(`PAYMENT.CAPTURE.${status}`, orders.ofTrade(tradeNo));
    },
    settleSlowly(slow) {
      slowSettlements = slow;
      if (!slow) for (const order of orders.orders.values()) if (disputes.isLost(order)) reverse(order);
    },
    async refundInDashboard(tradeNo, amount) {
      const order = orders.ofTrade(tradeNo);
      const currency = order.unit.amount.currency_code;
      orders.refund(order.captures[0]?.id ?? '', {invoice_id: order.unit.invoice_id, amount: {currency_code: currency, value: decimal(amount, currency)}});
      news('PAYMENT.CAPTURE.REFUNDED', order);
    },
    async dispute(tradeNo, outcome = 'open') {
      const order = orders.ofTrade(tradeNo);
      disputes.open(order, outcome);
      if (outcome === 'lost' && !slowSettlements) reverse(order);
      news(outcome === 'open' ? 'CUSTOMER.DISPUTE.CREATED' : 'CUSTOMER.DISPUTE.RESOLVED', order);
    },
    async close() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function tradeOf(order: ApiOrder, books: OrderBooks): ServiceTrade {
  const {unit, captures, authorizations} = order;
  const taken = captures.filter(({status}) => /^(COMPLETED|REFUNDED|PARTIALLY_REFUNDED)$/.test(status));
  return {
    tradeNo: unit.custom_id, currency: unit.amount.currency_code, paid: taken.reduce((sum, {amount}) => sum + minor(amount), 0),
    refunded: taken.reduce((sum, {id}) => sum + books.refundedOf(order, id), 0),
    status: taken.length > 0 ? 'paid' : statusOf(order, captures.some(({status}) => status === 'PENDING') || authorizations.some(({status}) => status === 'CREATED')),
  };
}

/** A changed intent leaves nobody who could move the money: the order is over. */
function statusOf({status, intent, unit, captures}: ApiOrder, kept: boolean): ServiceTrade['status'] {
  if (kept) return 'authorised';
  if (captures.length > 0 || status === 'COMPLETED' || intent !== unit.reference_id.toUpperCase()) return 'closed';
  return status === 'APPROVED' ? 'authorised' : 'open';
}
