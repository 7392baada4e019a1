import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Database} from '../../../src/server/database/database.ts';
import {clockOf, sharedClock} from '../../../src/server/database/shared-clock.ts';
import {createMerchantServer} from '../../../src/server/index.ts';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';

const MINUTE = 60_000;

/** A database whose clock is that many ms ahead of this machine's. */
function aheadBy(ms: () => number, kind: Database['kind'] = 'postgres'): Database {
  const query = <Row>(): Promise<Row[]> => Promise.resolve([{ms: Date.now() + ms()} as Row]);
  return {kind, query, transaction: work => work({query}), close: () => Promise.resolve()};
}

function listening() {
  const warned: (readonly [string, unknown])[] = [];
  return {warned, log: {info() {}, error() {}, warn: (event: string, fields?: unknown) => void warned.push([event, fields])}};
}

const near = (time: Date, expected: number): void => assert.ok(Math.abs(time.getTime() - expected) < 1000, `${time.toISOString()} is not ${new Date(expected).toISOString()}`);

test('Servers that share a database go by its clock, and one whose own differs says so', async () => {
  let ahead = 4 * MINUTE;
  const {warned, log} = listening();
  const clock = await sharedClock(aheadBy(() => ahead), log);
  near(clock.now(), Date.now() + 4 * MINUTE);
  assert.deepEqual(warned.map(([event]) => event), ['clock.differs']);
  ahead = 0;
  near(clock.now(), Date.now() + 4 * MINUTE);
  await clock.look();
  near(clock.now(), Date.now());
  assert.equal(warned.length, 1);
});

test('A clock that cannot be looked at again goes on', async () => {
  const {log} = listening();
  let gone = false;
  const database = aheadBy(() => 0);
  const clock = await sharedClock({...database, query: <Row>() => gone ? Promise.reject<Row[]>(new Error('gone')) : database.query<Row>('')}, log);
  gone = true;
  await assert.rejects(clock.look());
  near(clock.now(), Date.now());
});

test('Until the database answers, a server goes by its own clock', async () => {
  const {warned, log} = listening();
  let gone = true;
  const database = aheadBy(() => 4 * MINUTE);
  const clock = await sharedClock({...database, query: <Row>() => gone ? Promise.reject<Row[]>(new Error('gone')) : database.query<Row>('')}, log);
  near(clock.now(), Date.now());
  assert.deepEqual(warned.map(([event]) => event), ['clock.unknown']);
  gone = false;
  await clock.look();
  near(clock.now(), Date.now() + 4 * MINUTE);
});

test('A server has the database\'s time by itself, unless it is told another or has the database for itself', async () => {
  const {log} = listening();
  const options = {config: MerchantConfigSchema.parse({}), handlers: [], origin: 'https://shop.example', mode: 'test' as const, log};
  const shared = await createMerchantServer({...options, database: aheadBy(() => 9 * MINUTE)});
  near(shared.services.clock(), Date.now() + 9 * MINUTE);
  const told = await createMerchantServer({...options, database: aheadBy(() => 9 * MINUTE), clock: () => new Date(0)});
  near(told.services.clock(), 0);
  const alone = await createMerchantServer({...options, database: aheadBy(() => 9 * MINUTE, 'embedded')});
  near(alone.services.clock(), Date.now());
  near((await clockOf(aheadBy(() => 9 * MINUTE), log))(), Date.now() + 9 * MINUTE);
});
