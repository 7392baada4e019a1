import {expect} from '@open-wc/testing';
import type {TagClass} from '../../src/page/define.ts';
import {define, hangtag} from '../../src/page/define.ts';
import type {Tag} from '../../src/page/tag-names.ts';
import {tagName} from '../../src/page/tag-names.ts';
import {listenToConsole} from './console.ts';

const ours = (tag: string): TagClass => class Ours extends HTMLElement { static [hangtag] = tag as Tag; };

describe('Defining a tag', () => {
  const heard = listenToConsole();

  it('gives it its own name', () => {
    const Class = ours('x-one');
    expect(define(Class)).to.equal('x-one');
    expect(customElements.get('x-one')).to.equal(Class);
    expect(tagName('x-one' as Tag)).to.equal('x-one');
  });

  it('again, by this or another copy of the script, changes nothing and says nothing', () => {
    const first = ours('x-two');
    define(first);
    expect(define(first)).to.equal('x-two');
    expect(define(ours('x-two'))).to.equal('x-two');
    expect(customElements.get('x-two')).to.equal(first);
    expect(heard()).to.deep.equal([]);
  });

  it('leaves a name alone that the page gave to something else, and says once what to do', () => {
    const foreign = class extends HTMLElement {};
    customElements.define('x-three', foreign);
    expect(define(ours('x-three'))).to.equal(undefined);
    define(ours('x-three'));
    expect(customElements.get('x-three')).to.equal(foreign);
    expect(heard()).to.have.length(1);
    expect(heard()[0]).to.match(/<x-three> is already defined by something else.*define\(\w+, 'shop-x-three'\)/);
  });

  it('does not take another of our tags for the same', () => {
    define(ours('x-four'));
    expect(define(ours('x-five'), 'x-four')).to.equal(undefined);
    expect(heard()).to.have.length(1);
  });

  it('takes another name, and remembers it', () => {
    const foreign = class extends HTMLElement {};
    customElements.define('x-six', foreign);
    expect(define(ours('x-six'), 'shop-x-six')).to.equal('shop-x-six');
    expect(tagName('x-six' as Tag)).to.equal('shop-x-six');
  });

  it('gives one class several names', () => {
    const Class = ours('x-seven');
    define(Class);
    expect(define(Class, 'x-seven-too')).to.equal('x-seven-too');
    expect(document.createElement('x-seven-too')).to.be.instanceOf(Class);
    expect(tagName('x-seven' as Tag)).to.equal('x-seven');
  });

  it('refuses what is no name', () => {
    expect(() => define(ours('x-eight'), 'nodash')).to.throw(DOMException);
  });

  it('leaves the links to engines without constructable style sheets', () => {
    const sheets = Object.getOwnPropertyDescriptor(Document.prototype, 'adoptedStyleSheets') ?? {};
    Reflect.deleteProperty(Document.prototype, 'adoptedStyleSheets');
    try {
      expect(define(ours('x-old'))).to.equal(undefined);
    } finally {
      Object.defineProperty(Document.prototype, 'adoptedStyleSheets', sheets);
    }
    expect(customElements.get('x-old')).to.equal(undefined);
    expect(heard()).to.deep.equal([]);
  });
});
