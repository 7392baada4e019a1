import type {Money} from './money.ts';

/** What a merchant offers under one id: enough to show a tag before anything is bought. */
export interface Offer {
  /** The id that was asked for. */
  readonly id: string;
  readonly productId: string;
  readonly title: string;
  /** BCP 47 tag of `title`, when the merchant says it. */
  readonly language?: string;
  readonly imageUrl?: string;
  readonly url?: string;
  /** The variant that `id` resolved to. */
  readonly variant: OfferVariant;
  /** Every variant of the product that can be chosen, the resolved one included; one entry when there is no choice. */
  readonly variants: readonly OfferVariant[];
  /** False when `variants` may be only a part: `Catalogue.product` has them all. */
  readonly complete: boolean;
}

export interface OfferVariant {
  readonly id: string;
  /** What tells this variant from its siblings, such as "Blue / Large"; empty when there is only one. */
  readonly title: string;
  /** Minor units. */
  readonly price: Money;
  /** The price before a reduction; only when higher than `price`. */
  readonly listPrice?: Money;
  readonly available: boolean;
  /** How many can still be bought; absent when the merchant does not say. */
  readonly stock?: number;
  /** True when it must be sent or fetched; false for digital goods; absent when the merchant does not say. */
  readonly needsDelivery?: boolean;
}
