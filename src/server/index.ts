import {sweepCarts} from './checkout/carts.ts';
import {expireDueCheckouts} from './checkout/expire-checkouts.ts';
import type {Database} from './database/database.ts';
import {watchForSetBack} from './database/clock-set-back.ts';
import type {SharedClock} from './database/shared-clock.ts';
import {sharedClock} from './database/shared-clock.ts';
import type {PaymentHandler} from './handlers/payment-handler.ts';
import type {Connection} from './http/app.ts';
import {createApp} from './http/app.ts';
import {createHealth} from './http/health.ts';
import {sweepAnswers} from './http/idempotency.ts';
import {jsonLog} from './http/json-log.ts';
import {PlatformRegistry} from './http/platform-registry.ts';
import type {MerchantConfig} from './merchant-config.ts';
import type {Money} from './money/money.ts';
import {createMoney} from './money/money.ts';
import {sweepBooks} from './money/sweep-books.ts';
import {sweepWebhooks} from './orders/platform-webhooks.ts';
import {hostedPages} from './pages/pages.ts';
import {troublePage} from './pages/trouble-page.ts';
import type {Log, Services} from './services.ts';
import {createWorker} from './worker.ts';

export type {Connection} from './http/app.ts';
export type {Database, Queryable} from './database/database.ts';
export type {HandlerContext, HandlerKind, SecretVariable} from './handlers/handler-kind.ts';
export type {
  HostedMethod, PaymentHandler, PaymentIntent, ProviderDispute, ProviderRefund, RefundAnswer, RefundIntent, ToldDispute, Trade, VerifiedNotification,
} from './handlers/payment-handler.ts';
export type {Environment, OpeningContext} from './handlers/open-handlers.ts';
export {openHandlers, PaymentSettingsError} from './handlers/open-handlers.ts';
export type {MerchantConfig} from './merchant-config.ts';
export type {Log, LogFields, MoneyStory, Services} from './services.ts';
export {openDatabase} from './command/own-database.ts';
export type {ImportOptions, ImportProgress, ImportReport} from './import/import-report.ts';
export {importProducts} from './import/import-products.ts';
export {ImportError} from './import/import-report.ts';
export type {DiscountRow} from './discount/discount-row.ts';
export type {NewDiscount} from './discount/discount-request.ts';
export {DiscountError, NewDiscountSchema} from './discount/discount-request.ts';
export {addDiscount, endDiscount, listDiscounts} from './discount/set-discounts.ts';
export {jsonLog} from './http/json-log.ts';
export {MerchantConfigSchema} from './merchant-config.ts';
export {appleGateway} from './handlers/wallets/apple-gateway.ts';
export type {AppleGateway, AppleGatewayOptions} from './handlers/wallets/apple-gateway.ts';
export {KeyProblem} from './handlers/key-problem.ts';
export {alipayHandler} from './handlers/alipay/alipay-handler.ts';
export type {AlipayCertificates, AlipayOptions} from './handlers/alipay/alipay-options.ts';
export {antomHandler} from './handlers/antom/antom-handler.ts';
export type {AntomOptions, AntomRegion, AntomWallets} from './handlers/antom/antom-options.ts';
export {applePayHandler, ApplePaySettings} from './handlers/wallets/apple-pay-handler.ts';
export {googlePayHandler, GooglePaySettings} from './handlers/wallets/google-pay-handler.ts';
export {paymentRequestHandler, PaymentRequestSettings} from './handlers/wallets/payment-request-handler.ts';
export type {ApplePayToken, WalletProcessor, WalletToken} from './handlers/wallets/processor.ts';
export {stripeProcessor} from './handlers/stripe/stripe-processor.ts';
export {paypalHandler} from './handlers/paypal/paypal-handler.ts';
export type {PayPalOptions} from './handlers/paypal/paypal-handler.ts';
export {sandboxHandler} from './handlers/sandbox-handler.ts';
export type {SandboxOptions} from './handlers/sandbox-handler.ts';
export {stripeHandler} from './handlers/stripe/stripe-handler.ts';
export type {StripeOptions} from './handlers/stripe/stripe-options.ts';
export {audit} from './money/audit.ts';
export type {AuditOptions, AuditReport, Balance, Finding} from './money/audit.ts';
export type {HeldChoice} from './money/decide-held.ts';
export type {Decision} from './money/decision-row.ts';
export {DecisionRefused} from './money/decision-row.ts';
export type {HeldThing} from './money/held.ts';
export type {Money} from '../commerce/money.ts';
export type {Money as MoneyDesk} from './money/money.ts';
export type {RefundRow} from './money/refund-rows.ts';
export {RefundRefused} from './money/refund-rows.ts';
export {sandboxSecret} from './sandbox-wallet/secret.ts';
export {startSandboxWallet} from './sandbox-wallet/start.ts';
export type {StartedWallet, WalletSettings} from './sandbox-wallet/start.ts';

export interface MerchantServerOptions {
  /** Opened by `openDatabase`; stays the caller's to close, after the server. Several servers may share one Postgres. */
  readonly database: Database;
  readonly config: MerchantConfig;
  readonly handlers: readonly PaymentHandler[];
  /** Public origin, such as `https://shop.example`. */
  readonly origin: string;
  /** `test`: no money moves, and platforms on this machine may be asked for their profile over http. */
  readonly mode: 'test' | 'live';
  /** Default: the time of the database, which all servers on it share. */
  readonly clock?: () => Date;
  readonly log?: Log;
}

export interface MerchantServer {
  /** Answers one request. `connection.address`, the client's, lets the server bound how much one client changes. */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  readonly services: Services;
  readonly money: Money;
  /** Does everything that is due, once: payments, outbox, expiry, sweeping. */
  runDueWork(): Promise<void>;
  /** Begins to work off what is due, until `close`. */
  start(): void;
  /** Takes nothing new, and resolves when all that is under way is finished. */
  close(): Promise<void>;
}

const SECOND = 1000;

/** A merchant's server. Throws `TypeError` when the origin is not one. */
export async function createMerchantServer(options: MerchantServerOptions): Promise<MerchantServer> {
  const log = options.log ?? jsonLog();
  const shared = options.clock === undefined && options.database.kind === 'postgres' ? await sharedClock(options.database, log) : undefined;
  const services: Services = {
    database: options.database,
    config: options.config,
    handlers: options.handlers,
    origin: originOf(options.origin),
    mode: options.mode,
    clock: options.clock ?? (shared ? () => shared.now() : () => new Date()),
    log,
  };
  const money = createMoney(services);
  const platforms = new PlatformRegistry(services);
  const worker = createWorker([
    {name: 'money', every: SECOND, run: () => money.beginDueWork()},
    {name: 'expiry', every: 15 * SECOND, run: () => expireDueCheckouts({services, money})},
    ...(options.clock ? [] : [{name: 'clock', every: (shared ? 60 : 5) * SECOND, run: lookAtClock(services, shared)}]),
    {name: 'sweep', every: 600 * SECOND, run: () => sweep(services, platforms)},
  ], services.log);
  const app = createApp({
    services, money, platforms, health: createHealth(services.database, () => worker.state()),
    pages: hostedPages(services, money), showProblem: (context, problem) => troublePage(context, services, problem),
  });
  const doorman = createDoorman((request, connection) => Promise.resolve(app.fetch(request, connection)));
  return {
    fetch: (request, connection = {}) => doorman.admit(request, connection),
    services,
    money,
    async runDueWork() {
      await worker.runAll();
      // What it has begun is no longer due, and not done yet.
      await money.settled();
      await money.runDueWork();
    },
    start: () => { worker.start(); },
    async close() {
      await doorman.close();
      await worker.stop();
      await money.close();
    },
  };
}

function lookAtClock({database, clock, log}: Services, shared: SharedClock | undefined): () => Promise<void> {
  const look = watchForSetBack(database, clock, log);
  return async () => {
    await shared?.look();
    await look();
  };
}

async function sweep(services: Services, platforms: PlatformRegistry): Promise<void> {
  await sweepAnswers(services.database);
  await sweepBooks(services);
  await sweepCarts(services);
  await sweepWebhooks(services);
  await platforms.sweep();
}

/** Lets requests in until it is closed, and knows which are still inside. */
function createDoorman(answer: (request: Request, connection: Connection) => Promise<Response>) {
  const inside = new Set<Promise<Response>>();
  let closed = false;
  return {
    admit(request: Request, connection: Connection): Promise<Response> {
      if (closed) return Promise.resolve(closedAnswer());
      const work = answer(request, connection).finally(() => inside.delete(work));
      inside.add(work);
      return work;
    },
    async close(): Promise<void> {
      closed = true;
      while (inside.size > 0) await Promise.allSettled(inside);
    },
  };
}

function closedAnswer(): Response {
  const body = JSON.stringify({code: 'unavailable', content: 'The shop is about to restart. Please try again.'});
  return new Response(body, {status: 503, headers: {'content-type': 'application/json; charset=utf-8', 'retry-after': '2', 'access-control-allow-origin': '*'}});
}

function originOf(address: string): string {
  const {origin, href} = new URL(address);
  if (href !== `${origin}/` || !/^https?:/.test(origin)) throw new TypeError(`"${address}" is not the origin of a shop, such as https://shop.example`);
  return origin;
}
