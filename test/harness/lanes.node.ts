import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {doInLanes} from './lanes.ts';

/** Work whose ends the test decides. */
function slowWork(...list: readonly string[]) {
  const begun: string[] = [];
  const told: string[] = [];
  const ends = new Map<string, (result: string) => void>();
  const act = ({name}: {name: string}): Promise<string> => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, resolve));
  };
  const work = list.map((name) => (name.includes('.') ? {name, lane: name.split('.')[0]!} : {name}));
  const all = doInLanes(work, act, ({name}, result) => void told.push(`${name} ${result}`));
  const end = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) ends.get(name)!('done');
    await turn();
  };
  return {begun, told, end, all};
}

describe('Work in lanes', () => {
  it('goes on in each lane without waiting for the other', async () => {
    const {begun, end} = slowWork('code.types', 'look.build', 'code.lint', 'look.sizes');
    await turn();
    assert.deepEqual(begun, ['code.types', 'look.build']);
    await end('look.build');
    assert.deepEqual(begun, ['code.types', 'look.build', 'look.sizes']);
    await end('code.types');
    assert.deepEqual(begun.at(-1), 'code.lint');
  });

  it('is told in the order of the list, whatever ends first', async () => {
    const {told, end, all} = slowWork('code.types', 'look.build', 'code.lint');
    await turn();
    await end('look.build');
    assert.deepEqual(told, []);
    await end('code.types');
    assert.deepEqual(told, ['code.types done', 'look.build done']);
    await end('code.lint');
    await all;
    assert.equal(told.at(-1), 'code.lint done');
  });

  it('that has no lane has the machine for itself', async () => {
    const {begun, end} = slowWork('machine', 'code.types', 'look.build', 'alone', 'code.lint', 'look.sizes');
    await turn();
    assert.deepEqual(begun.splice(0), ['machine']);
    await end('machine');
    assert.deepEqual(begun.splice(0), ['code.types', 'look.build']);
    await end('look.build');
    assert.deepEqual(begun, []);
    await end('code.types');
    assert.deepEqual(begun.splice(0), ['alone']);
    await end('alone');
    assert.deepEqual(begun, ['code.lint', 'look.sizes']);
  });

  it('that throws ends the whole with its error', async () => {
    const list = [{lane: 'a'}, {lane: 'b'}];
    await assert.rejects(doInLanes(list, async ({lane}) => (lane === 'b' ? Promise.reject(new Error('b fell over')) : lane), () => undefined), /b fell over/);
  });
});
