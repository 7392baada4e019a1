import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {readFile, stat, writeFile} from 'node:fs/promises';
import type {Socket} from 'node:net';
import {connect} from 'node:net';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import {hangtag, serve, temporaryFolder} from './command.ts';

describe('hangtag serve', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: readonly string[];
  before(async () => {
    folder = await temporaryFolder();
    data = ['--data', folder.file('shop')];
    await writeFile(folder.file('goods.csv'), 'title,price,sku\nCup,12,CUP\n');
  });
  after(() => folder.remove());

  it('prints one line with its address when it takes requests, logs JSON, and stops when asked to', async () => {
    const server = await serve(data);
    assert.match(server.out(), /^Hangtag listens on http:\/\/localhost:\d+\n$/);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    const profile = await (await fetch(`${server.url}/.well-known/ucp`)).text();
    assert.doesNotMatch(profile, /sandbox/);
    assert.equal((await stat(folder.file('shop/server.json'))).mode & 0o077, 0);
    assert.equal(await server.end(), 0);
    assert.match(server.out(), /^[^\n]+\n$/);
    assert.ok(server.log().some(({event}) => event === 'serving'));
    await assert.rejects(readFile(folder.file('shop/server.json')), {code: 'ENOENT'});
    await assert.rejects(fetch(`${server.url}/healthz`));
  });

  it('offers the sandbox only when asked to', async () => {
    const server = await serve([...data, '--sandbox']);
    assert.match(server.out(), /sandbox: no money moves/);
    assert.match(await (await fetch(`${server.url}/.well-known/ucp`)).text(), /dev\.hangtag\.sandbox/);
    const audit = await hangtag(['audit', ...data]);
    assert.equal(audit.code, 0, audit.err);
    assert.match(audit.out, /sandbox\.trades +0\n[^]*The books are right\./);
    assert.equal(await server.end('SIGINT'), 0);
    const offline = await hangtag(['audit', ...data, '--json']);
    assert.equal(offline.code, 0, offline.err);
    assert.equal((JSON.parse(offline.out) as {sandboxTrades: number}).sandboxTrades, 0);
  });

  it('does not start twice on one folder, and says why', async () => {
    const server = await serve(data);
    const {code, err} = await hangtag(['serve', '--port', '0', ...data]);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`data folder .*shop is in use by a server at ${server.url} \\(process ${server.pid}\\)`));
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    await server.end();
  });

  it('opens its folder again after kill -9, with everything in it', async () => {
    await hangtag(['import', folder.file('goods.csv'), ...data]);
    for (let round = 0; round < 2; round++) {
      const server = await serve([...data, '--sandbox']);
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
      await server.end('SIGKILL');
    }
    const again = await hangtag(['import', folder.file('goods.csv'), ...data]);
    assert.match(again.out, /1 unchanged/);
    assert.equal((await hangtag(['audit', ...data])).code, 0);
  });

  it('takes over a lock that says nothing, or whose process is another by now', async () => {
    for (const lock of ['', '{', JSON.stringify({work: 'serve', pid: process.pid, born: '1', host: (await import('node:os')).hostname(), token: 'x', url: 'http://127.0.0.1:1'})]) {
      await writeFile(folder.file('shop/server.json'), lock);
      const {code, err} = await hangtag(['audit', ...data]);
      assert.equal(code, 0, err);
    }
  });

  it('cuts off requests that come too slowly or with too long headers', async () => {
    const server = await serve(data);
    const {port} = new URL(server.url);
    const slow = connect(Number(port), '127.0.0.1');
    slow.write('GET /healthz HTTP/1.1\r\nHost: x\r\n');
    const answer = new Promise<string>(resolve => {
      let text = '';
      slow.on('data', chunk => { text += chunk.toString(); }).on('close', () => resolve(text));
    });
    const long = await fetch(`${server.url}/healthz`, {headers: {'x-long': 'y'.repeat(20_000)}});
    assert.equal(long.status, 431);
    assert.match(await Promise.race([answer, delay(60_000, 'still open', {ref: false})]), /^HTTP\/1\.1 408 /);
    await server.end();
  });

  it('finishes what is in progress, and ends at once when asked twice', async () => {
    const server = await serve(data);
    const {port} = new URL(server.url);
    const body = JSON.stringify({line_items: []});
    const half = connect(Number(port), '127.0.0.1');
    let text = '';
    half.on('data', chunk => { text += chunk.toString(); });
    half.write(`POST /ucp/checkout-sessions HTTP/1.1\r\nHost: x\r\nUCP-Agent: profile="${TAG_PROFILE_URL}"\r\nIdempotency-Key: ${randomUUID()}\r\n`
      + `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, 5)}`);
    await goesOn(half);
    server.send('SIGTERM');
    await refusesConnections(Number(port));
    half.write(body.slice(5));
    assert.equal(await server.ended, 0);
    assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 [24]\d\d /);
    assert.match(text, /connection: close/i);

    const second = await serve(data);
    const open = connect(Number(new URL(second.url).port), '127.0.0.1').on('error', () => {});
    open.write('POST /ucp/checkout-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n');
    await goesOn(open);
    second.send('SIGTERM');
    await refusesConnections(Number(new URL(second.url).port));
    assert.equal(await second.end('SIGTERM'), 1);
    assert.equal((await hangtag(['audit', ...data])).code, 0);
  });
});

/** Resolves once the server has read the headers of the request and asks for its body: from then on the request is in progress. */
async function goesOn(socket: Socket): Promise<void> {
  const [said] = await once(socket, 'data') as [Buffer];
  assert.match(said.toString(), /^HTTP\/1\.1 100 /);
}

/** Resolves once nobody listens at the port any more: the server has begun to stop. */
async function refusesConnections(port: number): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const refused = await new Promise<boolean>(resolve => {
      const probe = connect(port, '127.0.0.1', () => { probe.destroy(); resolve(false); });
      probe.on('error', () => resolve(true));
    });
    if (refused) return;
    await delay(50);
  }
  assert.fail('The server goes on listening');
}
