import {stripeCards, stripeCounter} from './counters/stripe.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Stripe', [
  {way: 'card', counter: () => stripeCards(false)},
  {way: 'card with a challenge', counter: () => stripeCards(true)},
  {way: 'Alipay', counter: () => stripeCounter('alipay')},
]);
