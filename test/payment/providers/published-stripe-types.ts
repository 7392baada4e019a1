import type {ConfirmationToken, Stripe, StripeConstructor, StripeElements, StripeExpressCheckoutElement, StripeExpressCheckoutElementClickEvent, StripeExpressCheckoutElementConfirmEvent, StripePaymentElement} from '@stripe/stripe-js';
import type {Appearance, ElementsGroup, ElementsOptions, ExpressClick, ExpressConfirm, ExpressElement, FieldsElement, StripeFactory, StripeJs} from '../../../src/payment/providers/stripe/stripe-js.ts';

// Compiled, never run: what the providers use of Stripe's script is what Stripe publishes of it.

type Fits<Ours, Published extends Ours> = Published;
/** What we hand over is something that Stripe takes. */
type Taken<Published, Ours extends Published> = Ours;

export type Script = Fits<Pick<StripeJs, 'handleNextAction'>, Stripe>;
// It takes Stripe's whole elements, of which we name only what we use.
export type TokenAnswer = Fits<Awaited<ReturnType<StripeJs['createConfirmationToken']>>, Awaited<ReturnType<Stripe['createConfirmationToken']>>>;
export type Begun = Taken<Parameters<StripeConstructor>, [Parameters<StripeFactory>[0], {stripeAccount?: string}]>;
export type Group = Fits<Pick<ElementsGroup, 'update' | 'submit'>, StripeElements>;
export type Fields = Fits<FieldsElement, StripePaymentElement>;
export type Buttons = Fits<ExpressElement, StripeExpressCheckoutElement>;
export type Click = Fits<ExpressClick, StripeExpressCheckoutElementClickEvent>;
export type Confirm = Fits<ExpressConfirm, StripeExpressCheckoutElementConfirmEvent>;
export type Token = Fits<{readonly id: string}, ConfirmationToken>;
type Made = Parameters<Stripe['elements']>[0];
export type Options = Taken<NonNullable<Made> | {mode: 'payment'}, Pick<ElementsOptions, 'mode' | 'amount' | 'currency' | 'locale' | 'allowedPaymentMethodTypes'>>;
export type Looks = Taken<NonNullable<Parameters<StripeElements['update']>[0]['appearance']>, Appearance>;
