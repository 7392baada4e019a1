import {aTimeout, expect, waitUntil} from '@open-wc/testing';
import {Wallet} from './shop.ts';
import {clear, payButton} from './stand.ts';
import type {Stand} from './stand.ts';

describe('What pay-button was about to do before its author changed it', () => {
  afterEach(clear);

  // Alone in this file: the code for fields must not be loaded yet.
  it('is not done any more', async () => {
    let come: (() => void) | undefined;
    const wallet = new Wallet({available: () => new Promise((resolve) => (come = () => resolve({status: 'available'})))});
    const fields = new Wallet({
      id: 'fields', surface: 'fields',
      prepare: async () => {
        stand.tag.providers = [wallet.provider];
      },
      mount: (frame) => Promise.resolve(() => frame.replaceChildren()),
    });
    const stand: Stand = await payButton({wallet: fields, ready: false});
    await waitUntil(() => come, undefined, {timeout: 4000});
    await aTimeout(100);
    expect(stand.has('.frame')).to.equal(false);
    expect(stand.tag.querySelector('[slot=provider]')).to.equal(null);
    come!();
    await stand.isReady();
    await stand.press();
    expect([fields.presses.length, wallet.presses.length]).to.deep.equal([0, 1]);
  });
});
