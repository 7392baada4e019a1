import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import fc from 'fast-check';
import type {Database} from '../../../src/server/database/database.ts';
import {hashBody, readIdempotencyKey, runOnce, sweepAnswers} from '../../../src/server/http/idempotency.ts';
import type {TransportError} from '../../../src/server/http/transport-error.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';

let database: Database;
before(async () => { database = await freshDatabase(); });
after(() => database.close());

const request = (body: unknown = {}, key: string = randomUUID()) => ({scope: 'test', key, hash: hashBody(body)});
const answer = (body: string, status = 200) => ({status, body});
const age = (key: string, what: string) => database.query(`update idempotency set ${what} = now() - interval '1 second' where key = $1`, [key]);

test('Work is done once, however many ask at once', async () => {
  let runs = 0;
  const asked = request();
  const answers = await Promise.all(Array.from({length: 50}, () => runOnce(database, asked, async () => {
    await new Promise(done => setTimeout(done, 30));
    return answer(`{"run": ${++runs}}`, 201);
  })));
  assert.equal(runs, 1);
  assert.deepEqual(new Set(answers.map(({status, body}) => `${status} ${body}`)), new Set(['201 {"run": 1}']));
  assert.equal(answers.filter(one => one.replayed).length, 49);
});

test('Repeats that wait in the same server ask the database nothing', async () => {
  let questions = 0;
  const counting: Database = {...database, query: (text, values) => {
    questions++;
    return database.query(text, values);
  }};
  const asked = request();
  const first = runOnce(counting, asked, async () => {
    await new Promise(done => setTimeout(done, 200));
    return answer('{}');
  });
  const repeats = Array.from({length: 300}, () => runOnce(counting, asked, async () => answer('{"again":1}')));
  const conflicts = await Promise.allSettled([runOnce(counting, request({other: 1}, asked.key), async () => answer('{}'))]);
  assert.deepEqual(conflicts.map(({status}) => status), ['rejected'], 'another body is refused at once');
  assert.deepEqual(new Set((await Promise.all([first, ...repeats])).map(({body}) => body)), new Set(['{}']));
  assert.equal(questions, 2, 'one takes the key, one keeps the answer');
});

test('When the first fails, one of those that wait runs in its place', async () => {
  const asked = request();
  let runs = 0;
  const work = async () => {
    await new Promise(done => setTimeout(done, 20));
    if (++runs === 1) throw new Error('broken');
    return answer(`{"run":${runs}}`, runs === 2 ? 503 : 200);
  };
  const ends = await Promise.allSettled(Array.from({length: 20}, () => runOnce(database, asked, work)));
  assert.deepEqual(ends.slice(0, 2).map(end => (end.status === 'rejected' ? 'failed' : end.value.status)), ['failed', 503]);
  assert.deepEqual(new Set(ends.slice(2).map(end => (end.status === 'fulfilled' ? end.value.body : ''))), new Set(['{"run":3}']));
  assert.equal(runs, 3);
});

test('Servers that share a database wait for each other', async () => {
  const asked = request();
  let runs = 0;
  const work = async () => {
    await new Promise(done => setTimeout(done, 50));
    return answer(`{"run":${++runs}}`);
  };
  const servers = [database, {...database}, {...database}];
  const ends = await Promise.all(Array.from({length: 30}, (_, at) => runOnce(servers[at % 3]!, asked, work)));
  assert.deepEqual([new Set(ends.map(({body}) => body)), runs], [new Set(['{"run":1}']), 1]);
});

test('What failed is not kept: the same key may be tried again', async () => {
  const asked = request();
  await assert.rejects(runOnce(database, asked, async () => { throw new Error('broken'); }), /broken/);
  for (const status of [500, 503, 429]) assert.equal((await runOnce(database, asked, async () => answer('{}', status))).status, status);
  assert.deepEqual(await runOnce(database, asked, async () => answer('{"ok":1}')), {status: 200, body: '{"ok":1}', replayed: false});
});

test('A key belongs to one body', async () => {
  const asked = request({a: 1});
  await runOnce(database, asked, async () => answer('{}'));
  await assert.rejects(runOnce(database, request({a: 2}, asked.key), async () => answer('{}')), (error: TransportError) => error.status === 409);
});

test('A request whose process died is taken over, and only by the same request', async () => {
  const asked = request({a: 1});
  await new Promise<void>(begun => {
    void runOnce({...database}, asked, () => {
      begun();
      return new Promise(() => {});
    }).catch(() => {});
  });
  await age(asked.key, 'lease_until');
  await assert.rejects(runOnce(database, request({a: 2}, asked.key), async () => answer('{}')), (error: TransportError) => error.code === 'idempotency_conflict');
  assert.equal((await runOnce(database, asked, async () => answer('{"second":true}'))).body, '{"second":true}');
  assert.equal((await runOnce(database, asked, async () => answer('{}'))).body, '{"second":true}');
});

test('After a day a key is forgotten', async () => {
  const asked = request();
  await runOnce(database, asked, async () => answer('{"old":1}'));
  await age(asked.key, 'expires_at');
  assert.equal((await runOnce(database, asked, async () => answer('{"new":1}'))).body, '{"new":1}');
  await age(asked.key, 'expires_at');
  await sweepAnswers(database);
  assert.deepEqual(await database.query('select 1 from idempotency where key = $1', [asked.key]), []);
});

test('Bodies that mean the same have the same hash, others have not', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, entry]) => [key, shuffled(entry)]));
  };
  const plain = fc.jsonValue({maxDepth: 4}).filter(value => !JSON.stringify(value).includes('__proto__'));
  fc.assert(fc.property(plain, value => { assert.equal(hashBody(shuffled(value)), hashBody(value)); }));
  fc.assert(fc.property(plain, plain, (one, other) => {
    const same = hashBody(one) === hashBody(other);
    if (same) assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
  }));
});

test('A key must be hard to guess', () => {
  assert.equal(readIdempotencyKey(null), undefined);
  for (const key of [randomUUID(), 'abcdefghijklmnop']) assert.equal(readIdempotencyKey(key), key);
  for (const key of ['', 'key-1', 'x'.repeat(256), 'with spaces in between', 'käse-käse-käse-käse']) assert.throws(() => readIdempotencyKey(key), /Idempotency-Key/, key);
});
