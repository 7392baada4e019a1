import {aTimeout, expect} from '@open-wc/testing';
import {waitUntil} from '../../harness/wait-until.ts';
import {Wallet} from './shop.ts';
import {clear, payButton} from './stand.ts';
import type {Stand} from './stand.ts';

describe('What pay-button was about to do before its author changed it', () => {
  afterEach(clear);

  // Only tests of this kind in this file: the code for fields must not be loaded yet.
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
    await waitUntil(() => come);
    await aTimeout(100);
    expect(stand.has('.frame')).to.equal(false);
    expect(stand.tag.querySelector('[slot=provider]')).to.equal(null);
    come!();
    await stand.isReady();
    await stand.press();
    expect([fields.presses.length, wallet.presses.length]).to.deep.equal([0, 1]);
  });

  it('shows nothing of a way to pay that the buyer has turned away from while it was on its way', async () => {
    const wallet = new Wallet();
    const seen: string[] = [];
    const signals: AbortSignal[] = [];
    const fields = new Wallet({
      id: 'fields', surface: 'fields', name: {en: 'Fields'},
      prepare: async (_, signal) => void signals.push(signal),
      mount: async (frame) => {
        seen.push('mounted');
        return () => frame.replaceChildren();
      },
    });
    const stand = await payButton({wallet, ready: false});
    stand.tag.providers = [wallet.provider, fields.provider];
    await waitUntil(() => stand.has('.ways'));
    const [first, second] = stand.tag.shadowRoot!.querySelectorAll<HTMLInputElement>('.way input');
    const watching = new MutationObserver(() => stand.has('.frame') && seen.push('framed'));
    watching.observe(stand.tag.shadowRoot!, {childList: true, subtree: true});
    second!.click();
    first!.click();
    await stand.isReady();
    await aTimeout(100);
    watching.disconnect();
    expect(seen).to.deep.equal([]);
    expect(signals.map(({aborted}) => aborted)).to.deep.equal([true]);
    await stand.press();
    expect([fields.presses.length, wallet.presses.length]).to.deep.equal([0, 1]);
  });
});
