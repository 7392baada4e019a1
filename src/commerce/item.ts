// Everything about what is bought, under one name.
export type {ItemChoice} from './item-choice.ts';
export {ItemError, canonicalItems, parseItems, permalinkItems, printItems} from './item-grammar.ts';
export type {Offer, OfferVariant} from './offer.ts';
export {attributionOf, purchaseHash, purchaseKey} from './purchase.ts';
export type {Purchase} from './purchase.ts';
