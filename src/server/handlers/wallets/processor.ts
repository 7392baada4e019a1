import type {PaymentHandler, PaymentIntent, Trade} from '../payment-handler.ts';

/** What a wallet on the buyer's device hands over instead of a card. Read, never believed: only the processor can tell what it is worth. */
export type WalletToken =
  /** `tokenizationData.token` of Google Pay: made for one gateway, as text. */
  | {readonly wallet: 'google-pay'; readonly token: string}
  | {readonly wallet: 'apple-pay'; readonly token: ApplePayToken}
  /** `method`: the W3C payment method; `details`: what its app answered. */
  | {readonly wallet: 'payment-request'; readonly method: string; readonly details: Readonly<Record<string, unknown>>};

/** `payment.token` of Apple Pay on the Web. `paymentData` is encrypted for the processor. */
export interface ApplePayToken {
  readonly paymentData: Readonly<Record<string, unknown>>;
  readonly paymentMethod: {readonly displayName?: string; readonly network?: string; readonly type?: string};
  readonly transactionIdentifier: string;
}

/**
 * Whoever turns wallets' tokens into money: a card processor, or the service behind a payment app. The same promises as of a `PaymentHandler`, whose
 * part it does; `create` with the same `tradeNo` finds the trade that an earlier call created.
 */
export interface WalletProcessor extends Omit<PaymentHandler, 'name' | 'id' | 'profile' | 'accepts' | 'hostedMethods' | 'create' | 'answer' | 'wellKnown'> {
  /** Which wallets' tokens it takes. */
  readonly wallets: readonly WalletToken['wallet'][];
  /** What Google Pay must be told so that its token is made for this processor: `tokenizationSpecification.parameters` of a gateway. */
  readonly googlePayGateway?: Readonly<Record<string, string>>;
  create(intent: PaymentIntent, token: WalletToken, signal: AbortSignal): Promise<Trade>;
}

/** What a wallet's handler says of itself; everything else is the processor's. */
type Face = Pick<PaymentHandler, 'name' | 'id' | 'profile' | 'accepts' | 'create' | 'answer' | 'wellKnown' | 'check'>;

/** The processor under the wallet's own name. */
export function behindWallet(processor: WalletProcessor, wallet: WalletToken['wallet'], face: Face): PaymentHandler {
  if (!processor.wallets.includes(wallet)) throw new Error(`This processor takes no tokens of ${wallet}; it takes ${processor.wallets.join(', ')}`);
  const {mode, currencies, limits, refundDays} = processor;
  return {
    ...face,
    mode,
    ...(currencies && {currencies}),
    ...(limits && {limits}),
    ...(refundDays !== undefined && {refundDays}),
    query: (intent, signal) => processor.query(intent, signal),
    close: (intent, signal) => processor.close(intent, signal),
    refund: (intent, refund, signal) => processor.refund(intent, refund, signal),
    queryRefund: (intent, refund, signal) => processor.queryRefund(intent, refund, signal),
    verify: (request, body) => processor.verify(request, body),
    acknowledge: () => processor.acknowledge(),
    ...(processor.capture && {capture: processor.capture.bind(processor)}),
    ...(processor.listRefunds && {listRefunds: processor.listRefunds.bind(processor)}),
    ...(processor.listDisputes && {listDisputes: processor.listDisputes.bind(processor)}),
  };
}
