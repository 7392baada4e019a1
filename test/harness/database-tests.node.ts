import assert from 'node:assert/strict';
import {globSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {databaseTests} from './database-tests.ts';

describe('The tests that run on PostgreSQL too', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hangtag-choice-'));
    const sources = {
      'url.ts': 'export const url = process.env.DATABASE_URL;',
      'shop.ts': `export {url} from './url.ts';\nimport './round.ts';`,
      'round.ts': `import type {} from './shop.ts';`,
      'without.ts': 'const {DATABASE_URL: _, ...own} = process.env;',
      'reads.node.ts': `it('', {skip: !process.env['DATABASE_URL']}, () => {});`,
      'static.node.ts': `import {\n  url,\n} from './shop.ts';`,
      'later.node.ts': `const {url} = await import('./shop.ts');`,
      'around.node.ts': `import './round.ts';`,
      'none.node.ts': `import {readFileSync} from 'node:fs';\nimport './without.ts';\nspawn('node', ['./url.ts']);`,
    };
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
  });
  after(() => rmSync(folder, {recursive: true}));

  it('are those that read its address, themselves or through what they load', () => {
    const files = globSync(join(folder, '*.node.ts')).sort();
    assert.deepEqual(databaseTests(files), ['around', 'later', 'reads', 'static'].map((name) => join(folder, `${name}.node.ts`)));
  });

  it('are, of the server, the money\'s, the checkout\'s, the orders\' and the import\'s, and no test of a word or a form', () => {
    const files = globSync('test/server/**/*.node.ts');
    const chosen = new Set(databaseTests(files));
    const runs = (file: string): boolean => chosen.has(`test/server/${file}.node.ts`);
    for (const file of ['money/races', 'money/refunds', 'money/audit', 'checkout/many-at-once', 'orders/orders', 'import/again', 'database/database', 'pages/hosted-checkout']) assert.ok(runs(file), file);
    for (const file of ['import/price', 'money/transitions', 'discount/reckon', 'sandbox-wallet/wallet']) assert.ok(!runs(file), file);
    assert.ok(chosen.size > files.length / 2);
  });
});
