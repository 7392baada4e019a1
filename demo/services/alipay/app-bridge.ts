import {bridgeScript} from './cashier-pages.ts';
import type {Desk} from './desk.ts';
import {newAuthCode} from './auth-code.ts';

/** What stands behind the script of the app: other origins may call it, as the app's own bridge knows no origins. */
export async function answerApp(desk: Desk, request: Request): Promise<Response> {
  const headers = {'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type'};
  const {pathname} = new URL(request.url);
  if (pathname === '/bridge.js') return new Response(bridgeScript(desk.origin()), {headers: {...headers, 'content-type': 'text/javascript'}});
  if (request.method !== 'POST') return new Response(null, {status: 204, headers});
  if (pathname === '/app/getAuthCode') return Response.json({authCode: newAuthCode(desk), authSuccessScopes: ['auth_base']}, {headers});
  const {tradeNO = '', next = ''} = await request.json() as {tradeNO?: string; next?: string};
  return Response.json({resultCode: payInApp(desk, tradeNO, next), memo: '', result: ''}, {headers});
}

/** Names the trade by Alipay's own number, as `tradePay` does. `next`: `approve`, or the code to answer. */
function payInApp({books, changed}: Desk, number: string, next: string): string {
  const trade = books.all().find((one) => one.number === number);
  if (!trade) return '4000';
  if (trade.status !== 'WAIT_BUYER_PAY') return trade.status === 'TRADE_SUCCESS' ? '5000' : '4000';
  if (next !== 'approve') return next;
  changed(books.pay(trade.tradeNo));
  return '9000';
}
