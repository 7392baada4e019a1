import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {steps} from '../harness/steps.ts';
import {auditCommand} from '../../src/server/command/audit.ts';
import {checkCommand} from '../../src/server/command/check.ts';
import {discountCommand} from '../../src/server/command/discount.ts';
import {importCommand} from '../../src/server/command/import.ts';
import type {Command} from '../../src/server/command/options.ts';
import {heldCommand} from '../../src/server/command/held.ts';
import {refundCommand} from '../../src/server/command/refund.ts';
import {serveCommand} from '../../src/server/command/serve.ts';
import {commandsIn, fences, textOf, wordsIn} from './read-docs.ts';

const commands = new Map<string, Command>([['serve', serveCommand], ['import', importCommand], ['check', checkCommand], ['refund', refundCommand], ['held', heldCommand], ['discount', discountCommand], ['audit', auditCommand]]);
const {scripts} = JSON.parse(readFileSync('package.json', 'utf8')) as {scripts: Readonly<Record<string, string>>};
const lines = fences('sh').flatMap((fence) => commandsIn(fence).map((line) => ({at: `${fence.file}:${fence.line}`, words: line.split(/\s+/)})));

const optionsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option);

describe('The commands of the documentation', () => {
  const ours = lines.map(({at, words}) => ({at, words: words[0] === 'npx' ? words.slice(1) : words})).filter(({words}) => words[0] === 'hangtag');
  it('are there', () => assert.ok(ours.length > 5));

  for (const {at, words: [, name = '', ...rest]} of ours) {
    it(`hangtag ${name} ${rest.join(' ')} (${at}) uses options that its help knows`, () => {
      const known = optionsIn(commands.get(name)?.help ?? assert.fail(`There is no command ${name}`));
      assert.deepEqual(optionsIn(rest.join(' ')).filter((option) => !known.includes(option)), []);
    });
  }

  for (const [name, page] of [['serve', 'docs/server.md'], ['check', 'docs/server.md'], ['refund', 'docs/server.md'], ['held', 'docs/server.md'], ['discount', 'docs/server.md'], ['audit', 'docs/server.md'], ['import', 'docs/import.md']] as const) {
    it(`${page} names every option of hangtag ${name}`, () => {
      const options = optionsIn(commands.get(name)?.help ?? '');
      assert.ok(options.length > 2);
      assert.deepEqual(options.filter((option) => !wordsIn(page).has(option) && !textOf(page).includes(` ${option}`)), []);
    });
  }

  it('names npm scripts and test steps that exist', () => {
    const npm = lines.filter(({words}) => words[0] === 'npm').map(({words}) => words);
    const run = npm.filter(([, verb]) => verb === 'run').map(([, , script = '']) => script);
    assert.deepEqual([...run, 'start', 'test'].filter((script) => !(script in scripts)), []);
    const chosen = npm.filter(([, verb, dashes]) => verb === 'test' && dashes === '--').flatMap((words) => words.slice(3));
    assert.ok(chosen.length);
    assert.deepEqual(chosen.filter((step) => !(step in steps)), []);
  });
});
