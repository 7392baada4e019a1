import {invalidParameter, missing} from './api-error.ts';
import type {Behaviour, Method, MethodType, SimCardToken, World} from './world.ts';

const pays: Behaviour = {challenge: false};
const refuses = (decline: string, message: string, challenge = false): Behaviour => ({challenge, refusal: {code: 'card_declined', decline_code: decline, message}});
const declined = 'Your card was declined.';

/** https://docs.stripe.com/testing, by number and by the PaymentMethod of the same name. */
const CARDS: Readonly<Record<string, Behaviour>> = {
  4242424242424242: pays, pm_card_visa: pays, 5555555555554444: pays, pm_card_mastercard: pays, pm_card_unionpay: pays,
  4000000000000002: refuses('generic_decline', declined), pm_card_visa_chargeDeclined: refuses('generic_decline', declined),
  4000000000009995: refuses('insufficient_funds', 'Your card has insufficient funds.'),
  pm_card_visa_chargeDeclinedInsufficientFunds: refuses('insufficient_funds', 'Your card has insufficient funds.'),
  4000000000000069: {challenge: false, refusal: {code: 'expired_card', message: 'Your card has expired.'}},
  4000000000000127: {challenge: false, refusal: {code: 'incorrect_cvc', message: "Your card's security code is incorrect."}},
  4000002500003155: {challenge: true}, 4000000000003220: {challenge: true}, pm_card_authenticationRequired: {challenge: true},
  4000008400001629: refuses('generic_decline', declined, true), pm_card_authenticationRequiredChargeDeclined: refuses('generic_decline', declined, true),
};

/** A card by its number or by the name of a test PaymentMethod. */
export function card(world: World, name: string): Method {
  const behaviour = CARDS[name.replaceAll(/\s/g, '')];
  if (!behaviour) throw invalidParameter('payment_method_data[card][number]', 'Your card number is incorrect.', 'incorrect_number');
  return {id: world.id('pm'), type: 'card', behaviour};
}

/** A wallet's token, for the card of that number or name. */
export function addCardToken(world: World, name: string): SimCardToken {
  const token: SimCardToken = {id: world.id('tok'), method: card(world, name), used: false};
  world.cardTokens.set(token.id, token);
  return token;
}

/** The PaymentMethod that a token becomes, once. */
export function methodOfToken(world: World, id: string): Method {
  const token = world.cardTokens.get(id);
  if (!token) throw missing('token', id);
  if (token.used) throw invalidParameter('card[token]', 'You cannot use a Stripe token more than once.', 'token_already_used');
  token.used = true;
  world.methods.set(token.method.id, token.method);
  return token.method;
}

export function wallet(world: World, type: Exclude<MethodType, 'card'>): Method {
  return {id: world.id('pm'), type, behaviour: {challenge: type !== 'link'}};
}
