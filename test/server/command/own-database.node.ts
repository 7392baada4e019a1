import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import {holdFolder} from '../../../src/server/command/data-folder.ts';
import {openDatabase} from '../../../src/server/index.ts';

describe('A database that a program of somebody’s own has opened', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'hangtag-own-')); });
  afterEach(() => rm(folder, {recursive: true, force: true}));

  it('is not opened by a command, nor a second time, until it is closed', async () => {
    const database = await openDatabase({folder});
    await assert.rejects(holdFolder(folder, 'import'), /in use by a server \(process \d+\)/);
    await assert.rejects(openDatabase({folder}), /only one process at a time/);
    await database.close();
    await (await holdFolder(folder, 'import')).release();
  });

  it('is not opened while a command works in its folder', async () => {
    const held = await holdFolder(folder, 'import');
    await assert.rejects(openDatabase({folder}), /in use by "hangtag import"/);
    await held.release();
    await (await openDatabase({folder})).close();
  });

  it('keeps nobody out when it could not be opened', async () => {
    await writeFile(join(folder, 'database'), 'not a folder');
    await assert.rejects(openDatabase({folder}), (error: Error) => !/in use/.test(error.message));
    await (await holdFolder(folder, 'audit')).release();
  });

  it('in memory is nobody else’s', async () => {
    const [one, other] = [await openDatabase({}), await openDatabase({})];
    await one.query('select 1 from products');
    await Promise.all([one.close(), other.close()]);
  });
});
