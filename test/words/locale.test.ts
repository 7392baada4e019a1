import {expect} from '@open-wc/testing';
import {matchLocale} from '../../src/words/locale.ts';
import {localeExamples} from './locale-examples.ts';

describe('The language of a reader, in this browser', () => {
  for (const [tag, ours] of localeExamples) it(`${JSON.stringify(tag)} is served by ${ours ?? 'none of ours'}`, () => void expect(matchLocale(tag)).to.equal(ours));
});
