import type {PaymentHandler, PaymentIntent, Trade} from '../payment-handler.ts';
import type {ApplePayToken, WalletProcessor, WalletToken} from '../wallets/processor.ts';
import {refusalIn, stripeClient} from './stripe-client.ts';
import {stripeHandler} from './stripe-handler.ts';
import {stripeSettings} from './stripe-options.ts';
import type {StripeOptions, StripeSettings} from './stripe-options.ts';

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
    googlePayGateway: gatewayOf(settings),
    async create(intent, token, signal) {
      const card = await cardOf(intent, token, signal).catch((error: unknown) => {
        if (isAboutToken(error)) return undefined;
        throw error;
      });
      if (card === undefined) return withoutCard(handler, intent, signal);
      return handler.create(intent, {id: intent.id, handler_id: handler.id, type: 'card', credential: {type: 'stripe_payment_method', payment_method: card}}, signal);
    },
  };
}

/** The token is made for the account that sells: Stripe's library for Android writes a connected one behind the key. */
function gatewayOf({publishableKey, account}: StripeSettings): Readonly<Record<string, string>> {
  return {gateway: 'stripe', 'stripe:version': TOKEN_VERSION, 'stripe:publishableKey': account === undefined ? publishableKey : `${publishableKey}/${account}`};
}

/** What says something of the token itself. A key that Stripe refuses, and a Stripe that has no time, say nothing of it. */
function isAboutToken(error: unknown): boolean {
  const {statusCode = 0, type} = refusalIn(error) ?? {};
  return error instanceof NotAToken || ([400, 402, 404].includes(statusCode) && type !== 'StripeRateLimitError');
}

/** A token that is used, unreadable or another one than before: the trade may have begun with an earlier one. Where it has not, it is ruled out before it is called declined. */
async function withoutCard(handler: PaymentHandler, intent: PaymentIntent, signal: AbortSignal): Promise<Trade> {
  const begun = await handler.query(intent, signal);
  if (begun.status !== 'absent') return begun;
  const ended = await handler.close(intent, signal);
  if (ended.status !== 'closed' && ended.status !== 'absent') return ended;
  return {status: 'declined', reason: 'unreadable_token', ...('providerTradeNo' in ended && {providerTradeNo: ended.providerTradeNo})};
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

/** As Stripe's own libraries for Apple's devices send it, and servers that are in use with secret keys; the SDK for servers does not name these fields. */
function applePayCard({paymentData, paymentMethod, transactionIdentifier}: ApplePayToken): Readonly<Record<string, string>> {
  return {
    pk_token: JSON.stringify(paymentData), pk_token_transaction_id: transactionIdentifier,
    ...(paymentMethod.displayName && {pk_token_instrument_name: paymentMethod.displayName}), ...(paymentMethod.network && {pk_token_payment_network: paymentMethod.network}),
  };
}
