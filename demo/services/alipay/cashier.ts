import type {Order} from './books.ts';
import {Refusal} from './books.ts';
import {cashier, page, refusal} from './cashier-pages.ts';
import type {Desk} from './desk.ts';
import {signText, contentOf} from './signatures.ts';
import {toStamp, toYuan} from './wire.ts';

/** The pages that buyers see: `/cashier/<place>` behind a signed address, `/qr/<code>` behind a code. */
export async function answerCashier(desk: Desk, request: Request): Promise<Response> {
  const {pathname} = new URL(request.url);
  const [, room, place = ''] = pathname.split('/');
  const order = (room === 'qr' ? desk.codes : desk.cashiers).get(place);
  if (!order || (room !== 'qr' && room !== 'cashier')) return new Response('Not found', {status: 404});
  if (request.method !== 'POST') return open(desk, order, pathname);
  return decide(desk, order, new URLSearchParams(await request.text()).get('act') ?? '');
}

function open({books, clock}: Desk, order: Order, address: string): Response {
  const known = books.find(order.tradeNo);
  if (known && known.status !== 'WAIT_BUYER_PAY') return refusal(known.status === 'TRADE_CLOSED' ? 'ACQ.TRADE_HAS_CLOSE' : 'ACQ.TRADE_HAS_SUCCESS');
  return order.expires <= clock().getTime() ? refusal('ACQ.TRADE_HAS_CLOSE') : cashier(order, address);
}

function decide(desk: Desk, order: Order, act: string): Response {
  try {
    if (act === 'leave') return away(order.quitUrl ?? order.returnUrl);
    desk.books.arrive(order);
    if (act !== 'approve') return act === 'cancel' ? away(order.quitUrl) : page('The payment failed', '<p>Not enough money. The trade stays open.</p>');
    desk.changed(desk.books.pay(order.tradeNo));
    return away(order.returnUrl && withAnswer(desk, order, order.returnUrl));
  } catch (error) {
    if (error instanceof Refusal) return refusal(error.subCode);
    throw error;
  }
}

const away = (url: string | undefined): Response => (url ? new Response(null, {status: 303, headers: {location: url}}) : page('Done', '<p>You may close this window.</p>'));

/** Alipay adds what it has to say, signed; it proves nothing, since the buyer's browser carries it. */
function withAnswer({appId, books, clock, key}: Desk, order: Order, returnUrl: string): string {
  const fields = {
    app_id: appId, charset: 'utf-8', method: 'alipay.trade.page.pay.return', out_trade_no: order.tradeNo, seller_id: '', timestamp: toStamp(clock().getTime()),
    total_amount: toYuan(order.amount), trade_no: books.find(order.tradeNo)?.number ?? '', version: '1.0', auth_app_id: appId,
  };
  const url = new URL(returnUrl);
  for (const [name, value] of Object.entries({...fields, sign_type: 'RSA2', sign: signText(contentOf(fields, []), key)})) url.searchParams.set(name, value);
  return url.href;
}
