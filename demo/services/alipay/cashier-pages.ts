import type {Order} from './books.ts';
import {toStamp, toYuan} from './wire.ts';

const text = (value: string): string => value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A whole page of the simulated cashier; everything from outside is text. */
export function page(title: string, body: string): Response {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:3rem auto;max-width:28rem;padding:0 1rem}button{font:inherit;display:block;width:100%;min-height:44px;margin:.5rem 0}.sum{font-size:2rem}</style>
<h1>${text(title)}</h1><p>Not Alipay: a simulation, in which no money moves.</p>${body}`;
  return new Response(html, {headers: {'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store'}});
}

/** Where the buyer decides. Until a button says that they log in, there is no trade. */
export function cashier(order: Order, address: string): Response {
  const button = (act: string, label: string): string => `<button name="act" value="${act}">${label}</button>`;
  return page('Simulated Alipay cashier', `<p>${text(order.subject)}</p><p class="sum">¥${toYuan(order.amount)}</p>
<p>Open until ${Number.isFinite(order.expires) ? toStamp(order.expires) : 'whenever'} (Beijing)</p>
<form method="post" action="${text(address)}">${button('approve', 'Log in and pay')}${button('decline', 'Log in, the payment fails')}${button('cancel', 'Log in and leave')}${button('leave', 'Leave without logging in')}</form>`);
}

export const refusal = (subCode: string): Response => page('Alipay does not open this', `<p id="refusal">${text(subCode)}</p>`);

/**
 * What Alipay's app puts into its pages, for a browser that plays the app: `AlipayJSBridge`, and `AlipayJSBridgeReady` at the document. What the buyer does in the
 * cashier is `alipayApp.next`: a result code of `tradePay`, or `approve`, which pays.
 */
export const bridgeScript = (origin: string): string => `(() => {
  const app = window.alipayApp ??= {next: 'approve', calls: []};
  const post = (path, body) => fetch(${JSON.stringify(origin)} + path, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)}).then((answer) => answer.json());
  const methods = {
    tradePay: ({tradeNO}) => post('/app/tradePay', {tradeNO, next: app.next}),
    getAuthCode: () => app.refusesAuth ? Promise.resolve({error: 11}) : post('/app/getAuthCode', {}),
  };
  window.AlipayJSBridge = {call(name, params, done) {
    app.calls.push({name, params});
    const method = methods[name];
    if (method) method(params).then(done, () => done({resultCode: '6002'}));
    else done?.({error: 1});
  }};
  document.dispatchEvent(new Event('AlipayJSBridgeReady'));
})();`;
