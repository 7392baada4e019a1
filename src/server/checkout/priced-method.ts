import type {Buyer, FulfillmentMethod, Message} from '../../commerce/checkout.ts';
import type {Delivery} from './delivery.ts';
import type {Wording} from './wording.ts';

/** What every way of delivery needs to be priced. */
export interface FulfillmentPricing {
  readonly delivery: Delivery;
  /** Whether the shop's rates are in the currency of the checkout; if not, only free ones can be used. */
  readonly ratesApply: boolean;
  /** Minor units, before delivery. */
  readonly subtotal: number;
  readonly buyer: Buyer | undefined;
  readonly words: Wording;
}

export interface PricedMethod {
  readonly method: FulfillmentMethod;
  readonly messages: readonly Message[];
  /** What it costs, once that is known. */
  readonly charge?: {readonly title: string; readonly amount: number};
}
