import type {StripeCredential} from '../../../commerce/stripe-instrument.ts';
import {STRIPE_HANDLER} from '../../../commerce/stripe-instrument.ts';
import type {Payment, ProviderEnding, Step} from '../../provider.ts';
import type {ElementsGroup, StripeJs} from './stripe-js.ts';

/** Sends the instrument to the shop's Stripe. */
export async function submit(payment: Payment, type: string, credential: StripeCredential): Promise<Step> {
  const {handlers} = await payment.checkout;
  const {id = 'stripe'} = [...handlers, ...(payment.handlers ?? [])].find(({name}) => name === STRIPE_HANDLER) ?? {};
  return payment.submit({id: payment.id, handler_id: id, type, credential});
}

/**
 * Turns what Stripe's fields hold into a token, once the checkout is known to cost what was shown, and submits it. A problem before that is an ending in
 * which nothing was submitted.
 */
export async function submitFields(payment: Payment, stripe: StripeJs, elements: ElementsGroup, method: string | undefined): Promise<Step | ProviderEnding> {
  await payment.checkout;
  const made = await stripe.createConfirmationToken({elements}).catch(() => undefined);
  const token = made?.confirmationToken?.id;
  if (token === undefined) return {ending: 'failed', code: made?.error?.code ?? 'no_token', ...(made?.error?.message && {message: made.error.message})};
  return submit(payment, method === 'card' ? 'card' : 'stripe', {type: 'stripe_confirmation_token', token, next_action: 'stripe_js'});
}

/** What comes after the shop's answer: the bank's question, the wallet's page, the code for the phone. Whatever Stripe's script then says, the shop is asked. */
export async function goOn(payment: Payment, step: Step, stripe?: StripeJs): Promise<ProviderEnding> {
  if (step.status !== 'action') return {ending: 'merchant', step};
  const {action} = step;
  if (action.type !== 'bridge') return shown(payment, payment.present(action).done);
  const {clientSecret} = action.params;
  if (action.bridge !== 'stripe' || action.method !== 'handleNextAction' || typeof clientSecret !== 'string' || !stripe) return {ending: 'merchant', step};
  // An error here says what Stripe's script makes of it. Only the shop knows what became of the payment.
  await Promise.race([stripe.handleNextAction({clientSecret}).catch(() => undefined), aborted(payment.signal)]);
  return {ending: 'merchant', step: await payment.ask()};
}

/** Until the story goes on, or the buyer turns away. */
export async function shown(payment: Payment, done: Promise<{readonly how: string}>): Promise<ProviderEnding> {
  const {how} = await done;
  return how === 'closed' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
}

export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), {once: true});
  });
}

/** A buyer who comes back, or a page that was loaded again: what stands in the address proves nothing, so the shop is asked. */
export async function resume(payment: Payment): Promise<ProviderEnding> {
  tidyAddress();
  return {ending: 'merchant', step: await payment.ask()};
}

/** Stripe adds the payment's client secret to the address; it is nobody's but the buyer's, and not for referrers or analytics. */
function tidyAddress(): void {
  const url = new URL(location.href);
  const added = ['payment_intent', 'payment_intent_client_secret', 'redirect_status'].filter((name) => url.searchParams.has(name));
  if (!added.length) return;
  for (const name of added) url.searchParams.delete(name);
  history.replaceState(history.state, '', url.href);
}
