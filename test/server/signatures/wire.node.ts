import assert from 'node:assert/strict';
import {request as call} from 'node:http';
import {after, before, test} from 'node:test';
import type {HttpServer} from '../../../src/server/command/http-server.ts';
import {listen} from '../../../src/server/command/http-server.ts';
import type {Shop} from '../http/shop.ts';
import {openShop, pattern} from '../http/shop.ts';
import type {Platform, SignedRequest} from './platform.ts';
import {openPlatform} from './platform.ts';

let shop: Shop;
let platform: Platform;
let http: HttpServer;

before(async () => {
  [shop, platform] = await Promise.all([openShop(), openPlatform()]);
  await shop.product(pattern());
  http = await listen({host: '127.0.0.1', port: 0}, request => shop.server.fetch(request));
});
after(() => Promise.all([http.close(), platform.close(), shop.close()]));

interface OnTheWire {
  /** As it stands in the request line. */
  readonly path?: string;
  /** Beside those of the request, line by line. */
  readonly lines?: readonly (readonly [string, string])[];
  readonly host?: string;
  /** In which pieces the body comes; none: as a whole, with its length. */
  readonly pieces?: number;
}

/** Sends it through a socket, to the server as `hangtag serve` runs it. Answers the status and, of an error, the code. */
async function send({method, path, headers, body = ''}: SignedRequest, wire: OnTheWire = {}): Promise<string> {
  const lines = [['Host', wire.host ?? 'shop.example'], ...Object.entries(headers), ...(wire.lines ?? [])];
  const length = wire.pieces === undefined ? [['Content-Length', String(Buffer.byteLength(body))]] : [['Transfer-Encoding', 'chunked']];
  const answer = await new Promise<{status: number; text: string}>((resolve, reject) => {
    const outgoing = call({host: '127.0.0.1', port: http.port, agent: false, method, path: wire.path ?? path, headers: [...lines, ...length].flat()}, response => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => { resolve({status: response.statusCode ?? 0, text}); });
    });
    outgoing.on('error', reject);
    const size = Math.ceil(body.length / (wire.pieces ?? 1));
    for (let at = 0; at < body.length; at += size) outgoing.write(body.slice(at, at + size));
    outgoing.end();
  });
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${(JSON.parse(answer.text) as {code: string}).code}`;
}

test('However a signed request is cut up and written, it is the same', async () => {
  assert.equal(await send(await platform.sign()), '201');
  assert.equal(await send(await platform.sign(), {pieces: 5}), '201');
  assert.equal(await send(await platform.sign(), {host: 'inside.example:8787'}), '201', 'a proxy may call it as it likes');
  const {headers, ...request} = await platform.sign();
  assert.equal(await send({...request, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), `  ${value} \t`]))}), '201');
  const {signature = '', 'signature-input': input = '', ...rest} = (await platform.sign()).headers;
  const twice = await send({...await platform.sign(), headers: rest}, {lines: [
    ['Signature-Input', 'cdn=("@authority");keyid="c";tag="cdn"'], ['Signature', signature], ['Signature', 'cdn=:AAAA:'], ['Signature-Input', input]]});
  assert.equal(twice, '201', 'signatures may stand in several lines');
});

test('A line that somebody adds to what is covered breaks the signature', async () => {
  const other = await platform.sign();
  for (const [name, value] of [
    ['Idempotency-Key', other.headers['idempotency-key'] ?? ''], ['Content-Type', 'application/json'], ['UCP-Agent', `profile="${platform.origin}/another"`],
    ['UCP-Agent', 'x=1'], ['Content-Digest', other.headers['content-digest'] ?? ''],
  ] as const) {
    assert.match(await send(await platform.sign(), {lines: [[name, value]]}), /^4\d\d (signature_invalid|invalid_request)$/, name);
  }
  assert.equal(await send(await platform.sign(), {lines: [['Content-Digest', 'sha-256=:AAAA:']]}), '400 digest_mismatch');
});

test('Another way to write an address is another address', async () => {
  for (const path of ['/ucp/%63arts', '/ucp/carts/', '/ucp/carts?', '/ucp/carts?x', '/ucp/carts%3F', '//ucp/carts']) {
    const answer = await send(await platform.sign(), {path});
    if (path === '/ucp/carts?') assert.equal(answer, '201', 'an empty query is none');
    else assert.match(answer, /^(401 signature_invalid|404 not_found)$/, path);
  }
});
