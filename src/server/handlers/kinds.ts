import type {HandlerKind} from './handler-kind.ts';

/** The services that the settings file can name; each is loaded only when it is. */
export const handlerKinds: Readonly<Record<string, () => Promise<HandlerKind>>> = {
  alipay: async () => (await import('./alipay/alipay-kind.ts')).alipayKind,
  antom: async () => (await import('./antom/antom-kind.ts')).antomKind,
  paypal: async () => (await import('./paypal/paypal-kind.ts')).paypalKind,
  stripe: async () => (await import('./stripe/stripe-kind.ts')).stripeKind,
  'google-pay': async () => (await import('./wallets/wallet-kinds.ts')).googlePayKind,
  'apple-pay': async () => (await import('./wallets/wallet-kinds.ts')).applePayKind,
};
