import type {KeyObject} from 'node:crypto';
import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import type {ServiceTrade, ServiceUnderTest} from '../../../src/conformance/service.ts';
import type {Reply} from '../alipay/loopback-server.ts';
import {listen} from '../alipay/loopback-server.ts';
import type {Operation} from '../alipay/trouble.ts';
import {scriptedTrouble, SLOW, wait} from '../alipay/trouble.ts';
import type {AntomPayment} from './books.ts';
import {AntomBooks, refuse, refundedOf, Result} from './books.ts';
import {answerCashier} from './cashier.ts';
import type {DisputeNews} from './disputes.ts';
import {disputeNews, OUTCOMES} from './disputes.ts';
import {AntomNotifier} from './notifier.ts';
import type {Desk} from './operations.ts';
import {InProcess, operations} from './operations.ts';
import {headerFor, isSignedBy, textToSign} from './signatures.ts';

export interface AntomSimulation {
  readonly clientId: string;
  /** The merchant's public key, as it was uploaded (PEM). */
  readonly merchantPublicKey: string;
  readonly port?: number;
  readonly clock?: () => Date;
  /** Delivers notifications; default `fetch`. */
  readonly send?: (url: string, init: RequestInit) => Promise<Response>;
  /** Antom's own key; default: made now. */
  readonly key?: KeyObject;
}

export interface AntomService extends ServiceUnderTest {
  /** What a merchant sets as `gateway`. */
  readonly gateway: string;
  /** What Antom Dashboard shows as Antom's public key (PEM). */
  readonly publicKey: string;
  readonly calls: Readonly<Record<string, number>>;
  /** The next call of this operation ends this way, after so many others (0). */
  refuse(operation: string, code: string, status?: 'F' | 'U', after?: number): void;
  /** The next answers carry no signature. */
  unsigned(calls: number): void;
  /** The buyer has done everything, and the money is not sure yet. */
  leavePending(tradeNo: string): void;
  /** From now on refunds take their time; `false` ends all that are under way. */
  slowRefunds(slow: boolean): void;
  /** Tells a step of a dispute to the address that the merchant named in Antom Dashboard (here the payment's); answers the HTTP status. */
  tellDispute(tradeNo: string, news: DisputeNews): Promise<number>;
  settled(): Promise<void>;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {pay: 'create', inquiryPayment: 'query', cancel: 'close', refund: 'refund', inquiryRefund: 'refund'};

/** Antom's gateway, written from its published contract, on this machine, with books of its own. No money moves. */
export async function openAntom({clientId, merchantPublicKey, port, clock = () => new Date(), send = fetch, key = newKey()}: AntomSimulation): Promise<AntomService> {
  const merchantKey = createPublicKey(merchantPublicKey);
  const books = new AntomBooks(clock);
  const notifier = new AntomNotifier({clientId, key, clock, send});
  const troubles = scriptedTrouble();
  const calls: Record<string, number> = {};
  const refusals: {operation: string; code: string; status: 'F' | 'U'; after: number}[] = [];
  const disputes = new Map<string, object>();
  let automatic = false;
  let bare = 0;
  const desk: Desk = {books, origin: () => server.origin, slowRefunds: false, changed: (payment, refund) => void (automatic && notifier.later(payment, refund))};
  const find = (tradeNo: string): AntomPayment => books.find(tradeNo) ?? refuse('ORDER_NOT_EXIST');

  const outcome = (path: string, operation: string, request: Request, body: string): object => {
    const signed = isSignedBy(merchantKey, textToSign(path, clientId, request.headers.get('request-time') ?? '', body), request.headers.get('signature') ?? '');
    try {
      if (request.headers.get('client-id') !== clientId) refuse('INVALID_CLIENT');
      if (!signed) refuse('INVALID_SIGNATURE');
      const refusal = refusals.find((one) => one.operation === operation);
      if (refusal && refusal.after-- === 0) {
        refusals.splice(refusals.indexOf(refusal), 1);
        refuse(refusal.code, refusal.status);
      }
      const act = operations[operation] ?? refuse('NO_INTERFACE_DEF');
      return {result: {resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'success.'}, ...act(desk, JSON.parse(body) as object)};
    } catch (error) {
      if (error instanceof InProcess) return {result: {resultStatus: 'U', resultCode: error.code, resultMessage: ''}, ...error.answer};
      if (error instanceof Result) return {result: {resultStatus: error.status, resultCode: error.code, resultMessage: `Simulated: ${error.code}`}};
      throw error;
    }
  };
  const answerOf = (path: string, answer: object): Response => {
    const text = JSON.stringify(answer);
    const time = clock().toISOString();
    const headers = {'content-type': 'application/json', 'client-id': clientId, 'response-time': time};
    if (bare > 0) bare -= 1;
    else Object.assign(headers, {signature: headerFor(textToSign(path, clientId, time, text), key)});
    return new Response(text, {headers});
  };
  const server = await listen(async (request): Promise<Reply> => {
    const {pathname} = new URL(request.url);
    const [, prefix, operation = ''] = /^(\/ams\/(?:sandbox\/)?api\/v1\/payments\/)(\w+)$/.exec(pathname) ?? [];
    if (prefix === undefined) return answerCashier(desk, request);
    if (prefix.includes('/sandbox/') !== clientId.startsWith('SANDBOX_')) return new Response('Not found', {status: 404});
    calls[operation] = (calls[operation] ?? 0) + 1;
    const trouble = troubles.take(OPERATIONS[operation]);
    if (trouble === 'down') return new Response('busy', {status: 500});
    if (trouble === 'unknown-code') return answerOf(pathname, {result: {resultStatus: 'F', resultCode: 'SOMETHING_NEW', resultMessage: ''}});
    const answer = answerOf(pathname, outcome(pathname, operation, request, await request.text()));
    if (trouble === 'slow') await wait(SLOW);
    return trouble === 'answer-lost' ? 'lost' : answer;
  }, port);
  return {
    gateway: server.origin,
    publicKey: String(createPublicKey(key).export({format: 'pem', type: 'spki'})),
    calls,
    refuse: (operation, code, status = 'F', after = 0) => void refusals.push({operation, code, status, after}),
    unsigned: (many) => void (bare = many),
    leavePending: (tradeNo) => books.decide(find(tradeNo), 'pending'),
    slowRefunds(slow) {
      desk.slowRefunds = slow;
      if (!slow) for (const {refunds} of books.payments.values()) for (const refund of refunds) refund.status = 'SUCCESS';
    },
    settled: () => notifier.settled(),
    books: async () => [...books.payments.keys()].map((tradeNo) => shown(find(tradeNo))),
    async buyer(tradeNo, act) {
      const payment = find(tradeNo);
      if (act === 'cancel') return;
      books.decide(payment, act);
      desk.changed(payment);
    },
    notifications: async (when) => void (automatic = when === 'auto'),
    notify: async (tradeNo, asked) => notifier.notify(find(tradeNo), asked, undefined, disputes.get(tradeNo)),
    trouble: async (fault, many, operation) => troubles.script(fault, many, operation),
    async refundInDashboard(tradeNo, amount) {
      const payment = find(tradeNo);
      const refund = books.refund(payment, `dashboard_${payment.refunds.length}_${payment.paymentId}`, {currency: payment.amount.currency, value: String(amount)}, payment.notifyUrl);
      desk.changed(payment, refund);
    },
    tellDispute: async (tradeNo, news) => (await notifier.notify(find(tradeNo), {}, undefined, disputeNews(find(tradeNo), news, books.now)))[0] ?? 0,
    async dispute(tradeNo, outcome = 'open') {
      const payment = find(tradeNo);
      disputes.set(tradeNo, disputeNews(payment, OUTCOMES[outcome], books.now));
      if (automatic) notifier.later(payment, undefined, disputes.get(tradeNo));
    },
    async close() {
      await notifier.settled();
      await server.close();
    },
  };
}

const newKey = (): KeyObject => generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;

function shown(payment: AntomPayment): ServiceTrade {
  const paid = payment.paidAt === undefined ? 0 : Number(payment.amount.value);
  const open = payment.status === 'PROCESSING' || payment.status === 'PENDING' ? 'open' : 'closed';
  return {tradeNo: payment.requestId, currency: payment.amount.currency, paid, refunded: refundedOf(payment), status: payment.status === 'SUCCESS' ? 'paid' : open};
}
