import {page} from '../alipay/cashier-pages.ts';
import type {AntomPayment} from './books.ts';
import {Result} from './books.ts';
import type {Desk} from './operations.ts';

const text = (value: string): string => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The wallet's page behind `normalUrl`, its app link and its code: `/cashier/<paymentId>`. */
export async function answerCashier(desk: Desk, request: Request): Promise<Response> {
  const [, paymentId] = /^\/cashier\/(\w+)$/.exec(new URL(request.url).pathname) ?? [];
  const payment = paymentId === undefined ? undefined : desk.books.find(undefined, paymentId);
  if (!payment) return new Response('Not found', {status: 404});
  if (request.method !== 'POST') return payment.status === 'PROCESSING' ? wallet(payment) : closed(payment);
  try {
    const act = new URLSearchParams(await request.text()).get('act');
    if (act === 'approve' || act === 'decline' || act === 'pending') desk.books.decide(payment, act);
    desk.changed(payment);
    return payment.redirectUrl === undefined ? page('Done', '<p>You may close this window.</p>') : new Response(null, {status: 303, headers: {location: payment.redirectUrl}});
  } catch (error) {
    if (error instanceof Result) return closed(payment);
    throw error;
  }
}

const closed = ({resultCode}: AntomPayment): Response => page('This payment is over', `<p id="refusal">${text(resultCode)}</p>`);

function wallet({wallet: name, amount, description}: AntomPayment): Response {
  const button = (act: string, label: string): string => `<button name="act" value="${act}">${label}</button>`;
  return page(`Simulated ${name === 'ALIPAY_HK' ? 'AlipayHK' : 'Alipay'}`, `<p>${text(description)}</p><p class="sum">${text(amount.currency)} ${text(amount.value)} (minor units)</p>
<form method="post">${button('approve', 'Pay')}${button('decline', 'The payment fails')}${button('pending', 'Pay, the result takes its time')}${button('leave', 'Leave')}</form>`);
}
