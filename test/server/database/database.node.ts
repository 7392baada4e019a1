import assert from 'node:assert/strict';
import {once} from 'node:events';
import {chmod, mkdtemp, rm, stat} from 'node:fs/promises';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import type {Database} from '../../../src/server/database/database.ts';
import {CONNECTION_LOST, json, sqlState, UNIQUE_VIOLATION} from '../../../src/server/database/database.ts';
import {migrate} from '../../../src/server/database/migrate.ts';
import {openDatabase} from '../../../src/server/database/open.ts';
import {openPostgres} from '../../../src/server/database/postgres.ts';
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

test('A date that is none is refused before the database hears of it', async t => {
  const warned: string[] = [];
  const listen = ({name, message}: Error): void => void warned.push(`${name}: ${message}`);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  const stamp = (db: Pick<Database, 'query'>) => db.query('select $1::timestamptz as at', [new Date(NaN)]);
  await assert.rejects(stamp(database), RangeError);
  await assert.rejects(database.transaction(stamp), RangeError);
  // Only after the warnings of this turn are told.
  await new Promise(setImmediate);
  assert.deepEqual(warned, []);
  assert.deepEqual(await database.query('select 1 as one', []), [{one: 1}]);
});

test('A Postgres that ends a connection without a word is lost, which is no mistake of ours', async t => {
  const gone = createServer(socket => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
  t.after(() => gone.close());
  await once(gone, 'listening');
  await assert.rejects(openPostgres(`postgres://shop@127.0.0.1:${(gone.address() as AddressInfo).port}/shop`), {code: CONNECTION_LOST});
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
  const read = () => database.query<{id: string}>('select id, applied_at from migrations order by id', []);
  const before = await read();
  assert.deepEqual(before.slice(0, 2).map(({id}) => id), ['0001-first-sale', '0002-every-wallet']);
  await Promise.all([migrate(database), migrate(database), migrate(database)]);
  assert.deepEqual(await read(), before);
});

test('A database that a newer version has changed is refused by name and left as it is', async () => {
  const later = `insert into migrations (id) values ('0998-later'), ('0999-much-later')`;
  await database.query(later, []);
  await assert.rejects(migrate(database), {message: /newer version of Hangtag has changed it \(0998-later, 0999-much-later\).* this one, \d+\.\d+\.\d+\S*, .*only up to \d{4}-[a-z]/});
  await database.query(`delete from migrations where id > '0998'`, []);
  await migrate(database);
});

test('The ledger takes no changes', async () => {
  await database.query(`insert into ledger_transactions (kind, mode, dedupe_key) values ('test', 'test', 'k')`, []);
  await assert.rejects(database.query(`update ledger_transactions set kind = 'other'`, []), /append-only/);
  await assert.rejects(database.query('delete from ledger_transactions', []), /append-only/);
});

test('Several processes may start on one new Postgres at once', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  const before = await database.query('select id from migrations order by id', []);
  await database.query('drop schema public cascade; create schema public');
  const opened = await Promise.all(Array.from({length: 4}, () => openDatabase({url: database.url ?? ''})));
  assert.deepEqual(await database.query('select id from migrations order by id', []), before);
  await Promise.all(opened.map(one => one.close()));
});

test('A server that runs goes on when a newer one has changed the database; only what starts later is refused', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  await database.query(`insert into migrations (id) values ('0999-later')`, []);
  await assert.rejects(openDatabase({url: database.url ?? ''}), /0999-later/);
  await put(database, 'still', 1);
  const [left] = await database.query<{count: number}>('select count(*) as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = $1', ['idle in transaction']);
  assert.equal(left?.count, 0);
  await database.query(`delete from migrations where id = '0999-later'`, []);
});

test('A database that does not hold every name is refused', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async t => {
  const name = `latin_${process.pid}`;
  await database.query(`create database ${name} encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`);
  t.after(() => database.query(`drop database ${name} with (force)`));
  const url = new URL(database.url ?? '');
  url.pathname = name;
  await assert.rejects(openDatabase({url: url.href}), /its encoding is LATIN1.*UTF8/);
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

test('A connection that is lost in the middle undoes its transaction and nothing else', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  const cut = (moment: 'between statements' | 'in a statement') => database.transaction(async tx => {
    await put(tx, moment, 1);
    const [{pid} = {pid: 0}] = await tx.query<{pid: number}>('select pg_backend_pid() as pid', []);
    const waiting = moment === 'in a statement' ? tx.query('select pg_sleep(5)', []) : undefined;
    waiting?.catch(() => {});
    await database.query('select pg_terminate_backend($1)', [pid]);
    await new Promise(done => setTimeout(done, 100));
    await (waiting ?? tx.query('select 1', []));
  });
  const uncaught: Error[] = [];
  const note = (error: Error): void => void uncaught.push(error);
  process.on('uncaughtExceptionMonitor', note);
  const before = await keys();
  await assert.rejects(cut('between statements'));
  await assert.rejects(cut('in a statement'));
  process.off('uncaughtExceptionMonitor', note);
  assert.deepEqual(uncaught, [], 'it would have ended the server');
  assert.deepEqual(await keys(), before);
});

test('A transaction sees what was committed while it waited, whatever the database does by default', {skip: process.env['DATABASE_URL'] ? false : 'needs a Postgres'}, async () => {
  const url = new URL(database.url ?? '');
  url.searchParams.set('options', '-c default_transaction_isolation=serializable');
  const other = await openDatabase({url: url.href});
  await put(database, 'turn', 0);
  const isolation = await other.transaction(async tx => {
    await tx.query(`select 1 from settings where key = 'turn'`, []);
    await database.query(`update settings set value = '1' where key = 'turn'`, []);
    await tx.query(`update settings set value = to_jsonb(value::int + 1) where key = 'turn'`, []);
    return (await tx.query<{transaction_isolation: string}>('show transaction_isolation', []))[0]?.transaction_isolation;
  });
  assert.equal(isolation, 'read committed');
  assert.deepEqual(await database.query(`select value from settings where key = 'turn'`, []), [{value: 2}]);
  await other.close();
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

test('The embedded database is open to its owner alone, and so is one that was open to all', {skip: process.platform === 'win32'}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-database-'));
  const rights = async () => (await stat(join(folder, 'database'))).mode & 0o777;
  await (await openDatabase({folder})).close();
  assert.equal(await rights(), 0o700);
  await chmod(join(folder, 'database'), 0o755);
  await (await openDatabase({folder})).close();
  assert.equal(await rights(), 0o700);
  await rm(folder, {recursive: true, force: true});
});
