import {describe, it} from 'node:test';
import fc from 'fast-check';
import {Clock} from './browser.ts';
import {seller} from './model-seller.ts';
import {Play, items, turns} from './sequences.ts';
import {Shop} from './shop.ts';

describe('No sequence of presses, tabs, reloads, windows, and lost, late or doubled answers', () => {
  for (const [webLocks, extension] of [[true, true], [false, true], [true, false]] as const) {
    it(`charges twice, loses an order or shows an ending that is not so (${webLocks ? 'Web Locks' : 'lease'}, ${extension ? 'our merchant' : 'any UCP merchant'})`, async () => {
      const property = fc.asyncProperty(turns, async (sequence) => {
        const clock = new Clock();
        const shop = new Shop(clock);
        shop.speaksOurExtension = extension;
        const play = new Play(seller(shop), clock, {webLocks}, {items, total: {amount: 12800, currency: 'HKD'}, locale: 'en'});
        await play.run(sequence);
      });
      await fc.assert(property, {numRuns: Number(process.env.SEQUENCES ?? 60), includeErrorInReport: true});
    });
  }
});
