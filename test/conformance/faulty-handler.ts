import {randomUUID} from 'node:crypto';
import type {PaymentHandler, PaymentIntent, RefundIntent, Trade} from '../../src/server/handlers/payment-handler.ts';

/** A thing that a handler can do wrong: what it changes in a handler that is right. */
interface Plant {
  /** Which rule must name it. */
  readonly rule: string;
  readonly change: (right: PaymentHandler) => Partial<PaymentHandler>;
}

const rest = (intent: PaymentIntent, more: Partial<PaymentIntent>): PaymentIntent => ({...intent, ...more});
const paidNow = (intent: PaymentIntent): Trade => ({status: 'paid', providerTradeNo: `W${intent.tradeNo}`, amount: intent.amount, paidAt: intent.createdAt ?? new Date()});
const readUnchecked = (body: string): {eventId: string; tradeNo: string; payload: Record<string, unknown>} => {
  const payload = JSON.parse(body) as Record<string, string>;
  return {eventId: payload['event_id'] ?? '', tradeNo: payload['trade_no'] ?? '', payload};
};

/** Puts other answers in the place of some. */
const answers = (right: PaymentHandler, change: (trade: Trade, intent: PaymentIntent) => Trade): Partial<PaymentHandler> => ({
  create: async (intent, instrument, signal) => change(await right.create(intent, instrument, signal), intent),
  query: async (intent, signal) => change(await right.query(intent, signal), intent),
});

/** The same where the call failed. */
const failures = (right: PaymentHandler, of: 'create' | 'query', instead: (intent: PaymentIntent) => Trade): Partial<PaymentHandler> => (of === 'create'
  ? {create: (intent, instrument, signal) => right.create(intent, instrument, signal).catch(() => instead(intent))}
  : {query: (intent, signal) => right.query(intent, signal).catch(() => instead(intent))});

const otherRefund = (refund: RefundIntent, more: Partial<RefundIntent>): RefundIntent => ({...refund, ...more});

export const plants: Readonly<Record<string, Plant>> = {
  'believes any signature': {rule: 'forged-signature', change: () => ({verify: async (_, body) => readUnchecked(body)})},
  'lets the notification choose no signature at all': {rule: 'forged-account', change: (right) => ({verify: async (request, body) => (await right.verify(request, body)) ?? readUnchecked(body)})},
  'lets the notification name its algorithm': {
    rule: 'forged-algorithm', change: (right) => ({verify: async (request, body) => (request.headers.get('sandbox-algorithm') === 'none' ? readUnchecked(body) : right.verify(request, body))}),
  },
  'does not see that the body was changed': {rule: 'forged-body', change: () => ({verify: async (request, body) => (request.headers.has('sandbox-signature') ? readUnchecked(body) : undefined)})},
  'takes a notification for the payment': {rule: 'early-notification', change: believing},
  'takes the amount of the notification for granted': {rule: 'forged-amount', change: believing},
  'opens a trade for every call': {
    rule: 'create-answer-lost', change: (right) => ({create: (intent, instrument, signal) => right.create(rest(intent, {tradeNo: `x${randomUUID().replaceAll('-', '')}`}), instrument, signal)}),
  },
  'says closed without closing': {rule: 'cancelled-checkout', change: () => ({close: async () => ({status: 'closed', reason: 'cancelled'})})},
  'says closed when closing failed': {
    rule: 'cancel-trouble', change: (right) => ({close: (intent, signal) => right.close(intent, signal).catch(() => ({status: 'closed', reason: 'cancelled'}) as const)}),
  },
  'takes a question without an answer for a no': {rule: 'query-trouble', change: (right) => failures(right, 'query', () => ({status: 'closed', reason: 'failed'}))},
  'takes a lost answer for declined': {rule: 'create-answer-lost', change: (right) => failures(right, 'create', () => ({status: 'declined', reason: 'no answer'}))},
  'takes an unknown code for success': {rule: 'create-unknown-code', change: (right) => failures(right, 'create', paidNow)},
  'takes a service that is down for success': {rule: 'create-down', change: (right) => failures(right, 'create', paidNow)},
  'charges a hundredth': {
    rule: 'pays-once', change: (right) => ({create: (intent, instrument, signal) => right.create(rest(intent, {amount: {...intent.amount, amount: Math.ceil(intent.amount.amount / 100)}}), instrument, signal)}),
  },
  'reckons with fractions': {
    rule: 'pays-once', change: (right) => ({create: (intent, instrument, signal) => right.create(rest(intent, {amount: {...intent.amount, amount: Math.floor((intent.amount.amount / 100) * 100)}}), instrument, signal)}),
  },
  'knows a refund by its order alone': {
    rule: 'second-refund', change: (right) => ({
      refund: (intent, refund, signal) => right.refund(intent, otherRefund(refund, {refundNo: intent.tradeNo}), signal),
      queryRefund: (intent, refund, signal) => right.queryRefund(intent, otherRefund(refund, {refundNo: intent.tradeNo}), signal),
    }),
  },
  'gives a trade up on a timeout and never asks': {
    rule: 'create-answer-lost', change: (right) => {
      const given = new Set<string>();
      return {
        create: (intent, instrument, signal) => right.create(intent, instrument, signal).catch(() => {
          given.add(intent.tradeNo);
          return {status: 'closed', reason: 'failed'} as const;
        }),
        query: async (intent, signal) => (given.has(intent.tradeNo) ? {status: 'closed', reason: 'failed'} : right.query(intent, signal)),
      };
    },
  },
  'charges in another currency': {
    rule: 'pays-once', change: (right) => ({create: (intent, instrument, signal) => right.create(rest(intent, {amount: {...intent.amount, currency: 'USD'}}), instrument, signal)}),
  },
  'says paid before it is': {rule: 'pays-once', change: (right) => answers(right, (trade, intent) => (trade.status === 'waiting' ? paidNow(intent) : trade))},
  'gives every refund a number of its own': {
    rule: 'refund-trouble', change: (right) => ({
      refund: (intent, refund, signal) => right.refund(intent, otherRefund(refund, {refundNo: `r${randomUUID().replaceAll('-', '')}`, amount: {...refund.amount, amount: Math.ceil(refund.amount.amount / 2)}}), signal),
      queryRefund: (intent, refund, signal) => right.refund(intent, otherRefund(refund, {refundNo: `r${randomUUID().replaceAll('-', '')}`, amount: {...refund.amount, amount: Math.ceil(refund.amount.amount / 2)}}), signal),
    }),
  },
  'says refunded without asking': {rule: 'refund', change: () => ({refund: async (_, {refundNo}) => ({status: 'done', providerRefundNo: refundNo})})},
  'says refunded when the service failed': {
    rule: 'refund-trouble', change: (right) => ({refund: (intent, refund, signal) => right.refund(intent, refund, signal).catch(() => ({status: 'done', providerRefundNo: refund.refundNo}) as const)}),
  },
  'gives everything back for a part': {
    rule: 'partial-refund', change: (right) => ({
      refund: async (intent, refund, signal) => {
        await right.refund(intent, otherRefund(refund, {amount: intent.amount}), signal);
        return {status: 'done', providerRefundNo: refund.refundNo};
      },
    }),
  },
  'never acknowledges': {rule: 'notified', change: () => ({acknowledge: () => new Response('no', {status: 500})})},
  'throws at genuine notifications': {rule: 'notified', change: () => ({verify: () => Promise.reject(new Error('certificate'))})},
  'publishes its key': {rule: 'declared', change: (right) => ({profile: (origin) => ({...right.profile(origin), config: {key: ['sk', 'live', '0123456789'].join('_')}})})},
  'has no name of its own': {rule: 'declared', change: () => ({name: 'sandbox'})},
  'takes every instrument': {rule: 'unknown-instrument', change: (right) => ({accepts: () => true, create: (intent, instrument, signal) => right.create(intent, {...instrument, type: 'sandbox', credential: {type: 'sandbox', token: 'redirect'}}, signal)})},
  'never asks': {rule: 'never-notified', change: () => ({query: () => Promise.reject(new Error('not implemented'))})},
  'waits for a trade that was cancelled': {rule: 'cancelled-at-the-service', change: (right) => answers(right, (trade) => (trade.status === 'closed' ? {status: 'waiting'} : trade))},
  'waits for a trade that was declined': {rule: 'declined-then-retry', change: (right) => answers(right, (trade) => (trade.status === 'declined' ? {status: 'waiting'} : trade))},
  'takes declined for paid': {rule: 'declined-then-retry', change: (right) => answers(right, (trade, intent) => (trade.status === 'declined' ? paidNow(intent) : trade))},
  'sends the buyer nowhere': {rule: 'any-client-can-finish', change: (right) => answers(right, (trade) => (trade.status === 'waiting' && trade.action ? {...trade, action: {type: 'bridge', bridge: 'nowhere', method: 'pay', params: {}}} : trade))},
};

/** Whatever was notified once is paid. */
function believing(right: PaymentHandler): Partial<PaymentHandler> {
  const told = new Set<string>();
  return {
    async verify(request, body) {
      const read = await right.verify(request, body);
      if (read?.tradeNo) told.add(read.tradeNo);
      return read;
    },
    query: async (intent, signal) => (told.has(intent.tradeNo) ? paidNow(intent) : right.query(intent, signal)),
  };
}

/** A handler that is right but for one thing, under a name of its own. */
export const planted = (fault: string, instance: string) => (right: PaymentHandler): PaymentHandler => {
  const named: PaymentHandler = {...right, id: instance, profile: (origin) => ({...right.profile(origin), id: instance})};
  return {...named, ...plants[fault]?.change(named)};
};
