/// <reference types="googlepay" />
/// <reference types="applepayjs" />
import type {AppleSession} from '../../../src/payment/providers/apple-pay.ts';
import type {GooglePaymentData} from '../../../src/payment/providers/google-pay.ts';

// Compiled, never run: what the providers use of the vendors' scripts is what the vendors publish of them.

type Fits<Ours, Published extends Ours> = Published;

export type GoogleData = Fits<GooglePaymentData, google.payments.api.PaymentData>;
export type GoogleRequest = Fits<Parameters<google.payments.api.PaymentsClient['loadPaymentData']>[0]['transactionInfo'], {
  totalPriceStatus: 'FINAL'; totalPrice: string; currencyCode: string; checkoutOption: 'COMPLETE_IMMEDIATE_PURCHASE'; countryCode: string;
}>;
export type GoogleVerdict = Fits<google.payments.api.PaymentAuthorizationResult, {
  transactionState: 'ERROR'; error: {reason: 'OTHER_ERROR'; intent: 'PAYMENT_AUTHORIZATION'; message: string};
}>;
export type AppleSheet = Fits<Pick<AppleSession, 'begin' | 'abort' | 'completeMerchantValidation' | 'completePayment'>, ApplePaySession>;
export type AppleToken = Fits<Parameters<NonNullable<AppleSession['onpaymentauthorized']>>[0]['payment']['token'], ApplePayJS.ApplePayPaymentToken>;
