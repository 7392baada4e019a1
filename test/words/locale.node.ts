import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {chooseLocale, matchLocale} from '../../src/words/locale.ts';
import {localeExamples} from './locale-examples.ts';

describe('The language of a reader', () => {
  for (const [tag, ours] of localeExamples) it(`${JSON.stringify(tag)} is served by ${ours ?? 'none of ours'}`, () => assert.equal(matchLocale(tag), ours));

  it('is the first that we speak, else English', () => {
    assert.equal(chooseLocale(undefined, '', 'fr', 'zh-HK', 'en'), 'zh-Hant');
    assert.equal(chooseLocale(null, 'ja'), 'en');
    assert.equal(chooseLocale(), 'en');
  });

  it('is one of three, whatever was written', () => {
    fc.assert(fc.property(fc.string(), (tag) => assert(['en', 'zh-Hans', 'zh-Hant'].includes(chooseLocale(tag)))));
  });
});
