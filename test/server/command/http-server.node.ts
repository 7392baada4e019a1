import assert from 'node:assert/strict';
import {connect} from 'node:net';
import {text} from 'node:stream/consumers';
import {test} from 'node:test';
import {listen} from '../../../src/server/command/http-server.ts';

test('A silent connection is kept for longer than a proxy keeps it', async () => {
  const server = await listen({host: '127.0.0.1', port: 0}, () => new Response('here'));
  const {headers} = await fetch(`http://127.0.0.1:${server.port}/`);
  assert.ok(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]) > 60, headers.get('keep-alive') ?? '');
  await server.close();
});

test('A request in HTTP/1.0, which needs no Host, is answered', async t => {
  const server = await listen({host: '127.0.0.1', port: 0}, request => new Response(new URL(request.url).pathname));
  t.after(() => server.close());
  const socket = connect(server.port, '127.0.0.1');
  socket.end('GET /readyz HTTP/1.0\r\n\r\n');
  assert.match(await text(socket), /^HTTP\/1\.\d 200 .*\/readyz$/s);
});
