import {payOnPage} from './checkout-sessions.ts';
import {answerChallenge, findIntent} from './payment-intents.ts';
import type {SimIntent, SimSession, World} from './world.ts';

export interface Page {
  readonly status: number;
  readonly html?: string;
  readonly location?: string;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const major = (amount: number, currency: string): string => `${currency.toUpperCase()} ${(amount / 100).toFixed(2)}`;

function sheet(title: string, inside: string): Page {
  return {status: 200, html: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<h1>${escape(title)}</h1><p><strong>Simulated. No money moves.</strong></p>${inside}</html>`};
}

const button = (value: string, label: string): string => `<button name="act" value="${value}">${label}</button> `;

/** Where the bank or the wallet asks the buyer. */
export function walletPage(world: World, id: string): Page {
  const intent = findIntent(world, id);
  const name = {alipay: 'Alipay', wechat_pay: 'WeChat Pay'}[intent.method?.type as 'alipay'] ?? 'Your bank';
  if (intent.status !== 'requires_action') return sheet(name, `<p>This payment is ${escape(intent.status)}.</p>`);
  const buttons = button('approve', 'Approve') + button('decline', 'Decline') + button('cancel', 'Cancel');
  return sheet(name, `<p>${escape(intent.description ?? '')}: ${major(intent.amount, intent.currency)}</p><form method="post">${buttons}</form>`);
}

export function answerOnPage(world: World, id: string, act: string): Page {
  const intent = findIntent(world, id);
  if (act === 'approve' || act === 'decline' || act === 'cancel') answerChallenge(world, intent, act);
  const back = intent.method?.type === 'wechat_pay' ? undefined : intent.returnUrl;
  return back === undefined ? walletPage(world, id) : {status: 303, location: returnAddress(back, intent)};
}

/** The bank's question is asked by Stripe's script, in front of the shop's own page. */
export function answerInPage(world: World, id: string, act: string): Page {
  answerOnPage(world, id, act);
  return {status: 204};
}

/** Stripe adds what happened to the address; it proves nothing. */
function returnAddress(back: string, {id, clientSecret, status}: SimIntent): string {
  const url = new URL(back);
  url.searchParams.set('payment_intent', id);
  url.searchParams.set('payment_intent_client_secret', clientSecret);
  url.searchParams.set('redirect_status', status === 'succeeded' || status === 'requires_capture' ? 'succeeded' : 'failed');
  return url.href;
}

/** Stripe's own page for cards. */
export function checkoutPage({status, name, amount, currency, cancelUrl}: SimSession, problem = ''): Page {
  if (status !== 'open') return sheet('Checkout', `<p>This page is ${status}.</p>`);
  const leave = cancelUrl === null ? '' : `<p><a href="${escape(cancelUrl)}">Back</a></p>`;
  return sheet('Checkout', `<p>${escape(name)}: ${major(amount, currency)}</p>${problem}<form method="post">
<label>Card number <input name="number" inputmode="numeric" value="4242424242424242"></label> <button>Pay</button></form>${leave}`);
}

export function payOnCheckout(world: World, session: SimSession, number: string): Page {
  payOnPage(world, session, number);
  return session.status === 'complete' ? {status: 303, location: session.successUrl} : checkoutPage(session, '<p role="alert">Your card was declined.</p>');
}
