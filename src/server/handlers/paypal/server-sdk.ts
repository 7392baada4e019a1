import type {ApiResponse, Client, OrderRequest, RefundRequest} from '@paypal/paypal-server-sdk';
import {optionalPackage} from '../../optional-package.ts';
import type {PayPalMoney} from './currencies.ts';
import type {Transport} from './transport.ts';

type Sdk = typeof import('@paypal/paypal-server-sdk');

export type OrderIntent = 'CAPTURE' | 'AUTHORIZE';

export interface PayPalLink {
  readonly href: string;
  readonly rel: string;
}

/** A movement of money that belongs to an order: the parts that are read. Statuses are open lists. */
export interface PayPalMovement {
  readonly id?: string;
  readonly status?: string;
  readonly statusDetails?: {readonly reason?: string};
  readonly amount?: PayPalMoney;
  readonly invoiceId?: string;
  readonly customId?: string;
  readonly createTime?: string;
  readonly updateTime?: string;
}

/** An order as PayPal shows it: the parts that are read. */
export interface PayPalOrder {
  readonly id?: string;
  readonly status?: string;
  readonly intent?: string;
  readonly updateTime?: string;
  readonly links?: readonly PayPalLink[];
  readonly purchaseUnits?: readonly {
    readonly referenceId?: string;
    readonly customId?: string;
    readonly amount?: PayPalMoney;
    readonly payments?: {
      readonly authorizations?: readonly PayPalMovement[];
      readonly captures?: readonly PayPalMovement[];
      readonly refunds?: readonly PayPalMovement[];
    };
  }[];
}

/** A definite no of PayPal: it did not do what was asked. */
export interface Refusal {
  readonly status: number;
  /** PayPal's names for what is wrong, such as `INSTRUMENT_DECLINED`; an open list. */
  readonly issues: readonly string[];
  readonly links: readonly PayPalLink[];
}

export type Answer<Value> = {readonly value: Value; readonly refusal?: undefined} | {readonly value?: undefined; readonly refusal: Refusal};

/** What is asked of PayPal's controllers. Every method rejects when the answer is not known. */
export interface PayPalServices {
  createOrder(body: OrderRequest, requestId: string, signal: AbortSignal): Promise<Answer<PayPalOrder>>;
  getOrder(id: string, signal: AbortSignal): Promise<Answer<PayPalOrder>>;
  patchIntent(id: string, intent: OrderIntent, signal: AbortSignal): Promise<Answer<unknown>>;
  captureOrder(id: string, requestId: string, signal: AbortSignal): Promise<Answer<PayPalOrder>>;
  authorizeOrder(id: string, requestId: string, signal: AbortSignal): Promise<Answer<PayPalOrder>>;
  captureAuthorization(id: string, requestId: string, invoiceId: string, signal: AbortSignal): Promise<Answer<PayPalMovement>>;
  voidAuthorization(id: string, requestId: string, signal: AbortSignal): Promise<Answer<unknown>>;
  refundCapture(id: string, requestId: string, body: RefundRequest, signal: AbortSignal): Promise<Answer<PayPalMovement>>;
}

const WHOLE = 'return=representation';

/** PayPal's server SDK over our transport. Throws a sentence for a person when the package is not installed. */
export async function loadServices(transport: Transport): Promise<PayPalServices> {
  const sdk = await optionalPackage<Sdk>('@paypal/paypal-server-sdk', 'PayPal');
  const client = clientOver(sdk, transport);
  const orders = new sdk.OrdersController(client);
  const payments = new sdk.PaymentsController(client);
  return {
    createOrder: (body, paypalRequestId, abortSignal) => answered(orders.createOrder({body, paypalRequestId, prefer: WHOLE}, {abortSignal})),
    getOrder: (id, abortSignal) => answered(orders.getOrder({id}, {abortSignal})),
    patchIntent: (id, intent, abortSignal) => answered(
      orders.patchOrder({id, body: [{op: sdk.PatchOp.Replace, path: '/intent', value: intent}]}, {abortSignal})),
    captureOrder: (id, paypalRequestId, abortSignal) => answered(orders.captureOrder({id, paypalRequestId, prefer: WHOLE}, {abortSignal})),
    authorizeOrder: (id, paypalRequestId, abortSignal) => answered(orders.authorizeOrder({id, paypalRequestId, prefer: WHOLE}, {abortSignal})),
    captureAuthorization: (authorizationId, paypalRequestId, invoiceId, abortSignal) => answered(payments.captureAuthorizedPayment(
      {authorizationId, paypalRequestId, prefer: WHOLE, body: {invoiceId, finalCapture: true}}, {abortSignal})),
    voidAuthorization: (authorizationId, paypalRequestId, abortSignal) => answered(payments.voidPayment({authorizationId, paypalRequestId}, {abortSignal})),
    refundCapture: (captureId, paypalRequestId, body, abortSignal) => answered(
      payments.refundCapturedPayment({captureId, paypalRequestId, prefer: WHOLE, body}, {abortSignal})),
  };
}

/**
 * Tokens are ours: the SDK (2.5) keeps the promise of its token request, so that one that failed would fail every later call, and it never learns that a
 * token was taken back. What it is given here is never sent.
 */
function clientOver(sdk: Sdk, transport: Transport): Client {
  return new sdk.Client({
    environment: sdk.Environment.Production,
    clientCredentialsAuthCredentials: {oAuthClientId: '-', oAuthClientSecret: '-', oAuthToken: {accessToken: '-', tokenType: 'Bearer'}},
    unstable_httpClientOptions: {adapter: (request: HttpRequest) => carry(request, transport)},
  });
}

/** What the SDK's HTTP client, axios, hands to an adapter: the parts that are used. */
interface HttpRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Iterable<readonly [string, unknown]>;
  readonly data?: unknown;
  readonly cancelToken?: {subscribe(cancelled: (why: unknown) => void): void; unsubscribe(cancelled: (why: unknown) => void): void};
}

interface HttpResponse {
  readonly data: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly config: HttpRequest;
}

async function carry(request: HttpRequest, transport: Transport): Promise<HttpResponse> {
  const {url, method, headers, data, cancelToken} = request;
  const {pathname, search} = new URL(url);
  const stopped = new AbortController();
  const stop = (why: unknown): void => stopped.abort(why);
  cancelToken?.subscribe(stop);
  try {
    const reply = await transport.send({
      method: method.toUpperCase(), path: pathname + search, signal: stopped.signal, headers: textsOf(headers), ...(typeof data === 'string' ? {body: data} : {})});
    return {data: reply.text, status: reply.status, statusText: '', headers: Object.fromEntries(reply.headers), config: request};
  } finally {
    cancelToken?.unsubscribe(stop);
  }
}

const OURS = new Set(['authorization', 'host', 'content-length']);

function textsOf(headers: Iterable<readonly [string, unknown]>): Record<string, string> {
  const texts = [...headers].filter((one): one is readonly [string, string] => typeof one[1] === 'string' && !OURS.has(one[0].toLowerCase()));
  return Object.fromEntries(texts);
}

/** Answers that leave open whether something was done: another request under way, too many, no permission (yet), trouble on PayPal's side. */
const OPEN = new Set([401, 403, 408, 409, 425, 429]);

async function answered<Value>(call: Promise<ApiResponse<Value>>): Promise<Answer<Value>> {
  try {
    return {value: (await call).result};
  } catch (error) {
    const refusal = refusalIn(error);
    if (!refusal) throw error;
    return {refusal};
  }
}

function refusalIn(error: unknown): Refusal | undefined {
  const {statusCode: status, body} = error as {readonly statusCode?: unknown; readonly body?: unknown};
  if (typeof status !== 'number' || typeof body !== 'string' || status < 400 || status >= 500 || OPEN.has(status)) return undefined;
  const {name, details, links} = readProblem(body);
  const issues = (Array.isArray(details) ? details : []).map((one: unknown) => (Object(one) as {readonly issue?: unknown}).issue);
  return {status, issues: [...issues, name].filter((one): one is string => typeof one === 'string'), links: readLinks(links)};
}

function readProblem(body: string): {readonly name?: unknown; readonly details?: unknown; readonly links?: unknown} {
  try {
    return Object(JSON.parse(body)) as object;
  } catch {
    return {};
  }
}

function readLinks(links: unknown): readonly PayPalLink[] {
  if (!Array.isArray(links)) return [];
  return (links as Partial<PayPalLink>[]).flatMap(({href, rel}) => (typeof href === 'string' && typeof rel === 'string' ? [{href, rel}] : []));
}
