import {createHmac, randomUUID, timingSafeEqual} from 'node:crypto';
import type {PaymentHandler, PaymentIntent, Trade} from '../../../src/server/handlers/payment-handler.ts';

interface Entry {
  readonly amount: number;
  readonly currency: string;
  readonly returnUrl: string;
  status: 'waiting' | 'paid' | 'closed';
}

export interface FormWallet {
  readonly handler: PaymentHandler;
  /** The wallet's own page, to which the buyer's browser posts the signed fields. */
  fetch(request: Request): Promise<Response>;
  /** Minor units that the wallet has taken. */
  taken(): number;
}

const secret = randomUUID();

/** A payment service that begins with signed fields which the buyer's browser posts to it, and that believes nothing else. */
export function formWallet(origin: () => string): FormWallet {
  const books = new Map<string, Entry>();
  return {
    handler: handlerOf(books, origin),
    fetch: async request => answer(books, request),
    taken: () => [...books.values()].filter(({status}) => status === 'paid').reduce((sum, {amount}) => sum + amount, 0),
  };
}

function sign(fields: Readonly<Record<string, string>>): string {
  return createHmac('sha256', secret).update(Object.entries(fields).sort().map(([name, value]) => `${name}=${value}`).join('&')).digest('hex');
}

function handlerOf(books: Map<string, Entry>, origin: () => string): PaymentHandler {
  const trade = (intent: PaymentIntent): Trade => {
    const entry = books.get(intent.tradeNo);
    if (!entry) return {status: 'absent'};
    if (entry.status === 'paid') return {status: 'paid', providerTradeNo: `w_${intent.tradeNo}`, amount: intent.amount, paidAt: new Date()};
    if (entry.status === 'closed') return {status: 'closed', reason: 'cancelled'};
    const fields = {trade: intent.tradeNo, amount: String(entry.amount), subject: intent.subject};
    return {status: 'waiting', action: {type: 'form-post', url: `${origin()}/cashier`, fields: {...fields, sign: sign(fields)}}};
  };
  const instrument = {id: 'form', handler_id: 'forms', type: 'form', credential: {type: 'form'}};
  return {
    name: 'com.example.forms', id: 'forms', mode: 'test',
    profile: () => ({id: 'forms', version: '2026-04-08', config: {}, available_instruments: [{type: 'form'}]}),
    accepts: ({type}) => type === 'form' || {reason: 'An instrument of type "form"'},
    hostedMethods: ({userAgent = ''}) => [{instrument, label: /Mobile/.test(userAgent) ? 'Forms on this phone' : 'Forms & Co'}],
    async create(intent) {
      const {amount, currency} = intent.amount;
      if (!books.has(intent.tradeNo)) books.set(intent.tradeNo, {amount, currency, returnUrl: intent.returnUrl, status: 'waiting'});
      return trade(intent);
    },
    query: async intent => trade(intent),
    async close(intent) {
      const entry = books.get(intent.tradeNo);
      if (entry?.status === 'waiting') entry.status = 'closed';
      return trade(intent);
    },
    refund: async () => ({status: 'unknown'}),
    queryRefund: async () => ({status: 'unknown'}),
    verify: async () => undefined,
    acknowledge: () => new Response('ok'),
  };
}

async function answer(books: Map<string, Entry>, request: Request): Promise<Response> {
  const {sign: given = '', ...fields} = Object.fromEntries(new URLSearchParams(await request.text()));
  const entry = books.get(fields['trade'] ?? '');
  const genuine = Buffer.from(sign(fields)).length === Buffer.from(given).length && timingSafeEqual(Buffer.from(sign(fields)), Buffer.from(given));
  if (request.method !== 'POST' || !entry || !genuine || fields['amount'] !== String(entry.amount)) return new Response('The signature does not fit', {status: 400});
  if (entry.status === 'waiting') entry.status = 'paid';
  return new Response(null, {status: 303, headers: {location: entry.returnUrl}});
}
