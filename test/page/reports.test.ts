import {expect} from '@open-wc/testing';
import {followMistakes, mistakesOf, onLocalhost, report} from '../../src/page/reports.ts';
import {listenToConsole} from './console.ts';

describe('A mistake of a page\'s author', () => {
  const heard = listenToConsole();

  it('is told once, with the element, until it changes or comes back', () => {
    const tag = document.createElement('pay-button');
    report(tag, 'price', 'price="x" is not an amount.');
    report(tag, 'price', 'price="x" is not an amount.');
    expect(heard()).to.deep.equal(['Hangtag: price="x" is not an amount. [object HTMLElement]']);
    report(tag, 'price', 'price="y" is not an amount.');
    report(tag, 'price', undefined);
    report(tag, 'price', 'price="y" is not an amount.');
    expect(heard()).to.have.length(3);
  });

  it('is told for each element apart', () => {
    for (const tag of [document.createElement('a'), document.createElement('a')]) report(tag, 'item', 'item is missing.');
    expect(heard()).to.have.length(2);
  });

  it('can be shown on the tag, on the author\'s own machine', () => {
    expect(onLocalhost()).to.equal(true);
    const tag = document.createElement('pay-button');
    let changes = 0;
    followMistakes(tag, () => changes++);
    report(tag, 'item', 'item is missing.');
    report(tag, 'price', 'price is missing.');
    expect(mistakesOf(tag)).to.deep.equal(['item is missing.', 'price is missing.']);
    report(tag, 'item', undefined);
    expect(mistakesOf(tag)).to.deep.equal(['price is missing.']);
    expect(changes).to.equal(3);
    followMistakes(tag, undefined);
    report(tag, 'price', undefined);
    expect(changes).to.equal(3);
  });
});
