import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {describeStanding, stoodStill} from './element-test-standing.ts';

const waited = {message: 'Browser tests did not finish within 180000ms. You can increase this timeout'};
const notStopped = {message: 'Timed out stopping the browser page'};

describe('A browser stood still', () => {
  it('when its page never came, or did not end, and no test had failed', () => {
    assert.equal(stoodStill([waited], undefined), true);
    assert.equal(stoodStill([waited], {at: 'loading'}), true);
    assert.equal(stoodStill([waited, notStopped], {at: 'test', title: 'A tag is there', number: 3, failed: 0}), true);
  });

  it('but not when a test had failed before, or the file has an error of its own', () => {
    assert.equal(stoodStill([waited], {at: 'test', title: 'A tag is there', number: 3, failed: 1}), false);
    assert.equal(stoodStill([waited], {at: 'end', failed: 2}), false);
    assert.equal(stoodStill([{message: 'Could not import your test module.'}], {at: 'loading'}), false);
    assert.equal(stoodStill([waited, {message: 'ReferenceError: tag is not defined'}], {at: 'loading'}), false);
    assert.equal(stoodStill([], {at: 'loading'}), false);
  });
});

describe('Where a file stood', () => {
  it('is told by its last test, and by what had failed before', () => {
    assert.equal(describeStanding({at: 'test', title: 'A tag is there', number: 3, failed: 0}), 'it stood at test 3: A tag is there');
    assert.equal(describeStanding({at: 'end', failed: 2}), 'all its tests had ended; 2 had failed before');
    assert.equal(describeStanding({at: 'loading'}), 'its page was there, no test had begun');
    assert.equal(describeStanding(undefined), 'its page never came so far as to say anything');
  });
});
