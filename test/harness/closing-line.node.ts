import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {readClosingLine} from './closing-line.ts';

describe('The closing line of a run', () => {
  it('is counted, and taken out of what the run said', () => {
    assert.deepEqual(readClosingLine('  a\n✗ b\n12 passed, 1 failed\n'), {count: {passed: 12, failed: 1}, rest: 'a\n✗ b'});
    assert.deepEqual(readClosingLine('0 passed, 3 failed'), {count: {passed: 0, failed: 3}, rest: ''});
  });

  it('is the last of its kind: what a test prints may look the same', () => {
    assert.deepEqual(readClosingLine('1 passed, 0 failed\n2 passed, 2 failed\n\nStopped after 5 minutes.'), {count: {passed: 2, failed: 2}, rest: '1 passed, 0 failed\n\nStopped after 5 minutes.'});
  });

  it('is missing where a run fell over', () => {
    assert.deepEqual(readClosingLine('file in Firefox: 3 passed\nError: no browser\n'), {rest: 'file in Firefox: 3 passed\nError: no browser'});
  });
});
