import {Hono} from 'hono';
import {html} from 'hono/html';
import type {ApiOrder, OrderBooks} from './order-books.ts';

export interface ApprovalDesk {
  readonly books: OrderBooks;
  /** The buyer has agreed. */
  readonly approved: (order: ApiOrder, fate: ApiOrder['fate']) => Promise<void>;
}

/** PayPal's page for the buyer. `for=window`: in a window or frame of PayPal's script, which is told instead of going back to the shop. */
export function approvalPages({books, approved}: ApprovalDesk): Hono {
  const app = new Hono();
  app.get('/checkoutnow', context => {
    const order = books.orders.get(context.req.query('token') ?? '');
    if (!order) return context.html(page('Things don\'t appear to be working at the moment', html`<p>This order is not there any more.</p>`), 404);
    return context.html(choices(order, context.req.query('for') ?? 'page'));
  });
  app.post('/checkoutnow/decide', async context => {
    const fields = new URLSearchParams(await context.req.text());
    const order = books.find(fields.get('token') ?? '');
    const choice = fields.get('choice') ?? 'cancel';
    if (choice !== 'cancel') await approved(order, choice === 'approve' ? 'fine' : choice === 'pending' ? 'pending' : 'declined');
    if (fields.get('for') === 'window') return context.html(tell(order, choice === 'cancel' ? 'cancelled' : 'approved'));
    return context.redirect(wayBack(order, choice), 303);
  });
  return app;
}

function wayBack(order: ApiOrder, choice: string): string {
  const back = new URL(choice === 'cancel' ? order.cancelUrl : order.returnUrl);
  back.searchParams.set('token', order.id);
  if (choice !== 'cancel') back.searchParams.set('PayerID', 'SIMULATEDPAYER');
  return back.href;
}

function choices({id, unit}: ApiOrder, where: string): ReturnType<typeof html> {
  const button = (choice: string, label: string): ReturnType<typeof html> => html`<button name="choice" value="${choice}">${label}</button>`;
  return page('Pay with the simulated PayPal', html`
    <p>No money moves.</p>
    <p><strong>${unit.amount.currency_code} ${unit.amount.value}</strong> ${unit.description}</p>
    <form method="post" action="/checkoutnow/decide">
      <input type="hidden" name="token" value="${id}"><input type="hidden" name="for" value="${where}">
      ${button('approve', 'Pay now')} ${button('decline', 'Pay with a card that is declined')} ${button('pending', 'Pay, and PayPal reviews it first')} ${button('cancel', 'Cancel and return')}
    </form>`);
}

/** Tells the script that opened this window, or that frames it. */
function tell({id}: ApiOrder, state: string): ReturnType<typeof html> {
  return page('Back to the shop', html`<p data-state="${state}" data-order="${id}">You can close this window.</p><script src="/checkoutnow/tell.js"></script>`);
}

/** Goes with `tell`. */
export const TELL_SCRIPT = `const {state, order} = document.querySelector('[data-state]').dataset;
(window.opener ?? window.parent).postMessage({simulatedPayPal: state, orderId: order, payerId: 'SIMULATEDPAYER'}, '*');
`;

function page(title: string, content: ReturnType<typeof html>): ReturnType<typeof html> {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>${title}</title></head><body><main><h1>${title}</h1>${content}</main></body></html>`;
}
