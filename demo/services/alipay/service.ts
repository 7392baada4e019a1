import type {KeyObject} from 'node:crypto';
import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import type {ServiceUnderTest} from '../../../src/conformance/service.ts';
import type {PaymentAction} from '../../../src/commerce/payment-action.ts';
import {answerApp} from './app-bridge.ts';
import {newAuthCode} from './auth-code.ts';
import type {AlipayTrade, Order} from './books.ts';
import {openBooks, refunded} from './books.ts';
import {answerCashier} from './cashier.ts';
import type {Desk} from './desk.ts';
import {answerGateway} from './gateway.ts';
import {listen} from './loopback-server.ts';
import {openNotifier} from './notifier.ts';
import {scriptedTrouble} from './trouble.ts';

export interface AlipaySimulation {
  readonly appId: string;
  readonly sellerId: string;
  /** The app's public key, as the merchant uploaded it (PEM). */
  readonly appPublicKey: string;
  /** Default: any free port. */
  readonly port?: number;
  readonly clock?: () => Date;
  /** Delivers notifications; default `fetch`. */
  readonly send?: (url: string, init: RequestInit) => Promise<Response>;
  /** Alipay's own key; default: made now. */
  readonly key?: KeyObject;
}

export interface AlipayService extends ServiceUnderTest {
  readonly origin: string;
  /** What a merchant sets as `gateway`. */
  readonly gateway: string;
  /** What the open platform shows as "Alipay public key" (PEM). */
  readonly publicKey: string;
  /** The next call of this method is refused with this `sub_code`, after so many others (0). */
  refuse(method: string, subCode: string, after?: number): void;
  /** How often each method was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** Trades that can no longer be given back. */
  finish(tradeNo: string): void;
  /** A code as the app's `getAuthCode` gives it. */
  authCode(): string;
  /** When every notification that goes by itself is delivered. */
  settled(): Promise<void>;
}

/** Alipay's open platform, written from its published contract, on this machine, with books of its own. No money moves. */
export async function openAlipay(options: AlipaySimulation): Promise<AlipayService> {
  const {appId, sellerId, clock = () => new Date(), send = fetch, key = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey} = options;
  const books = openBooks(clock);
  const notifier = openNotifier({appId, sellerId, key, clock, send});
  const troubles = scriptedTrouble();
  let automatic = false;
  const calls: Record<string, number> = {};
  const changed = (trade: AlipayTrade, refund?: {requestNo: string}): void => void (automatic && notifier.later(trade, refund));
  const desk: Desk = {
    appId, appKey: createPublicKey(options.appPublicKey), key, books, clock, changed, troubles, calls, refusals: [],
    origin: () => server.origin, codes: new Map<string, Order>(), authCodes: new Map<string, string>(), cashiers: new Map<string, Order>(),
  };
  const server = await listen(async (request) => {
    const {pathname} = new URL(request.url);
    if (pathname === '/gateway.do') return answerGateway(desk, request);
    return pathname.startsWith('/app/') || pathname === '/bridge.js' ? answerApp(desk, request) : answerCashier(desk, request);
  }, options.port);
  const trade = (tradeNo: string): AlipayTrade => books.find(tradeNo) ?? nobody(tradeNo);
  return {
    origin: server.origin,
    gateway: `${server.origin}/gateway.do`,
    publicKey: String(createPublicKey(key).export({format: 'pem', type: 'spki'})),
    calls,
    refuse: (method, subCode, after = 0) => void desk.refusals.push({method, subCode, after}),
    finish: (tradeNo) => void Object.assign(trade(tradeNo), {status: 'TRADE_FINISHED'}),
    authCode: () => newAuthCode(desk),
    settled: notifier.settled,
    books: async () => books.all().map(shown),
    async buyer(tradeNo, act, action) {
      const order = books.find(tradeNo) ?? await ordered(desk, tradeNo, action);
      books.arrive(order);
      // A payment that fails, and a buyer who leaves, change nothing: the trade stays open until its time.
      if (act === 'approve') changed(books.pay(tradeNo));
    },
    notifications: async (when) => void (automatic = when === 'auto'),
    notify: async (tradeNo, asked) => notifier.notify(trade(tradeNo), {...asked, ...lastRefund(trade(tradeNo))}),
    trouble: async (fault, many, operation) => troubles.script(fault, many, operation),
    async refundInDashboard(tradeNo, amount) {
      const requestNo = `dashboard${trade(tradeNo).refunds.length + 1}${tradeNo}`.slice(0, 64);
      changed(books.refund(tradeNo, requestNo, amount).trade, {requestNo});
    },
    async close() {
      await notifier.settled();
      await server.close();
    },
  };
}

const nobody = (tradeNo: string): never => {
  throw new Error(`Alipay knows no trade ${tradeNo}: no buyer has come yet`);
};

/** The order behind an address or a code, as a buyer's browser finds it. */
async function ordered(desk: Desk, tradeNo: string, action: PaymentAction | undefined): Promise<Order> {
  if (action?.type === 'redirect') await fetch(action.url).then((answer) => answer.text());
  if (action?.type === 'form-post') await fetch(action.url, {method: 'POST', body: new URLSearchParams(action.fields)}).then((answer) => answer.text());
  return [...desk.cashiers.values(), ...desk.codes.values()].findLast((order) => order.tradeNo === tradeNo) ?? nobody(tradeNo);
}

function lastRefund({refunds}: AlipayTrade): {refund?: {requestNo: string}} {
  const last = refunds.at(-1);
  return last ? {refund: last} : {};
}

function shown(trade: AlipayTrade): Awaited<ReturnType<ServiceUnderTest['books']>>[number] {
  const paid = trade.paidAt === undefined ? 0 : trade.amount;
  const open = trade.status === 'WAIT_BUYER_PAY' ? 'open' : 'closed';
  return {tradeNo: trade.tradeNo, currency: 'CNY', paid, refunded: refunded(trade), status: paid ? 'paid' : open};
}
