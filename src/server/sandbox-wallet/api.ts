import {createHash, timingSafeEqual} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import type {Context} from 'hono';
import {Hono} from 'hono';
import {z} from 'zod';
import type {WalletTrade} from './books.ts';
import {refundedOf} from './books.ts';
import type {Faults, Operation} from './faults.ts';
import type {Notifier} from './notifier.ts';
import type {SandboxWallet} from './wallet.ts';
import {WalletConflict} from './wallet.ts';

const Url = z.url({protocol: /^https?$/});
const Amount = z.int().min(1);

const Name = z.union([z.string().max(200), z.object({en: z.string().max(200), 'zh-Hans': z.string().max(200).optional(), 'zh-Hant': z.string().max(200).optional()})]);

const Create = z.object({
  amount: Amount, currency: z.string().regex(/^[A-Z]{3}$/), subject: z.string().max(500),
  merchant: Name, locale: z.string().max(35), token: z.enum(['approve', 'decline', 'pending', 'redirect']),
  display: z.enum(['popup', 'redirect', 'qr']), return_url: Url, notify_url: Url, deadline: z.iso.datetime(),
});
const Refund = z.object({refund_no: z.string().regex(/^\w{1,64}$/), amount: Amount, reason: z.string().max(500)});
export const Decision = z.object({
  choice: z.enum(['approve', 'decline', 'cancel', 'leave']), notify: z.enum(['once', 'twice', 'late', 'before', 'never']).default('once'),
  /** The merchant's next question is not answered, the buyer is not sent back and nobody is notified. */
  lost: z.boolean().default(false),
});
const AgainstTheRules = z.object({notify: Decision.shape.notify, amount: Amount.optional()});
const FaultOrder = z.object({
  operation: z.enum(['create', 'query', 'close', 'refund', 'queryRefund']), effect: z.enum(['lose-before', 'lose-after', 'slow']),
  times: z.int().min(1).max(1000).default(1), ms: z.int().min(0).max(60_000).optional(), tradeNo: z.string().optional(),
});

export interface WalletApi {
  readonly wallet: SandboxWallet;
  readonly notifier: Notifier;
  readonly faults: Faults;
  readonly secret: string;
  /** Where people reach the wallet; no trailing slash. */
  readonly publicUrl: () => string;
}

/** The call was lost on the way, as ordered. */
export class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

/** What merchants (and tests) call, with `Authorization: Bearer <secret>`. Nothing is answered before it is on disk. */
export function walletApi(api: WalletApi): Hono {
  const {wallet, notifier, faults} = api;
  const app = new Hono();
  app.use(async (c, next) => {
    if (!knows(c.req.header('authorization'), api.secret)) return c.json({error: 'unauthorized'}, 401);
    return next();
  });
  const call = (operation: Operation, work: (c: Context) => Promise<WalletTrade>) => async (c: Context): Promise<Response> => {
    const fault = faults.take(operation, c.req.param('trade') ?? '');
    if (fault?.effect === 'lose-before') return lose(c);
    const trade = await work(c);
    await wallet.journal.settled();
    if (fault?.ms) await delay(fault.ms);
    return fault?.effect === 'lose-after' ? lose(c) : c.json(tradeJson(api, trade));
  };
  app.post('/trades/:trade', call('create', async c => {
    const body = Create.parse(await c.req.json());
    const tradeNo = z.string().regex(/^\w{1,64}$/).parse(c.req.param('trade'));
    return wallet.create({...body, tradeNo, returnUrl: body.return_url, notifyUrl: body.notify_url, deadline: new Date(body.deadline)});
  }));
  app.get('/trades/:trade', call('query', async c => mustKnow(wallet, c.req.param('trade'))));
  app.post('/trades/:trade/close', call('close', async c => wallet.close(c.req.param('trade') ?? '')));
  app.post('/trades/:trade/refunds', call('refund', async c => {
    const {refund_no, ...refund} = Refund.parse(await c.req.json());
    return wallet.refund(mustKnow(wallet, c.req.param('trade')).tradeNo, {...refund, refundNo: refund_no});
  }));
  app.get('/trades/:trade/refunds', call('queryRefund', async c => mustKnow(wallet, c.req.param('trade'))));
  app.post('/trades/:trade/decision', async c => {
    const trade = mustKnow(wallet, c.req.param('trade'));
    const decision = Decision.parse(await c.req.json());
    return c.json(tradeJson(api, await decide({wallet, notifier, faults}, trade, decision)));
  });
  app.post('/trades/:trade/against-the-rules', async c => {
    const {notify, amount} = AgainstTheRules.parse(await c.req.json());
    const trade = wallet.payAgainstTheRules(mustKnow(wallet, c.req.param('trade')).tradeNo, notify, amount);
    await wallet.journal.settled();
    return c.json(tradeJson(api, trade));
  });
  app.post('/faults', async c => {
    faults.order(FaultOrder.parse(await c.req.json()));
    return c.json({});
  });
  app.get('/books', async c => {
    wallet.closeOverdue();
    await wallet.journal.settled();
    return c.json({trades: [...wallet.journal.books.trades.values()].map(trade => tradeJson(api, trade))});
  });
  app.onError(answerTo);
  return app;
}

function answerTo(error: Error, c: Context): Response {
  if (error instanceof AnswerLost) throw error;
  if (error instanceof NotKnown) return c.json({error: 'absent'}, 404);
  if (error instanceof WalletConflict) return c.json({error: error.message}, 409);
  if (error instanceof z.ZodError || error instanceof SyntaxError) return c.json({error: 'invalid'}, 400);
  return c.json({error: 'internal'}, 500);
}

/** Writes the decision down, delivers what must be heard first, and orders the trouble that was asked for. */
export async function decide(
  {wallet, notifier, faults}: Pick<WalletApi, 'wallet' | 'notifier' | 'faults'>, trade: WalletTrade, {choice, notify, lost}: z.output<typeof Decision>,
): Promise<WalletTrade> {
  if (choice === 'leave') return trade;
  const decided = wallet.decide(trade.tradeNo, choice, lost ? 'never' : notify);
  await wallet.journal.settled();
  if (lost) faults.order({operation: 'query', effect: 'lose-after', times: 1, tradeNo: trade.tradeNo});
  if (notify === 'before' && !lost) await notifier.deliverDue(trade.tradeNo);
  return decided;
}

class NotKnown extends Error {
  override readonly name = 'NotKnown';
}

function mustKnow(wallet: SandboxWallet, tradeNo: string | undefined): WalletTrade {
  const trade = wallet.find(tradeNo ?? '');
  if (!trade) throw new NotKnown('There is no such trade');
  return trade;
}

/** A trade as the API answers it. Times are ISO 8601, amounts minor units. */
export function tradeJson({publicUrl}: Pick<WalletApi, 'publicUrl'>, trade: WalletTrade): Readonly<Record<string, unknown>> {
  const {opening, paid} = trade;
  return {
    trade_no: trade.tradeNo, status: trade.status, reason: trade.reason ?? null, wallet_no: opening?.wallet_no ?? null,
    amount: opening?.amount ?? null, currency: opening?.currency ?? null, display: opening?.display ?? null, deadline: opening?.deadline ?? null,
    pay_url: opening ? `${publicUrl()}/pay/${opening.pay_key}` : null, paid: paid ?? null, refunded: refundedOf(trade), refunds: trade.refunds,
  };
}

function lose(c: Context): Response {
  const {incoming} = (c.env ?? {}) as {incoming?: IncomingMessage};
  if (!incoming) throw new AnswerLost('The answer was lost');
  incoming.socket.destroy();
  return new Response(null, {status: 500});
}

function knows(header: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${secret}`));
}
