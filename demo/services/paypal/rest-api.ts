import {Hono} from 'hono';
import type {Context} from 'hono';
import type {Credentials} from './access.ts';
import type {DisputeBooks} from './dispute-books.ts';
import type {ApiMovement, ApiOrder, OrderBooks} from './order-books.ts';
import {decimal} from './order-books.ts';
import {SimulatedRefusal} from './refusal.ts';
import type {RequestBook} from './request-book.ts';
import type {WebhookDesk} from './webhook-desk.ts';

export interface ApiParts {
  readonly books: OrderBooks;
  readonly disputes: DisputeBooks;
  readonly access: Credentials;
  readonly requests: RequestBook;
  readonly webhooks: WebhookDesk;
  /** Origin of this interface, and of the pages for buyers. */
  readonly api: string;
  readonly pages: string;
  /** Something has happened that PayPal notifies of. */
  readonly news: (event: string, order: ApiOrder) => void;
}

type Body = Readonly<Record<string, unknown>>;

/** The part of PayPal's REST interface that is in its reference and that a shop needs. */
export function restApi(parts: ApiParts): Hono {
  const app = new Hono();
  const {access, pages} = parts;
  app.onError((error, context) => {
    if (!(error instanceof SimulatedRefusal)) throw error;
    return context.json(error.body(pages), error.status as 422);
  });
  app.post('/v1/oauth2/token', async context => access.token(context.req.raw));
  for (const path of ['/v1/*', '/v2/*']) app.use(path, async (context, next) => guard(context as Context, parts, next));
  orderRoutes(app, parts);
  paymentRoutes(app, parts);
  disputeRoutes(app, parts);
  webhookRoutes(app, parts);
  return app;
}

async function guard(context: Context, {access, pages}: ApiParts, next: () => Promise<void>): Promise<Response | undefined> {
  if (!access.admits(context.req.header('authorization'))) return context.json(new SimulatedRefusal(401, 'INVALID_TOKEN').body(pages), 401);
  const mock = context.req.header('paypal-mock-response');
  if (mock !== undefined) throw new SimulatedRefusal(422, (JSON.parse(mock) as {mock_application_codes: string}).mock_application_codes);
  await next();
  return undefined;
}

function orderRoutes(app: Hono, parts: ApiParts): void {
  const {books, requests, news} = parts;
  const show = (order: ApiOrder): Body => orderJson(order, parts);
  app.post('/v2/checkout/orders', context => requests.once(context, 'create', async () => {
    const order = books.create(readOrder(await context.req.json<Body>()));
    return {status: order.status === 'CREATED' ? 201 : 200, body: show(order), live: () => show(books.find(order.id))};
  }));
  app.get('/v2/checkout/orders/:id', context => context.json(show(books.find(context.req.param('id')))));
  app.patch('/v2/checkout/orders/:id', async context => {
    const [patch] = await context.req.json<{op: string; path: string; value: unknown}[]>();
    if (patch?.op !== 'replace' || patch.path !== '/intent') throw new SimulatedRefusal(422, 'INVALID_PATCH_OPERATION');
    books.patchIntent(context.req.param('id'), patch.value);
    return context.body(null, 204);
  });
  app.post('/v2/checkout/orders/:id/capture', context => requests.once(context, `capture ${context.req.param('id')}`, async () => {
    const order = books.capture(context.req.param('id'));
    news('PAYMENT.CAPTURE.COMPLETED', order);
    return {status: 201, body: show(order)};
  }));
  app.post('/v2/checkout/orders/:id/authorize', context => requests.once(context, `authorize ${context.req.param('id')}`, async () => (
    {status: 201, body: show(books.authorize(context.req.param('id')))})));
}

function paymentRoutes(app: Hono, {books, requests, news, api}: ApiParts): void {
  app.get('/v2/payments/captures/:id', context => {
    const {order, movement} = books.captureById(context.req.param('id'));
    return context.json({...movementJson(movement, order, api), supplementary_data: {related_ids: {order_id: order.id}}});
  });
  app.post('/v2/payments/captures/:id/refund', context => requests.once(context, `refund ${context.req.param('id')}`, async () => {
    const id = context.req.param('id') ?? '';
    const refund = books.refund(id, await context.req.json());
    const {order} = books.captureById(id);
    news('PAYMENT.CAPTURE.REFUNDED', order);
    return {status: 201, body: movementJson(refund, order, api)};
  }));
  app.post('/v2/payments/authorizations/:id/capture', context => requests.once(context, `capture ${context.req.param('id')}`, async () => {
    const {invoice_id: invoice} = await context.req.json<{invoice_id?: string}>();
    const capture = books.captureAuthorization(context.req.param('id') ?? '', invoice);
    const {order} = books.captureById(capture.id);
    news('PAYMENT.CAPTURE.COMPLETED', order);
    return {status: 201, body: movementJson(capture, order, api)};
  }));
  app.post('/v2/payments/authorizations/:id/void', context => requests.once(context, `void ${context.req.param('id')}`, async () => {
    books.void(context.req.param('id') ?? '');
    return {status: 204, body: null};
  }));
}

function disputeRoutes(app: Hono, {disputes, api}: ApiParts): void {
  app.get('/v1/customer/disputes', context => {
    const {update_time_after: since, update_time_before: until, next_page_token: from} = context.req.query();
    const {items, next} = disputes.page({since: new Date(since ?? 0), until: until === undefined ? undefined : new Date(until), from: Number(from ?? 0)});
    const again = new URLSearchParams({update_time_after: since ?? '', ...(until === undefined ? {} : {update_time_before: until}), next_page_token: String(next)});
    const links = next === undefined ? [] : [{href: `${api}/v1/customer/disputes?${again.toString()}`, rel: 'next', method: 'GET'}];
    return context.json({items, links});
  });
  app.get('/v1/customer/disputes/:id', context => context.json(disputes.detail(context.req.param('id'))));
}

function webhookRoutes(app: Hono, {webhooks}: ApiParts): void {
  app.get('/v1/notifications/webhooks', context => context.json({webhooks: webhooks.registered()}));
  app.post('/v1/notifications/verify-webhook-signature', async context => {
    const said = await context.req.text();
    return context.json({verification_status: webhooks.judges(said) ? 'SUCCESS' : 'FAILURE'});
  });
}

function readOrder(body: Body): Parameters<OrderBooks['create']>[0] {
  const units = body['purchase_units'] as readonly ApiOrder['unit'][];
  const wallet = (body['payment_source'] as {paypal?: {experience_context?: {return_url?: string; cancel_url?: string}}} | undefined)?.paypal;
  const [unit] = units;
  if (!unit || units.length > 1) throw new SimulatedRefusal(400, 'MISSING_REQUIRED_PARAMETER');
  const {return_url: returnUrl = '', cancel_url: cancelUrl = ''} = wallet?.experience_context ?? {};
  return {intent: String(body['intent']), unit, returnUrl, cancelUrl, wallet: wallet !== undefined};
}

/** An order as PayPal shows it. Money movements appear once there are some. */
export function orderJson(order: ApiOrder, {api, pages}: Pick<ApiParts, 'api' | 'pages'>): Body {
  const {id, intent, status, create_time, update_time, unit, authorizations, captures, refunds} = order;
  const payments = Object.entries({authorizations, captures, refunds}).filter(([, list]) => list.length > 0)
    .map(([kind, list]) => [kind, list.map(one => movementJson(one, order, api))] as const);
  const self = {href: `${api}/v2/checkout/orders/${id}`, rel: 'self', method: 'GET'};
  const approve = {href: `${pages}/checkoutnow?token=${id}`, rel: status === 'CREATED' ? 'approve' : 'payer-action', method: 'GET'};
  return {
    id, intent, status, create_time, update_time, purchase_units: [{...unit, ...(payments.length > 0 ? {payments: Object.fromEntries(payments)} : {})}],
    links: /^(CREATED|PAYER_ACTION_REQUIRED)$/.test(status) ? [self, approve] : [self],
  };
}

export function movementJson(movement: ApiMovement, {unit}: ApiOrder, api: string): Body {
  const {capture, ...shown} = movement;
  if (capture === undefined) return {...shown, final_capture: true, seller_protection: {status: 'NOT_ELIGIBLE'}, links: []};
  const total = {currency_code: unit.amount.currency_code, value: decimal(0, unit.amount.currency_code)};
  return {
    ...shown, seller_payable_breakdown: {gross_amount: movement.amount, paypal_fee: total, net_amount: movement.amount},
    links: [{href: `${api}/v2/payments/refunds/${movement.id}`, rel: 'self', method: 'GET'}, {href: `${api}/v2/payments/captures/${capture}`, rel: 'up', method: 'GET'}],
  };
}
