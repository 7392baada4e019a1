import {stripeCards, stripeCounter} from './counters/stripe.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Stripe\'s cards', () => stripeCards(false));
judgedHandler('Stripe\'s cards with a challenge', () => stripeCards(true));
judgedHandler('Alipay at Stripe', () => stripeCounter('alipay'));
