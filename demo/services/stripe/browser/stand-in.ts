import type {Stripe, StripeError} from '@stripe/stripe-js';
import {Group} from './group.ts';

/** Asks the simulation; the same as Stripe's script asks Stripe. */
export type Ask = (method: 'GET' | 'POST', path: string, form: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, unknown>>>;

type StandIn = Pick<Stripe, 'elements' | 'createConfirmationToken' | 'handleNextAction'>;

/** `window.Stripe` with its elements, tokens and next actions, written from Stripe's published types. */
export function install(origin: string): void {
  const factory = (key: string): StandIn => standIn(askOf(origin, key));
  Object.assign(globalThis, {Stripe: Object.assign(factory, {version: 'endive'})});
}

export function standIn(ask: Ask): StandIn {
  const parts = {
    elements: (options: object) => new Group(options as ConstructorParameters<typeof Group>[0]),
    async createConfirmationToken({elements, params}: {elements: Group; params?: {return_url?: string}}) {
      const {method, problem} = elements.filled();
      if (problem) return {error: problem};
      return ask('POST', '/v1/confirmation_tokens', {...method, ...(params?.return_url ? {return_url: params.return_url} : {})}).then(
        (confirmationToken) => ({confirmationToken}), (error: unknown) => ({error: error as StripeError}));
    },
    async handleNextAction({clientSecret}: {clientSecret: string}) {
      const id = clientSecret.split('_secret_')[0] ?? '';
      const read = (): Promise<Readonly<Record<string, unknown>>> => ask('GET', `/v1/payment_intents/${id}`, {client_secret: clientSecret});
      const before = await read();
      if (before['status'] !== 'requires_action') throw new Error('handleNextAction was called for a PaymentIntent that needs no action');
      const {use_stripe_sdk: sdk} = (before['next_action'] ?? {}) as {use_stripe_sdk?: {stripe_js: string}};
      if (sdk) await challenge(sdk.stripe_js);
      const paymentIntent = await read();
      const error = paymentIntent['last_payment_error'] as StripeError | null;
      return error ? {error} : {paymentIntent};
    },
  };
  // Only what is used is there, and of the answers only what is read.
  return parts as unknown as StandIn;
}

function askOf(origin: string, key: string): Ask {
  return async (method, path, form) => {
    const query = new URLSearchParams(form).toString();
    const response = await fetch(`${origin}${path}${method === 'GET' ? `?${query}` : ''}`, {
      method, headers: {authorization: `Bearer ${key}`}, ...(method === 'POST' ? {body: new URLSearchParams(form)} : {}),
    });
    const body = await response.json() as {error?: object} & Readonly<Record<string, unknown>>;
    if (body.error) throw Object.assign(new Error('Refused'), body.error);
    return body;
  };
}

/** The bank's question in front of the page, as Stripe shows it in a frame of its own. */
function challenge(address: string): Promise<void> {
  const box = document.createElement('div');
  box.role = 'dialog';
  box.ariaLabel = 'Your bank (simulated)';
  box.id = 'stripe-challenge';
  document.body.append(box);
  return new Promise((resolve) => {
    for (const [act, label] of [['approve', 'Complete'], ['cancel', 'Fail']] as const) {
      const button = document.createElement('button');
      button.textContent = label;
      button.dataset.act = act;
      button.addEventListener('click', () => {
        void fetch(address, {method: 'POST', body: new URLSearchParams({act})}).catch(() => undefined).then(() => {
          box.remove();
          resolve();
        });
      });
      box.append(button);
    }
  });
}
