import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {Parser} from 'htmlparser2';
import type {Fence} from './read-docs.ts';
import {fences, wordsIn} from './read-docs.ts';

interface Declared {
  readonly name: string;
}
interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly Declared[];
  readonly slots?: readonly Declared[];
  readonly events?: readonly Declared[];
  readonly cssParts?: readonly Declared[];
  readonly cssProperties?: readonly Declared[];
  readonly cssStates?: readonly Declared[];
}

const manifest = JSON.parse(readFileSync('custom-elements.json', 'utf8')) as {modules: {declarations: Declaration[]}[]};
const tags = new Map(manifest.modules.flatMap(({declarations}) => declarations).flatMap((declaration) => (declaration.tagName ? [[declaration.tagName, declaration]] : [])));
const payButton = tags.get('pay-button') ?? assert.fail('The manifest has no pay-button');

/** Elements without an end, and attributes that every element has. */
const empty = new Set(['meta', 'link', 'img', 'br', 'input']);
const global = new Set(['class', 'id', 'hidden', 'lang', 'slot', 'dir']);

const named = (list: readonly Declared[] = []): string[] => list.map(({name}) => name);
const where = ({file, line}: Fence): string => `${file}:${line}`;

describe('The HTML of the documentation', () => {
  for (const fence of fences('html')) {
    it(`is whole at ${where(fence)}, and gives our tags attributes and slots that they have`, () => assert.deepEqual(mistakesIn(fence.code), []));
  }

  it('is told to be wrong when it is', () => {
    assert.deepEqual(mistakesIn('<pay-button sku="x"><b slot="name">Buy</b>'), ['<pay-button> has no attribute sku', '<pay-button> has no slot name', '<pay-button> is not closed']);
  });
});

describe('The CSS of the documentation', () => {
  for (const fence of fences('css')) {
    it(`names parts, states and properties that exist, at ${where(fence)}`, () => {
      const used = (pattern: RegExp): string[] => [...fence.code.matchAll(pattern)].map(([, name = '']) => name);
      assert.deepEqual(used(/::part\(([\w-]+)\)/g).filter((name) => !named(payButton.cssParts).includes(name)), []);
      assert.deepEqual(used(/:state\(([\w-]+)\)/g).filter((name) => !named(payButton.cssStates).includes(name)), []);
      assert.deepEqual(used(/(--[\w-]+)/g).filter((name) => !named(payButton.cssProperties).includes(name)), []);
    });
  }
});

describe('docs/pay-button.md', () => {
  const words = wordsIn('docs/pay-button.md');
  const expected = {
    attribute: named(payButton.attributes), event: named(payButton.events), part: named(payButton.cssParts), property: named(payButton.cssProperties),
    state: named(payButton.cssStates).map((name) => `:state(${name})`),
  };
  for (const [kind, names] of Object.entries(expected)) {
    it(`names every ${kind} of the manifest`, () => {
      assert.ok(names.length);
      assert.deepEqual(names.filter((name) => !words.has(name)), []);
    });
  }
});

function mistakesIn(code: string): string[] {
  const mistakes: string[] = [];
  const open: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      const tag = tags.get(name);
      for (const attribute of tag ? Object.keys(attributes) : []) {
        if (!global.has(attribute) && !named(tag?.attributes).includes(attribute)) mistakes.push(`<${name}> has no attribute ${attribute}`);
      }
      const parent = tags.get(open.at(-1) ?? '');
      if (parent && !named(parent.slots).includes(attributes['slot'] ?? '')) mistakes.push(`<${parent.tagName}> has no slot ${attributes['slot']}`);
      if (!empty.has(name)) open.push(name);
    },
    onclosetag(name, implied) {
      if (empty.has(name)) return;
      open.pop();
      if (implied) mistakes.push(`<${name}> is not closed`);
    },
  });
  parser.end(code);
  return mistakes;
}
