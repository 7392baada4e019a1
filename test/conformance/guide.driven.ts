import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, describe, it} from 'node:test';

const guide = readFileSync('docs/write-your-own-provider.md', 'utf8');

/** Each block of TypeScript under the name that stands above it. */
const files = new Map([...guide.matchAll(/`([\w.]+\.ts)`[^`]*(?:`[^`]+`[^`]*)*\n\n```ts\n([\s\S]*?)\n```/g)].map(([, name = '', code = '']) => [name, code]));

describe('Who follows the guide "Write your own provider" word by word', () => {
  let folder: string;
  // A test runner inside a test would report to the one outside.
  const {NODE_TEST_CONTEXT: _, ...env} = process.env;
  const node = (...args: string[]): {status: number | null; stdout: string; stderr: string} => spawnSync(process.execPath, args, {cwd: folder, encoding: 'utf8', env});
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'guide-'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    for (const [name, code] of files) writeFileSync(join(folder, name), code);
    mkdirSync(join(folder, 'node_modules'));
    // The package as it is built; what it needs is found where it lies.
    symlinkSync(resolve('.'), join(folder, 'node_modules/hangtag'));
  });
  after(() => rmSync(folder, {recursive: true}));

  it('has every file', () => assert.deepEqual([...files.keys()], ['provider.ts', 'provider.test.ts', 'handler.ts', 'service.ts', 'shop.ts', 'judge.ts']));

  it('sees the provider judged green', () => {
    const {status, stdout} = node('--test', '--test-reporter=tap', 'provider.test.ts');
    assert.match(stdout, /# pass \d{2,}\n# fail 0/, stdout.slice(Math.max(0, stdout.search(/^ *not ok/m))).slice(0, 2000));
    assert.equal(status, 0);
  });

  it('sees the handler judged green', () => {
    const {status, stdout, stderr} = node('judge.ts');
    assert.match(stdout, /^lantern: \d{2} rules kept, 0 broken/, stdout + stderr);
    assert.equal(status, 0);
  });

  it('sees the kit name what is broken on purpose', () => {
    const provider = files.get('provider.ts') ?? '';
    const late = provider.replace('  // Before the first await', '  await payment.checkout;\n  // Before the first await');
    assert.notEqual(late, provider);
    writeFileSync(join(folder, 'provider.ts'), late);
    const {status, stdout} = node('--test', '--test-reporter=tap', 'provider.test.ts');
    assert.match(stdout, /BROKEN {3}gesture/);
    assert.equal(status, 1);
    const handler = files.get('handler.ts') ?? '';
    writeFileSync(join(folder, 'handler.ts'), handler.replace('default:\n      return {status: \'unknown\'}', 'default:\n      return {status: \'closed\', providerTradeNo: no, reason: \'cancelled\'}'));
    assert.match(node('judge.ts').stdout, /BROKEN {3}cancel-trouble/);
  });
});
