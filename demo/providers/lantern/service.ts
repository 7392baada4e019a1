import {createHmac, randomBytes} from 'node:crypto';
import type {NotifyOptions, ServiceFault, ServiceTrade, ServiceUnderTest} from '../../../src/conformance/index.ts';

interface Trade {
  readonly no: string;
  readonly key: string;
  readonly amount: number;
  readonly currency: string;
  readonly deadline: string;
  readonly notify_url: string;
  readonly return_url: string;
  state: 'open' | 'paid' | 'declined' | 'closed';
  reason: string | null;
  paid_at: string | null;
  readonly refunds: Map<string, number>;
}

export interface LanternServiceOptions {
  /** Where people reach it. */
  readonly origin: string;
  /** The shop's key. */
  readonly key: string;
  readonly clock?: () => Date;
  /** Delivers notifications; default `fetch`. */
  readonly deliver?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface LanternService extends ServiceUnderTest {
  /** Its API and its pages. Rejects when an answer is lost. */
  fetch(request: Request): Promise<Response>;
}

type Operation = 'create' | 'query' | 'close' | 'capture' | 'refund';
type Trouble = {readonly fault: ServiceFault; readonly operation: Operation | undefined; left: number};

/** An invented payment service with books of its own, as small as one can be. */
export function openLantern({origin, key, clock = () => new Date(), deliver = fetch}: LanternServiceOptions): LanternService {
  const trades = new Map<string, Trade>();
  const troubles: Trouble[] = [];
  let automatic = false;

  const find = (no: string): Trade | undefined => {
    const trade = trades.get(no);
    if (trade?.state === 'open' && new Date(trade.deadline) <= clock()) close(trade, 'expired');
    return trade;
  };
  const close = (trade: Trade, reason: string): void => {
    if (trade.state === 'open') Object.assign(trade, {state: 'closed', reason});
  };
  const decide = async (trade: Trade, act: string): Promise<void> => {
    if (find(trade.no)?.state !== 'open') return;
    if (act === 'approve') Object.assign(trade, {state: 'paid', paid_at: clock().toISOString()});
    else if (act === 'decline') trade.state = 'declined';
    else close(trade, 'cancelled');
    if (automatic) await notify(trade.no);
  };

  const notify = async (no: string, {times = 1, forged}: NotifyOptions = {}): Promise<readonly number[]> => {
    const trade = trades.get(no);
    if (!trade) throw new Error(`Lantern Pay knows no trade ${no}`);
    const body = JSON.stringify({id: `evt_${no}_${trade.state}_${trade.refunds.size}`, trade: no, ...(forged === 'amount' && {amount: 1})});
    const time = Math.floor(clock().getTime() / 1000);
    const signedWith = forged === 'signature' || forged === 'account' ? 'the key of another shop' : key;
    const signature = `t=${time},v1=${createHmac('sha256', signedWith).update(`${time}.${body}`).digest('hex')}`;
    const sent = forged === 'body' ? body.replace('evt_', 'evt_paid_') : body;
    const post = (): Promise<Response> => deliver(trade.notify_url, {method: 'POST', headers: {'content-type': 'application/json', 'lantern-signature': signature}, body: sent});
    const answers = await Promise.all(Array.from({length: times}, post));
    return answers.map(({status}) => status);
  };

  const shown = ({key: place, refunds: _, ...trade}: Trade): object => ({...trade, url: `${origin}/pay/${place}`});
  const open = (no: string, asked: Partial<Trade>): Trade => {
    const fresh = {...asked, no, key: randomBytes(16).toString('base64url'), state: 'open', reason: null, paid_at: null, refunds: new Map<string, number>()} as Trade;
    trades.set(no, fresh);
    return fresh;
  };
  /** Closing a trade that was never opened bars its number: a call that is still on its way then finds it closed. */
  const closeOrBar = (no: string): Trade => {
    const trade = find(no) ?? open(no, {amount: 0, currency: '', deadline: clock().toISOString()});
    close(trade, 'cancelled');
    return trade;
  };
  const giveBack = (trade: Trade, refundNo: string, amount: number): Response => {
    const known = trade.refunds.get(refundNo);
    const given = [...trade.refunds.values()].reduce((sum, one) => sum + one, 0);
    if (known === undefined && (trade.state !== 'paid' || given + amount > trade.amount)) return Response.json({error: 'too much'}, {status: 409});
    if (known === undefined) trade.refunds.set(refundNo, amount);
    return Response.json({amount: trade.refunds.get(refundNo)});
  };

  const answerApi = async (request: Request, [no = '', what, refundNo = '']: readonly string[]): Promise<Response> => {
    if (request.headers.get('authorization') !== `Bearer ${key}`) return Response.json({error: 'key'}, {status: 401});
    const body = request.method === 'POST' ? (await request.json()) as Partial<Trade> : undefined;
    if (what === 'close') return Response.json(shown(closeOrBar(no)));
    const trade = find(no) ?? (body && !what ? open(no, body) : undefined);
    if (!trade) return Response.json({error: 'absent'}, {status: 404});
    if (what !== 'refunds') return Response.json(shown(trade));
    if (body) return giveBack(trade, refundNo, body.amount ?? 0);
    const known = trade.refunds.get(refundNo);
    return known === undefined ? Response.json({error: 'absent'}, {status: 404}) : Response.json({amount: known});
  };

  const answerBuyer = async (request: Request, place = ''): Promise<Response> => {
    const trade = [...trades.values()].find((one) => one.key === place);
    if (!trade) return new Response('There is no such payment', {status: 404});
    if (request.method === 'GET') return page(trade);
    await decide(trade, new URLSearchParams(await request.text()).get('act') ?? 'cancel');
    return new Response(null, {status: 303, headers: {location: trade.return_url}});
  };

  const answer = (request: Request): Promise<Response> => {
    const [, room, ...rest] = new URL(request.url).pathname.split('/');
    return room === 'pay' ? answerBuyer(request, rest[0]) : answerApi(request, rest);
  };

  return {
    async fetch(request) {
      const operation = operationOf(request);
      const trouble = troubles.find((one) => one.left > 0 && (one.operation ?? operation) === operation);
      if (trouble) trouble.left -= 1;
      if (trouble?.fault === 'down') return Response.json({error: 'internal'}, {status: 500});
      if (trouble?.fault === 'unknown-code') return Response.json({state: 'E_42'});
      const response = await answer(request);
      if (trouble?.fault === 'answer-lost') throw new TypeError('The answer was lost');
      if (trouble?.fault === 'slow') await new Promise((done) => setTimeout(done, 12_000));
      return response;
    },
    books: async () => [...trades.keys()].flatMap((no) => find(no) ?? []).map(asBooked),
    async buyer(tradeNo, act) {
      const trade = find(tradeNo);
      if (trade) await decide(trade, act);
    },
    notifications: async (when) => void (automatic = when === 'auto'),
    notify,
    trouble: async (fault, left, operation) => void troubles.push({fault, operation, left}),
    close: async () => undefined,
  };
}

function operationOf({method, url}: Request): Operation | undefined {
  const [, room, , what] = new URL(url).pathname.split('/');
  if (room !== 'trades') return undefined;
  if (what === 'close') return 'close';
  if (what === 'refunds') return method === 'POST' ? 'refund' : undefined;
  return method === 'POST' ? 'create' : 'query';
}

function asBooked({no, currency, amount, state, refunds}: Trade): ServiceTrade {
  const refunded = [...refunds.values()].reduce((sum, one) => sum + one, 0);
  return {tradeNo: no, currency, paid: state === 'paid' ? amount : 0, refunded, status: state === 'declined' ? 'closed' : state};
}

function page({no, amount, currency, state}: Trade): Response {
  const buttons = ['approve', 'decline', 'cancel'].map((act) => `<button name="act" value="${act}">${act}</button>`).join(' ');
  const total = `${(amount / 100).toFixed(2)} ${currency.replaceAll(/\W/g, '')}`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Lantern Pay</title>
<h1>Lantern Pay</h1><p>No money moves. ${total}, payment ${no.replaceAll(/\W/g, '')}: ${state}</p>${state === 'open' ? `<form method="post">${buttons}</form>` : ''}`;
  return new Response(html, {headers: {'content-type': 'text/html; charset=utf-8'}});
}
