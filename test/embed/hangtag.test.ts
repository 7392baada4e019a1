import {expect} from '@open-wc/testing';

const page = globalThis as unknown as Record<symbol, Promise<unknown> | undefined>;
const place = Symbol.for('hangtag.script.1');

// Two addresses are two scripts to the browser, as two versions would be.
const copy = (name: string): Promise<unknown> => import(new URL(`../../src/embed/hangtag.ts?${name}`, import.meta.url).href);

describe('The script of a plain page', () => {
  it('loads the tags once, though it is there twice', async () => {
    await copy('one');
    const core = page[place];
    await core;
    const PayButton = customElements.get('pay-button');
    expect(PayButton).not.to.equal(undefined);
    await copy('two');
    expect(page[place]).to.equal(core);
    expect(customElements.get('pay-button')).to.equal(PayButton);
  });
});
