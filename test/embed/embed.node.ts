import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

describe('The scripts for plain pages', () => {
  it('do nothing and do not mind where there is no page', async () => {
    await import('../../src/embed/loader.ts');
    await import('../../src/embed/tag-watch.ts');
    assert.equal(typeof document, 'undefined');
  });
});
