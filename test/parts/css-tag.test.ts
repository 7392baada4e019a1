import {expect} from '@open-wc/testing';
import * as lits from '@lit/reactive-element/css-tag.js';
import * as ours from '../../src/parts/css-tag.ts';

describe('Our module for styles', () => {
  it('has every name that Lit asks for', () => {
    expect(Object.keys(ours).sort()).to.deep.equal(Object.keys(lits).sort());
  });

  it('gives a tag the same style sheets, and every other tag the same ones', () => {
    const roots = [ours, lits].map(({adoptStyles, css}) => {
      const style = css`p { color: rgb(1, 2, 3); }` as unknown as CSSStyleSheet;
      const made = [0, 1].map(() => {
        const root = document.createElement('div').attachShadow({mode: 'open'});
        (adoptStyles as (root: ShadowRoot, styles: unknown[]) => void)(root, [style]);
        return root;
      });
      return made.map(({adoptedStyleSheets}) => adoptedStyleSheets);
    });
    for (const [[one], [other]] of roots as [[CSSStyleSheet], [CSSStyleSheet]][]) {
      expect(one).to.be.instanceOf(CSSStyleSheet);
      expect(one).to.equal(other);
      expect(one.cssRules[0]?.cssText).to.equal('p { color: rgb(1, 2, 3); }');
    }
  });
});
