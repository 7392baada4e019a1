import type {PaymentEventMap} from '../payment-events.ts';
import type {PayButton} from './pay-button.ts';

// Named by every entry that has the tag, so that whoever imports one finds the events in the DOM's maps.
export type * from '../payment-events.ts';

type Own = 'merchant' | 'item' | 'providers' | 'coupon' | 'campaign' | 'locale' | 'disabled' | 'price' | 'currency' | 'label' | 'checkoutHref' | 'maxQuantity';

/** What may be said of a `<pay-button>` in JSX: its properties and attributes, and a listener for each of its events, as `onpayment-complete`. */
export type PayButtonProps = Partial<Pick<PayButton, Own>> & {
  readonly 'checkout-href'?: string | undefined;
  readonly 'max-quantity'?: string | number | undefined;
} & {
  readonly [Name in keyof PaymentEventMap as `on${Name}`]?: ((event: PaymentEventMap[Name]) => void) | undefined;
};
