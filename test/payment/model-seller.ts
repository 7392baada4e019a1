import assert from 'node:assert/strict';
import type {Seller} from './sequences.ts';
import type {Shop, Trade} from './shop.ts';

/** The merchant in memory, as sequences are played against it. */
export function seller(shop: Shop): Seller {
  const at = (nth: number): Trade | undefined => shop.trades[nth % (shop.trades.length || 1)];
  return {
    id: 'https://shop.example',
    seenFrom: (tab) => shop.seenFrom(tab),
    network: shop.network,
    changePrice: async (amount) => void (shop.price = amount),
    decide: async (nth, decision) => shop.decide(at(nth), decision),
    async decideAll(decision) {
      for (const trade of shop.open) shop.decide(trade, decision);
    },
    charges: async () => shop.paid.map(({attempt, checkout}) => ({attempt, order: shop.checkouts.get(checkout)?.order})),
    async audit() {
      for (const {checkout} of shop.paid) assert.equal(shop.checkouts.get(checkout)?.status, 'completed');
    },
  };
}
