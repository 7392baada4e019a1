import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {hash, randomUUID} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {fileURLToPath} from 'node:url';
import {stripSources} from './stripped-sources.ts';

describe('Sources that were stripped of their types before', () => {
  const source = `interface Tea {\n  price: number;\n}\nconst tea: Tea = {price: 128}; // ${randomUUID()}\nconsole.log(tea.price);\nthrow new Error('sold out');\n`;
  let folder: string;
  let file: string;
  let kept: string;
  let stripped: ReturnType<typeof stripSources>;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hangtag-stripped-'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    file = join(folder, 'main.ts');
    writeFileSync(file, source);
    stripped = stripSources(join(folder, '*.ts'));
    const [, loader = ''] = /--import=(\S+)$/.exec(stripped.NODE_OPTIONS) ?? [];
    kept = join(fileURLToPath(loader), '..', hash('sha256', source));
  });
  after(() => {
    rmSync(folder, {recursive: true});
    rmSync(kept);
  });
  const run = (): {stdout: string; stderr: string} => {
    const {stdout, stderr} = spawnSync(process.execPath, [file], {encoding: 'utf8', env: {...process.env, ...stripped}});
    return {stdout, stderr};
  };

  it('are what runs, and what fails in them has its line and column', () => {
    writeFileSync(kept, readFileSync(kept, 'utf8').replace('128', '127'));
    const {stdout, stderr} = run();
    assert.equal(stdout, '127\n', stderr);
    assert.match(stderr, /main\.ts:6:7/);
  });

  it('are left alone once the file says something else', () => {
    writeFileSync(file, source.replace('128', '256').replace(/throw.*/, ''));
    assert.deepEqual(run(), {stdout: '256\n', stderr: ''});
  });

  it('add to the options that Node has, and take none away', () => {
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = '--no-deprecation';
    assert.match(stripSources(join(folder, '*.ts')).NODE_OPTIONS, /^--no-deprecation --import=file:\S+\.mjs$/);
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  });
});
