import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {after, before, describe, it} from 'node:test';

const modules = ['leftovers', 'temporary-folder'].map((name) => new URL(`./${name}.ts`, import.meta.url).href);

describe('A folder of its own for temporary files', () => {
  let outer: string;
  before(() => void (outer = mkdtempSync(join(tmpdir(), 'hangtag-outer-'))));
  after(() => rmSync(outer, {recursive: true}));

  /** A process that takes one, has something in it, and goes on as `then` says. */
  function taking(then: string) {
    const source = `
      import {mkdtempSync, statSync, writeFileSync} from 'node:fs';
      import {tmpdir} from 'node:os';
      import {join} from 'node:path';
      import '${modules[0]}';
      import {ownTemporaryFolder} from '${modules[1]}';
      ownTemporaryFolder();
      writeFileSync(join(mkdtempSync(join(tmpdir(), 'profile-')), 'left'), 'behind');
      console.log(JSON.stringify({folder: tmpdir(), mode: statSync(tmpdir()).mode & 0o7777}));
      ${then}`;
    return spawn(process.execPath, ['--input-type=module', '-e', source], {env: {...process.env, TMPDIR: outer}, stdio: ['ignore', 'pipe', 'inherit']});
  }

  it('is one that every user of this machine may write to, and is gone at the end with all that is in it', async () => {
    const child = taking('process.exitCode = 3;');
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    const {folder, mode} = JSON.parse(said) as {folder: string; mode: number};
    assert.equal(join(folder, '..'), outer);
    assert.equal(mode, 0o1777);
    assert.equal(code, 3);
    assert.deepEqual(readdirSync(outer), []);
  });

  it('is gone, too, when somebody stops the tests', async () => {
    const child = taking('setInterval(() => undefined, 1000);');
    await once(child.stdout, 'data');
    assert.equal(readdirSync(outer).length, 1);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
    assert.deepEqual(readdirSync(outer), []);
  });
});
