// Everything about what is bought, under one name.
export type {ItemChoice} from './item-choice.ts';
export {itemFault} from './item-faults.ts';
export {ItemError, canonicalItems, parseItems, printItems} from './item-grammar.ts';
export {permalinkItems} from './permalink.ts';
export type {Offer, OfferVariant} from './offer.ts';
export {attributionOf, purchaseHash, purchaseKey} from './purchase.ts';
