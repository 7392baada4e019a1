import {createHmac} from 'node:crypto';
import {z} from 'zod';
import type {Instrument} from '../../commerce/instrument.ts';
import type {PaymentAction} from '../../commerce/payment-action.ts';
import {SANDBOX_HANDLER, UCP_VERSION} from '../../commerce/ucp.ts';
import type {LocalText} from '../merchant-config.ts';
import {sameText} from '../same-text.ts';
import type {PaymentHandler, PaymentIntent, RefundAnswer, RefundIntent, Trade, VerifiedNotification} from './payment-handler.ts';

export interface SandboxOptions {
  /** Where the wallet answers this server. */
  readonly walletUrl: string;
  /** Where people reach the wallet; default `walletUrl`. */
  readonly publicWalletUrl?: string;
  readonly secret: string;
  /** The shop's name as the wallet shows it, in the languages in which it has one. */
  readonly merchant?: LocalText;
  readonly fetch?: typeof fetch;
  readonly clock?: () => Date;
}

const Credential = z.object({
  type: z.literal('sandbox'), token: z.enum(['approve', 'decline', 'pending', 'redirect']), display: z.enum(['popup', 'redirect', 'qr']).default('redirect'),
});
const TradeAnswer = z.object({
  status: z.enum(['waiting', 'paid', 'declined', 'closed']), reason: z.string().nullable(), wallet_no: z.string().nullable(), currency: z.string().nullable(),
  display: z.enum(['popup', 'redirect', 'qr', 'none']).nullable(), deadline: z.string().nullable(), pay_url: z.string().nullable(),
  paid: z.object({amount: z.int(), at: z.string()}).nullable(), refunds: z.array(z.object({refundNo: z.string(), amount: z.int()})),
});
type TradeAnswer = z.output<typeof TradeAnswer>;
const Notification = z.object({event_id: z.string().min(1).max(100), type: z.string().max(50), trade_no: z.string().min(1).max(64), wallet_no: z.string().max(64)});

/** Seconds that a notification's signature holds; the wallet signs anew at each delivery. */
const SIGNATURE_AGE = 600;
const TEXT = {accept: 'application/json'};
const WHAT_IT_TAKES = 'The sandbox takes an instrument of type "sandbox" whose credential is '
  + '{"type": "sandbox", "token": "approve" | "decline" | "pending" | "redirect"}';

/** The sandbox as a payment handler: no money moves, everything else is as with a real service. */
export function sandboxHandler(options: SandboxOptions): PaymentHandler {
  const call = caller(options);
  const trade = async (path: string, intent: PaymentIntent, request: WalletCall): Promise<Trade> => {
    const {status, body} = await call(`/api/trades/${intent.tradeNo}${path}`, request);
    return status === 404 ? {status: 'absent'} : readTrade(TradeAnswer.parse(body), options);
  };
  const refundState = async (intent: PaymentIntent, refund: RefundIntent, request: WalletCall): Promise<RefundAnswer> => {
    const {status, body} = await call(`/api/trades/${intent.tradeNo}/refunds`, request);
    if (status === 409) return {status: 'failed', reason: 'The sandbox refused the refund'};
    if (status === 404) return {status: 'unknown'};
    const done = TradeAnswer.parse(body).refunds.some(one => one.refundNo === refund.refundNo && one.amount === refund.amount.amount);
    return done ? {status: 'done', providerRefundNo: refund.refundNo} : {status: 'unknown'};
  };
  return {
    name: SANDBOX_HANDLER,
    id: 'sandbox',
    mode: 'test',
    profile: () => profile,
    accepts: instrument => {
      const fits = instrument.type === 'sandbox' && Credential.safeParse(instrument.credential).success;
      return fits || {reason: WHAT_IT_TAKES};
    },
    hostedMethods: ({locale}) => [{instrument: hostedInstrument, label: locale.startsWith('zh') ? '沙盒' : 'Sandbox'}],
    create: (intent, instrument, signal) => trade('', intent, {signal, body: opening(intent, instrument, options)}),
    query: (intent, signal) => trade('', intent, {signal}),
    close: (intent, signal) => trade('/close', intent, {signal, body: {}}),
    refund: (intent, refund, signal) => refundState(intent, refund, {
      signal, body: {refund_no: refund.refundNo, amount: refund.amount.amount, reason: refund.reason}}),
    queryRefund: (intent, refund, signal) => refundState(intent, refund, {signal}),
    verify: async (request, body) => verify(options, request, body),
    acknowledge: () => new Response('success', {headers: {'content-type': 'text/plain'}}),
  };
}

const profile = {
  id: 'sandbox',
  version: UCP_VERSION,
  available_instruments: [{type: 'sandbox'}],
  config: {mode: 'test', tokens: ['approve', 'decline', 'pending', 'redirect'], displays: ['popup', 'redirect', 'qr']},
};

const hostedInstrument: Instrument = {
  id: 'hosted', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', display: 'redirect'},
};

function opening(intent: PaymentIntent, instrument: Instrument, {merchant}: SandboxOptions): Readonly<Record<string, unknown>> {
  const {token, display} = Credential.parse(instrument.credential);
  return {
    amount: intent.amount.amount, currency: intent.amount.currency, subject: intent.subject, merchant: merchant ?? 'Shop', locale: intent.locale, token, display,
    return_url: intent.returnUrl, notify_url: intent.notifyUrl, deadline: intent.deadline.toISOString(),
  };
}

interface WalletCall {
  readonly signal: AbortSignal;
  /** Posted as JSON; absent: a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Calls the wallet. Throws for anything that is not an answer about a trade. */
function caller({walletUrl, secret, fetch: send = fetch}: SandboxOptions): (path: string, call: WalletCall) => Promise<{status: number; body: unknown}> {
  return async (path, {signal, body}) => {
    const headers = {...TEXT, authorization: `Bearer ${secret}`, ...(body ? {'content-type': 'application/json'} : {})};
    const response = await send(`${walletUrl}${path}`, {
      method: body ? 'POST' : 'GET', headers, signal, redirect: 'error', ...(body ? {body: JSON.stringify(body)} : {})});
    if (!response.ok && response.status !== 404 && response.status !== 409) throw new Error(`The sandbox wallet answered ${response.status}`);
    return {status: response.status, body: await response.json() as unknown};
  };
}

function readTrade(answer: TradeAnswer, options: SandboxOptions): Trade {
  const providerTradeNo = answer.wallet_no ?? undefined;
  switch (answer.status) {
    case 'paid':
      if (!answer.paid || !answer.currency || !providerTradeNo) return {status: 'unknown'};
      return {status: 'paid', providerTradeNo, amount: {amount: answer.paid.amount, currency: answer.currency}, paidAt: new Date(answer.paid.at)};
    case 'waiting': {
      const action = actionOf(answer, options);
      return {status: 'waiting', ...(providerTradeNo ? {providerTradeNo} : {}), ...(action ? {action} : {})};
    }
    case 'declined':
      return {status: 'declined', reason: 'The sandbox wallet declined', ...(providerTradeNo ? {providerTradeNo} : {})};
    case 'closed': {
      const reason = answer.reason === 'cancelled' || answer.reason === 'expired' ? answer.reason : 'failed';
      return {status: 'closed', reason, ...(providerTradeNo ? {providerTradeNo} : {})};
    }
  }
}

function actionOf({display, pay_url, deadline}: TradeAnswer, {walletUrl, publicWalletUrl}: SandboxOptions): PaymentAction | undefined {
  if (!pay_url || !deadline || !display || display === 'none') return undefined;
  const url = publicWalletUrl === undefined ? pay_url : new URL(new URL(pay_url, walletUrl).pathname, publicWalletUrl).href;
  return display === 'qr' ? {type: 'qr', code: url, expiresAt: deadline, url} : {type: display, url};
}

function verify({secret, clock = () => new Date()}: SandboxOptions, request: Request, body: string): VerifiedNotification | undefined {
  const timestamp = request.headers.get('sandbox-timestamp') ?? '';
  const age = Math.abs(clock().getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || !(age <= SIGNATURE_AGE)) return undefined;
  const expected = `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
  if (!sameText(expected, request.headers.get('sandbox-signature') ?? '')) return undefined;
  const payload = Notification.parse(JSON.parse(body));
  return {eventId: payload.event_id, tradeNo: payload.trade_no, payload};
}
