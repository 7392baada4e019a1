import {pocketCounter, walletCounter} from './counters/wallets.ts';
import {judgedHandler} from './judged-handler.ts';

judgedHandler('Wallets of browsers and phones', [
  {way: 'Google Pay through Stripe', counter: () => walletCounter('google-pay')},
  {way: 'Apple Pay through Stripe', counter: () => walletCounter('apple-pay')},
  {way: 'Payment Request', counter: pocketCounter},
]);
