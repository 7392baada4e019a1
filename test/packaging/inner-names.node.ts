import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseSync} from 'vite';
import {innerNames} from './inner-names.ts';
import {namesWithOthers} from './names-with-others.ts';
import {rename} from './rename.ts';

const {why, used} = namesWithOthers();

test('No name that the build writes short is one that somebody else may see', () => {
  const wrong = [...innerNames.keys()].flatMap((name) => [...(why.get(name) ?? [])].map((reason) => `${name}: ${reason}`));
  assert.deepEqual(wrong, []);
});

test('Every name that the build writes short is in use', () => {
  assert.deepEqual([...innerNames.keys()].filter((name) => !used.has(name)), []);
});

test('The contract with providers, merchants, pages and storage is among what others see', () => {
  const contract = ['present', 'submit', 'checkout', 'prepare', 'catalogue', 'offer', 'maxQuantity', 'checkoutHref', 'attempt', 'doubts', 'checkoutId', 'expected_total', '$attempts', 'hostConnected'];
  assert.deepEqual(contract.filter((name) => !why.has(name)), []);
});

test('A property is renamed wherever it is written, and nothing else that is called alike', () => {
  const names = new Map([['over', 'o']]);
  const renamed = (code: string): string => rename(code, parseSync('a.js', code).program, names);
  assert.equal(renamed('const {over, x: {over: y}} = a; if (a.over?.over) over();'), 'const {o: over, x: {o: y}} = a; if (a.o?.o) over();');
  assert.equal(renamed('({over: 1, over, get over() { return "over"; }}); class A { over = 2; #over() {} }'), '({o: 1, o: over, get o() { return "over"; }}); class A { o = 2; #over() {} }');
  assert.equal(renamed('const f = ({over = 1}) => "over" in b && b[over] && b["over"];'), 'const f = ({o: over = 1}) => \'o\' in b && b[over] && b["over"];');
});
