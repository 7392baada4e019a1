import {expect} from '@open-wc/testing';
import {watchTags} from '../../src/embed/tag-watch.ts';
import {waitUntil} from '../harness/wait-until.ts';

const settle = (ms = 120) => new Promise((done) => setTimeout(done, ms));
/** The loads come, and no further one. */
async function loadedAs(loads: readonly string[], count: number): Promise<void> {
  await waitUntil(() => loads.length >= count, `${count} loads did not come`);
  await settle();
  expect(loads).to.have.length(count);
}
let number = 0;

/** A page with a tag of its own name in it, which counts how often its code was loaded. */
function page({failures = 0, before = 0}: {failures?: number; before?: number} = {}) {
  const name = `x-watched-${++number}`;
  const space = document.createElement('div');
  space.style.height = `${before}px`;
  const box = document.createElement('div');
  document.body.replaceChildren(space, box);
  scrollTo(0, 0);
  const loads: string[] = [];
  const stop = watchTags({[name]: async () => {
    loads.push(name);
    if (loads.length <= failures) throw new Error('offline');
    customElements.define(name, class extends HTMLElement {});
  }});
  const add = (where: ParentNode & Node = box) => where.appendChild(document.createElement(name));
  return {name, box, loads, stop, add};
}

describe('The code of a tag', () => {
  const {error} = console;
  before(() => void (console.error = () => undefined));
  after(() => void (console.error = error));
  afterEach(() => document.body.replaceChildren());

  it('is loaded when a tag is near what is seen, once for all of them', async () => {
    const {add, loads, stop} = page();
    add();
    add();
    await loadedAs(loads, 1);
    add();
    dispatchEvent(new Event('online'));
    await settle();
    expect(loads).to.have.length(1);
    stop();
  });

  it('is not loaded while no tag is near, and is when the reader gets there', async () => {
    const {add, loads, stop} = page({before: 20_000});
    const tag = add();
    await settle();
    expect(loads).to.have.length(0);
    tag.scrollIntoView();
    await loadedAs(loads, 1);
    stop();
  });

  it('is loaded for tags that were there before, and for tags within what is added', async () => {
    const box = document.createElement('div');
    const name = `x-watched-${++number}`;
    box.append(document.createElement('section'));
    box.firstElementChild!.append(document.createElement(name));
    const early = document.createElement(`${name}-early`);
    document.body.append(early);
    const loads: string[] = [];
    const stop = watchTags({[name]: async () => loads.push(name), [`${name}-early`]: async () => loads.push('early')});
    await loadedAs(loads, 1);
    expect(loads).to.deep.equal(['early']);
    document.body.append(box);
    await loadedAs(loads, 2);
    expect(loads).to.deep.equal(['early', name]);
    stop();
  });

  for (const type of ['pointerover', 'focusin']) {
    it(`is loaded at ${type}, also within shadow roots`, () => {
      const {loads, stop, box, add} = page({before: 20_000});
      const tag = add(box.attachShadow({mode: 'open'}));
      tag.dispatchEvent(new Event(type, {bubbles: true, composed: true}));
      expect(loads).to.have.length(1);
      stop();
    });
  }

  it('that could not be loaded is tried again when the tag is touched', async () => {
    const {add, loads, stop, name} = page({failures: 1});
    const tag = add();
    await loadedAs(loads, 1);
    expect(customElements.get(name)).to.equal(undefined);
    tag.dispatchEvent(new Event('pointerover', {bubbles: true, composed: true}));
    await loadedAs(loads, 2);
    expect(customElements.get(name)).not.to.equal(undefined);
    stop();
  });

  it('that could not be loaded is tried again when the network is back', async () => {
    const {add, loads, stop} = page({failures: 1});
    add();
    await loadedAs(loads, 1);
    dispatchEvent(new Event('online'));
    await loadedAs(loads, 2);
    stop();
  });

  it('is not loaded for a name that is already defined', async () => {
    const {name, add, loads, stop} = page();
    customElements.define(name, class extends HTMLElement {});
    add();
    await settle();
    expect(loads).to.have.length(0);
    stop();
  });

  it('is loaded at once where nearness cannot be told', async () => {
    const {IntersectionObserver: real} = window;
    Reflect.deleteProperty(window, 'IntersectionObserver');
    try {
      const {add, loads, stop} = page({before: 20_000});
      add();
      await loadedAs(loads, 1);
      stop();
    } finally {
      window.IntersectionObserver = real;
    }
  });

  it('is not loaded any more after it was stopped', async () => {
    const {add, loads, stop} = page();
    stop();
    const tag = add();
    tag.dispatchEvent(new Event('pointerover', {bubbles: true, composed: true}));
    await settle();
    expect(loads).to.have.length(0);
  });
});
