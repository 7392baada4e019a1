import assert from 'node:assert/strict';
import {test} from 'node:test';
import {listen} from '../../../src/server/command/http-server.ts';

test('A silent connection is kept for longer than a proxy keeps it', async () => {
  const server = await listen({host: '127.0.0.1', port: 0}, () => new Response('here'));
  const {headers} = await fetch(`http://127.0.0.1:${server.port}/`);
  assert.ok(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]) > 60, headers.get('keep-alive') ?? '');
  await server.close();
});
