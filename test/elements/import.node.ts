import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

describe('In Node', () => {
  it('every entry of the tags can be imported, and defines nothing', async () => {
    const {PayButton} = await import('../../src/elements/pay-button/pay-button.ts');
    const all = await import('../../src/elements/define-all.ts');
    assert.equal(all.PayButton, PayButton);
    assert.equal(Reflect.get(PayButton, Symbol.for('hangtag.tag')), 'pay-button');
  });

  it('a tag can be made, and renders its slot only: no dead button before it is hydrated', async () => {
    const {PayButton} = await import('../../src/elements/pay-button/pay-button.ts');
    const tag = new PayButton();
    const {strings} = (tag as unknown as {render(): {strings: readonly string[]}}).render();
    assert.deepEqual([...strings], ['<slot></slot>']);
  });
});
