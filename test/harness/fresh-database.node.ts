import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import type {Database} from '../../src/server/database/database.ts';
import {openEmbedded} from '../../src/server/database/embedded.ts';
import {openDatabase} from '../../src/server/database/open.ts';
import {freshDatabase} from './fresh-database.ts';
import {readyFolder} from './ready-database.ts';
import {startPostgres} from './throwaway-postgres.ts';

for (const kind of ['embedded', 'postgres'] as const) {
  describe(`A fresh database (${kind})`, {skip: kind === 'postgres' && process.env.POSTGRES === 'skip'}, () => {
    const outer = process.env.DATABASE_URL;
    let stop: (() => Promise<void>) | undefined;
    let databases: Database[];
    before(async () => {
      delete process.env.DATABASE_URL;
      if (kind === 'postgres') {
        const server = await startPostgres();
        process.env.DATABASE_URL = server.url;
        stop = () => server.stop();
      }
      // All at once, on a server that has never made one.
      databases = await Promise.all([freshDatabase(), freshDatabase(), freshDatabase()]);
    });
    after(async () => {
      for (const database of databases) await database.close();
      await stop?.();
      if (outer === undefined) delete process.env.DATABASE_URL;
      else process.env.DATABASE_URL = outer;
    });
    const settings = (database: Database): Promise<unknown[]> => database.query('select key from settings', []);

    it('has the tables of today, with nothing in them', async () => {
      assert.deepEqual(databases.map((database) => database.kind), [kind, kind, kind]);
      assert.equal((await databases[0]!.query('select 1 from migrations', [])).length > 0, true);
      assert.deepEqual(await settings(databases[0]!), []);
    });

    it('is nobody else\'s, then and later', async () => {
      await databases[0]!.query(`insert into settings (key, value) values ('mine', '1')`, []);
      assert.deepEqual(await settings(databases[1]!), []);
      const later = await freshDatabase();
      assert.deepEqual(await settings(later), []);
      await later.close();
    });
  });
}

describe('A data folder that is ready', () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'hangtag-ready-'))));
  after(() => rm(folder, {recursive: true}));

  it('is opened like one that a server has left, and keeps what is written', async () => {
    await readyFolder(folder);
    const database = await openEmbedded(join(folder, 'database'));
    assert.equal((await database.query('select 1 from migrations', [])).length > 0, true);
    await database.query(`insert into settings (key, value) values ('mine', '1')`, []);
    await database.close();
    const again = await openDatabase({folder});
    assert.deepEqual(await again.query('select key from settings', []), [{key: 'mine'}]);
    await again.close();
  });
});
