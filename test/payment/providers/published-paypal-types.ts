import type {OneTimePaymentSession, PayPalButtonElement, PayPalV6Namespace, SdkInstance} from '@paypal/paypal-js/sdk-v6';
import type {PayPalInstance, PayPalScript, PayPalSession} from '../../../src/payment/providers/paypal/sdk.ts';

// Compiled, never run: what the provider uses of PayPal's script is what PayPal publishes of it.

type Fits<Ours, Published extends Ours> = Published;

export type Session = Fits<Pick<PayPalSession, 'start' | 'destroy' | 'cancel'>, OneTimePaymentSession>;
export type Instance = Fits<PayPalInstance, SdkInstance<readonly ['paypal-payments']>>;
export type Options = Fits<Parameters<PayPalScript['createInstance']>[0], Parameters<PayPalV6Namespace['createInstance']>[0] & {clientId: string; components: readonly ['paypal-payments']}>;
export type Script = Fits<(...options: Parameters<PayPalScript['createInstance']>) => Promise<PayPalInstance>, PayPalV6Namespace['createInstance']>;
export type Button = Fits<{type?: 'buynow' | 'checkout' | 'pay'}, Pick<PayPalButtonElement & {type?: 'buynow' | 'checkout' | 'pay'}, 'type'>>;
