import {createHmac, timingSafeEqual} from 'node:crypto';
import type {PaymentHandler, PaymentIntent, RefundAnswer, RefundIntent, Trade, VerifiedNotification} from '../../../src/server/index.ts';

export interface LanternOptions {
  /** Where Lantern Pay answers, such as `https://api.lantern.example`. */
  readonly api: string;
  /** The shop's key: it opens the API and signs the notifications. */
  readonly key: string;
  readonly mode: 'test' | 'live';
  readonly fetch?: typeof fetch;
  readonly clock?: () => Date;
}

interface LanternTrade {
  readonly state: string;
  readonly no: string;
  readonly amount: number;
  readonly currency: string;
  readonly paid_at: string | null;
  readonly reason: string | null;
  readonly url: string;
  readonly deadline: string;
}

type Ask = (path: string, signal: AbortSignal, body?: object) => Promise<unknown>;

/** Lantern Pay on the merchant's server. */
export function lanternHandler(options: LanternOptions): PaymentHandler {
  const ask = asker(options);
  const trade = async (path: string, intent: PaymentIntent, signal: AbortSignal, body?: object): Promise<Trade> =>
    read(await ask(`/trades/${intent.tradeNo}${path}`, signal, body), intent.instrument?.type);
  const refundAt = ({tradeNo}: PaymentIntent, {refundNo}: RefundIntent): string => `/trades/${tradeNo}/refunds/${refundNo}`;
  return {
    name: 'com.example.lantern',
    id: 'lantern',
    mode: options.mode,
    currencies: ['HKD'],
    profile: () => ({id: 'lantern', version: '2026-04-08', available_instruments: [{type: 'lantern'}, {type: 'lantern-code'}], config: {}}),
    accepts: ({type}) => type === 'lantern' || type === 'lantern-code' || {reason: 'Lantern Pay takes instruments of type "lantern" or "lantern-code"'},
    hostedMethods: () => [{instrument: {id: 'hosted', handler_id: 'lantern', type: 'lantern'}, label: 'Lantern Pay'}],
    // The number of the trade is ours, so a repeat finds the trade that the first call opened.
    create: async (intent, instrument, signal) => read(await ask(`/trades/${intent.tradeNo}`, signal, {
      amount: intent.amount.amount,
      currency: intent.amount.currency,
      subject: intent.subject,
      deadline: intent.deadline.toISOString(),
      return_url: intent.returnUrl,
      notify_url: intent.notifyUrl,
    }), instrument.type),
    query: (intent, signal) => trade('', intent, signal),
    close: (intent, signal) => trade('/close', intent, signal, {}),
    refund: async (intent, refund, signal) => refunded(await ask(refundAt(intent, refund), signal, {amount: refund.amount.amount}), refund),
    queryRefund: async (intent, refund, signal) => refunded(await ask(refundAt(intent, refund), signal), refund),
    verify: async (request, body) => verified(options, request.headers.get('lantern-signature') ?? '', body),
    acknowledge: () => new Response('ok'),
  };
}

/** Answers JSON, or `undefined` for what the service does not know. Throws for every other answer: then nothing is known. */
function asker({api, key, fetch: send = fetch}: LanternOptions): Ask {
  return async (path, signal, body) => {
    const headers = {authorization: `Bearer ${key}`, 'content-type': 'application/json'};
    const response = await send(api + path, {signal, headers, ...(body && {method: 'POST', body: JSON.stringify(body)})});
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`Lantern Pay answered ${response.status}`);
    return (await response.json()) as unknown;
  };
}

/** Anything that cannot be read with certainty is unknown. */
function read(answer: unknown, instrument: string | undefined): Trade {
  if (!answer) return {status: 'absent'};
  const {state, no, amount, currency, paid_at: paidAt, reason, url, deadline} = answer as LanternTrade;
  switch (state) {
    case 'open':
      return {status: 'waiting', providerTradeNo: no, action: instrument === 'lantern-code' ? {type: 'qr', code: url, expiresAt: deadline, url} : {type: 'redirect', url}};
    case 'paid':
      return paidAt ? {status: 'paid', providerTradeNo: no, amount: {amount, currency}, paidAt: new Date(paidAt)} : {status: 'unknown'};
    case 'declined':
      return {status: 'declined', providerTradeNo: no, reason: 'Lantern Pay declined'};
    case 'closed':
      return {status: 'closed', providerTradeNo: no, reason: reason === 'expired' ? 'expired' : 'cancelled'};
    default:
      return {status: 'unknown'};
  }
}

function refunded(answer: unknown, {refundNo, amount}: RefundIntent): RefundAnswer {
  const done = (answer as {amount?: number} | undefined)?.amount === amount.amount;
  return done ? {status: 'done', providerRefundNo: refundNo} : {status: 'unknown'};
}

/** Seconds for which a signature holds. */
const AGE = 300;

function verified({key, clock = () => new Date()}: LanternOptions, signature: string, body: string): VerifiedNotification | undefined {
  const [, time = '', mac = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  const expected = createHmac('sha256', key).update(`${time}.${body}`).digest();
  if (!mac || !timingSafeEqual(expected, Buffer.from(mac, 'hex'))) return undefined;
  if (Math.abs(clock().getTime() / 1000 - Number(time)) > AGE) return undefined;
  const {id, trade} = JSON.parse(body) as {id: string; trade: string};
  // A reason to ask, never the proof: the server asks how the trade stands.
  return {eventId: id, tradeNo: trade, payload: {id, trade}};
}
