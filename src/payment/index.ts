export type {CheckoutHandler, Checkout, OrderConfirmation} from '../commerce/checkout.ts';
export type {Instrument} from '../commerce/instrument.ts';
export type {Money} from '../commerce/money.ts';
export type {PaymentAction, SheetChoice} from '../commerce/payment-action.ts';
export type {Attempt, AttemptState, BuyerDetails, PaymentStory, PayRequest, ProblemCode, TakeUpRequest} from './attempt.ts';
export type {Availability, Payment, PaymentProvider, Place, Presentation, ProviderEnding, Step, Surface} from './provider.ts';
export {PaymentInterrupted} from './provider.ts';
export {isEnding, mayMove, transitions} from './transitions.ts';
export type {PurchaseState} from './transitions.ts';
