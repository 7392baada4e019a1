import assert from 'node:assert/strict';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {Spool} from '../../../src/server/import/spool.ts';

describe('The rows that an import keeps on disk', () => {
  const usual = process.env['TMPDIR'];
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hangtag-spool-'));
    process.env['TMPDIR'] = folder;
  });
  after(async () => {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
    await rm(folder, {recursive: true});
  });

  it('are gone with the process, even when it is killed', {skip: process.platform === 'win32'}, async () => {
    const spool = await Spool.open();
    const first = await spool.add({line: 2, cells: ['茶', 'x'.repeat(300_000)]});
    const second = await spool.add({line: 5, cells: ['']});
    await spool.flush();
    assert.deepEqual(await readdir(folder), []);
    assert.deepEqual((await spool.read([first, second])).map(({line, cells}) => [line, cells[0]]), [[2, '茶'], [5, '']]);
    await spool.close();
    assert.deepEqual(await readdir(folder), []);
  });
});
