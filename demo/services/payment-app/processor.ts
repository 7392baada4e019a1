import {createHmac, timingSafeEqual} from 'node:crypto';
import {z} from 'zod';
import type {RefundAnswer, Trade} from '../../../src/server/handlers/payment-handler.ts';
import type {WalletProcessor} from '../../../src/server/handlers/wallets/processor.ts';

const Answer = z.object({
  chargeNo: z.string(), currency: z.string(), paid: z.int(), status: z.enum(['paid', 'closed', 'open', 'authorised']), paidAt: z.string().optional(), reason: z.string().optional(),
  refunds: z.array(z.object({refundNo: z.string(), amount: z.int()})),
});
const Notice = z.object({event_id: z.string(), account: z.literal('shop'), trade_no: z.string()});

/** Seconds for which a notification's signature holds. */
const FRESH = 300;

/** Charges what Pocket's app hands over. */
export function pocketProcessor({origin, secret}: {readonly origin: string; readonly secret: string}): WalletProcessor {
  const call = async (path: string, signal: AbortSignal, body?: object): Promise<z.output<typeof Answer> | 'absent' | 'refused'> => {
    const response = await fetch(`${origin}/api/charges/${path}`, {
      method: body ? 'POST' : 'GET', signal, headers: {authorization: `Bearer ${secret}`, 'content-type': 'application/json'}, ...(body && {body: JSON.stringify(body)}),
    });
    if (response.status === 404) return 'absent';
    if (response.status === 409) return 'refused';
    if (!response.ok) throw new Error(`Pocket answered ${response.status}`);
    return Answer.parse(await response.json());
  };
  const trade = async (path: string, signal: AbortSignal, body?: object): Promise<Trade> => {
    const answer = await call(path, signal, body);
    if (answer === 'absent' || answer === 'refused') return {status: 'absent'};
    const {status, chargeNo: providerTradeNo, paid, currency, paidAt, reason} = answer;
    if (status === 'paid' && paidAt) return {status: 'paid', providerTradeNo, amount: {amount: paid, currency}, paidAt: new Date(paidAt)};
    if (status !== 'closed') return {status: 'unknown'};
    return reason === 'closed' ? {status: 'closed', reason: 'cancelled', providerTradeNo} : {status: 'declined', reason: reason ?? 'refused', providerTradeNo};
  };
  const refunded = async (tradeNo: string, refundNo: string, signal: AbortSignal, body?: object): Promise<RefundAnswer> => {
    const answer = await call(body ? `${tradeNo}/refunds` : tradeNo, signal, body);
    if (answer === 'refused') return {status: 'failed', reason: 'Pocket has not that much to give back'};
    if (answer === 'absent') return {status: 'unknown'};
    return answer.refunds.some(one => one.refundNo === refundNo) ? {status: 'done', providerRefundNo: refundNo} : {status: 'unknown'};
  };
  return {
    mode: 'test',
    wallets: ['payment-request'],
    create: async ({tradeNo, amount, notifyUrl}, token, signal) => {
      const given = token.wallet === 'payment-request' ? token.details['token'] : undefined;
      return trade(tradeNo, signal, {token: typeof given === 'string' ? given : '', ...amount, notify_url: notifyUrl});
    },
    query: ({tradeNo}, signal) => trade(tradeNo, signal),
    close: ({tradeNo}, signal) => trade(`${tradeNo}/close`, signal, {}),
    refund: ({tradeNo}, {refundNo, amount}, signal) => refunded(tradeNo, refundNo, signal, {refund_no: refundNo, amount: amount.amount}),
    queryRefund: ({tradeNo}, {refundNo}, signal) => refunded(tradeNo, refundNo, signal),
    async listRefunds({tradeNo, amount: {currency}}, signal) {
      const answer = await call(tradeNo, signal);
      if (typeof answer === 'string') return [];
      return answer.refunds.map(({refundNo, amount}) => ({providerRefundNo: refundNo, refundNo, amount: {amount, currency}, status: 'done' as const}));
    },
    async verify(request, body) {
      const [, at = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(request.headers.get('pocket-signature') ?? '') ?? [];
      const right = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
      if (!given || Math.abs(Date.now() / 1000 - Number(at)) > FRESH || !timingSafeEqual(Buffer.from(right), Buffer.from(given))) return undefined;
      const {data} = Notice.safeParse(JSON.parse(body));
      return data && {eventId: data.event_id, tradeNo: data.trade_no, about: 'trade', payload: data};
    },
    acknowledge: () => new Response('ok'),
  };
}
