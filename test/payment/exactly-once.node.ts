import {after, before, describe, it} from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {Play, turns} from './sequences.ts';
import {RealShop} from './real-shop.ts';

describe('Against the real server, the sandbox wallet and both books', () => {
  let shop: RealShop;
  before(async () => {
    shop = await RealShop.open();
  });
  after(() => shop.close());

  const play = async (webLocks: boolean, sequence: Parameters<Play['run']>[0]): Promise<Play> => {
    const seller = await shop.seller();
    const total = {amount: 12800, currency: 'HKD'};
    const play = new Play(seller, seller.clock, {webLocks}, {items: [{id: seller.item, quantity: 1}], total, locale: 'en'});
    await play.run(sequence);
    return play;
  };

  it('a press pays once', async () => {
    const {seller, browser} = await play(true, [{happening: {what: 'press', tab: 0, button: 'approve', collectFirst: false, otherCopy: false}, then: 1000}]);
    assert.equal((await seller.charges()).length, 1);
    assert.ok(browser.told.some(({how, attempt}) => how === 'ended' && attempt.state === 'paid'));
  });

  for (const webLocks of [true, false]) {
    it(`no sequence charges twice, loses an order or shows an ending that is not so (${webLocks ? 'Web Locks' : 'lease'})`, async () => {
      const begun = performance.now();
      const property = fc.asyncProperty(turns, async (sequence) => {
        // A slow machine plays fewer. One that was interrupted would go on, and meddle with the next at the same wallet.
        if (performance.now() - begun < 45_000) await play(webLocks, sequence);
      });
      await fc.assert(property, {numRuns: Number(process.env.SEQUENCES ?? 10), includeErrorInReport: true});
    });
  }
});
