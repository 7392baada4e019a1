import type {PaymentIntent} from '../payment-handler.ts';
import type {ApplePayToken, WalletProcessor, WalletToken} from '../wallets/processor.ts';
import {refusalIn, stripeClient} from './stripe-client.ts';
import {stripeHandler} from './stripe-handler.ts';
import {stripeSettings} from './stripe-options.ts';
import type {StripeOptions} from './stripe-options.ts';

/** The version of Stripe's tokens that Google Pay is told to make; Stripe wants the API's version there. */
const TOKEN_VERSION = '2018-10-31';

/** A token that cannot be what the wallet says it is; nothing was asked of Stripe. */
class NotAToken extends Error {
  override readonly name = 'NotAToken';
}

/**
 * Stripe as the processor of Google Pay and Apple Pay: the wallet's token becomes a card of one payment. Everything after that is as with
 * `stripeHandler`.
 */
export function stripeProcessor(options: Omit<StripeOptions, 'methods'>): WalletProcessor {
  const settings = stripeSettings({...options, methods: ['card']});
  const handler = stripeHandler(settings);
  const client = stripeClient(settings);
  const tokenOf = async ({tradeNo}: PaymentIntent, token: WalletToken, signal: AbortSignal): Promise<string> => {
    if (token.wallet === 'google-pay') return readToken(token.token);
    if (token.wallet !== 'apple-pay') throw new NotAToken(`Stripe takes no tokens of ${token.wallet}`);
    return (await (await client(signal)).tokens.create(applePayCard(token.token), {idempotencyKey: `${tradeNo}.token`})).id;
  };
  /** The same keys find the same card again, so that a repeat confirms what the first try confirmed. */
  const cardOf = async (intent: PaymentIntent, wallet: WalletToken, signal: AbortSignal): Promise<string> => {
    const token = await tokenOf(intent, wallet, signal);
    return (await (await client(signal)).paymentMethods.create({type: 'card', card: {token}}, {idempotencyKey: `${intent.tradeNo}.card`})).id;
  };
  return {
    ...handler,
    wallets: ['google-pay', 'apple-pay'],
    googlePayGateway: {gateway: 'stripe', 'stripe:version': TOKEN_VERSION, 'stripe:publishableKey': settings.publishableKey},
    async create(intent, token, signal) {
      const card = await cardOf(intent, token, signal).catch((error: unknown) => {
        if (error instanceof NotAToken || refusalIn(error)) return undefined;
        throw error;
      });
      if (card === undefined) return {status: 'declined', reason: 'unreadable_token'};
      return handler.create(intent, {id: intent.id, handler_id: handler.id, type: 'card', credential: {type: 'stripe_payment_method', payment_method: card}}, signal);
    },
  };
}

/** Google Pay hands over Stripe's own token as JSON. */
function readToken(text: string): string {
  try {
    const {id} = JSON.parse(text) as {id?: unknown};
    if (typeof id === 'string' && /^tok_\w+$/.test(id)) return id;
  } catch {
    // Not JSON: the same answer as for other JSON.
  }
  throw new NotAToken('The token is not one of Stripe\'s');
}

/** As Stripe's own libraries for Apple's devices send it; the SDK for servers does not name these fields. */
function applePayCard({paymentData, paymentMethod, transactionIdentifier}: ApplePayToken): Readonly<Record<string, string>> {
  return {
    pk_token: JSON.stringify(paymentData), pk_token_transaction_id: transactionIdentifier,
    ...(paymentMethod.displayName && {pk_token_instrument_name: paymentMethod.displayName}), ...(paymentMethod.network && {pk_token_payment_network: paymentMethod.network}),
  };
}
