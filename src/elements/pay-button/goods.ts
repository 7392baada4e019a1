import type {ItemChoice, Offer, OfferVariant} from '../../commerce/item.ts';
import type {Money} from '../../commerce/money.ts';

/** What the buyer chose on the tag: nothing, until they choose. */
export interface Choice {
  readonly variant?: string;
  readonly quantity?: number;
}

/** One kind of thing on the tag, with what was chosen of it. */
export interface Good {
  readonly offer: Offer;
  readonly variant: OfferVariant;
  readonly quantity: number;
}

/** The offers of a tag's items, in their order, with the buyer's choice put in. A choice exists for a single item only. */
export function goodsOf(items: readonly ItemChoice[], offers: readonly Offer[], choice: Choice, maxQuantity: number): readonly Good[] {
  return offers.map((offer, at) => {
    const single = offers.length === 1;
    const variant = (single && offer.variants.find(({id}) => id === choice.variant)) || offer.variant;
    const wanted = (single && choice.quantity) || items[at]?.quantity || 1;
    return {offer, variant, quantity: single && maxQuantity > 1 ? Math.min(wanted, quantityLimit(variant, maxQuantity)) : wanted};
  });
}

/** How many of a variant may be chosen: at least 1, so that a tag that is sold out still shows a price. */
export const quantityLimit = ({stock = Infinity}: OfferVariant, maxQuantity: number): number => Math.max(1, Math.min(stock, maxQuantity));

/** The sum of what is on the tag, before delivery and discounts; `undefined` when it cannot be one sum. */
export function sumOf(goods: readonly Good[], price: (variant: OfferVariant) => Money = ({price}) => price): Money | undefined {
  const [first, ...others] = goods.map(({variant, quantity}) => ({amount: price(variant).amount * quantity, currency: price(variant).currency}));
  if (!first || others.some(({currency}) => currency !== first.currency)) return undefined;
  const amount = others.reduce((sum, other) => sum + other.amount, first.amount);
  return Number.isSafeInteger(amount) ? {amount, currency: first.currency} : undefined;
}

/** The sum as it was before reductions; not higher than `sumOf` when nothing is reduced. */
export const oldSumOf = (goods: readonly Good[]): Money | undefined => sumOf(goods, ({listPrice, price}) => listPrice ?? price);

export const enough = ({variant, quantity}: Good): boolean => variant.available && quantity <= (variant.stock ?? Infinity);

/** What goes into the checkout. */
export const itemsOf = (goods: readonly Good[]): readonly ItemChoice[] => goods.map(({variant, quantity}) => ({id: variant.id, quantity}));

export const titleOf = ({offer, variant}: Good): string => [offer.title, offer.variants.length > 1 ? variant.title : ''].filter(Boolean).join(', ');
