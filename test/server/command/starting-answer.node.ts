import assert from 'node:assert/strict';
import {test} from 'node:test';
import {startingAnswer} from '../../../src/server/command/starting-answer.ts';

test('While the shop is starting, clients get a refusal that they can read', async () => {
  const answer = startingAnswer();
  assert.deepEqual([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')], [503, '1', 'application/json']);
  assert.equal((await answer.json() as {code: string}).code, 'unavailable');
});
