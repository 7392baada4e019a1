import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import type {Database} from '../../../src/server/database/database.ts';
import {json, sqlState, UNIQUE_VIOLATION} from '../../../src/server/database/database.ts';
import {migrate} from '../../../src/server/database/migrate.ts';
import {openDatabase} from '../../../src/server/database/open.ts';
import {optionalPackage} from '../../../src/server/optional-package.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

let database: Database & {readonly url?: string};
before(async () => { database = await freshDatabase(); });
after(() => database.close());

const put = (db: Pick<Database, 'query'>, key: string, value: unknown) => db.query('insert into settings (key, value) values ($1, $2)', [key, json(value)]);
const keys = async () => (await database.query<{key: string}>('select key from settings order by key', [])).map(row => row.key);

test('Values come back as they were meant', async () => {
  const now = new Date('2026-11-21T10:00:00.123Z');
  const [row] = await database.query('select $1::bigint as big, $2::jsonb as data, $3::timestamptz as at, null as nothing, $4::text[] as list', [
    9007199254740991, json({a: [1, '普洱']}), now, ['a', 'b']]);
  assert.deepEqual(row, {big: 9007199254740991, data: {a: [1, '普洱']}, at: now, nothing: null, list: ['a', 'b']});
  await assert.rejects(database.query('select 9007199254740993::bigint as big', []), RangeError);
});

test('A transaction is all or nothing', async () => {
  await database.transaction(tx => put(tx, 'kept', 1));
  await assert.rejects(database.transaction(async tx => {
    await put(tx, 'lost', 1);
    throw new Error('changed my mind');
  }), /changed my mind/);
  assert.deepEqual(await keys(), ['kept']);
  await assert.rejects(put(database, 'kept', 2), error => sqlState(error) === UNIQUE_VIOLATION);
});

test('Migrating again changes nothing, and many at once take turns', async () => {
  await Promise.all([migrate(database), migrate(database), migrate(database)]);
  assert.deepEqual(await database.query('select id from migrations order by id', []), [{id: '0001-first-sale'}, {id: '0002-every-wallet'}]);
});

test('The ledger takes no changes', async () => {
  await database.query(`insert into ledger_transactions (kind, mode, dedupe_key) values ('test', 'test', 'k')`, []);
  await assert.rejects(database.query(`update ledger_transactions set kind = 'other'`, []), /append-only/);
  await assert.rejects(database.query('delete from ledger_transactions', []), /append-only/);
});

test('Several processes may start on one new Postgres at once', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  await database.query('drop schema public cascade; create schema public');
  const opened = await Promise.all(Array.from({length: 4}, () => openDatabase({url: database.url ?? ''})));
  assert.deepEqual(await database.query('select count(*) as n from migrations', []), [{n: 2}]);
  await Promise.all(opened.map(one => one.close()));
});

test('A deadlock is tried again', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  await put(database, 'one', 0);
  await put(database, 'two', 0);
  const raise = (first: string, second: string) => database.transaction(async tx => {
    await tx.query(`update settings set value = to_jsonb(value::int + 1) where key = $1`, [first]);
    await new Promise(done => setTimeout(done, 50));
    await tx.query(`update settings set value = to_jsonb(value::int + 1) where key = $1`, [second]);
  });
  await Promise.all([raise('one', 'two'), raise('two', 'one')]);
  assert.deepEqual(await database.query(`select value from settings where key in ('one', 'two')`, []), [{value: 2}, {value: 2}]);
});

test('The embedded database keeps what was written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-test-'));
  const first = await openDatabase({folder});
  await put(first, 'shop', 'open');
  await first.close();
  const second = await openDatabase({folder});
  assert.deepEqual(await second.query('select value from settings', []), [{value: 'open'}]);
  await second.close();
  await rm(folder, {recursive: true, force: true});
});

test('A package that is missing is named', async () => {
  await assert.rejects(optionalPackage('hangtag-no-such-package', 'This'), /This needs the package hangtag-no-such-package: run "npm install hangtag-no-such-package"/);
});
