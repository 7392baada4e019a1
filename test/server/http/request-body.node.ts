import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {BODY_LIMITS, readJsonBody, withReadBody} from '../../../src/server/http/request-body.ts';
import type {TransportError} from '../../../src/server/http/transport-error.ts';
import {readUcpAgent} from '../../../src/server/http/ucp-agent.ts';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('https://shop.example/', {method: 'POST', body, headers: {'content-type': 'application/json', ...headers}, duplex: 'half'} as RequestInit);
}
const is = (status: number, code: string) => (error: TransportError) => error.status === status && error.code === code;

test('Any JSON within the limits is read as it is', async () => {
  await fc.assert(fc.asyncProperty(fc.jsonValue({maxDepth: 5}), async value => {
    assert.deepEqual(await readJsonBody(post(JSON.stringify(value))), JSON.parse(JSON.stringify(value)));
  }));
  assert.equal(await readJsonBody(new Request('https://shop.example/', {method: 'POST'})), undefined);
});

test('A body that drips is not waited for, and one that breaks off is refused', async () => {
  const dripping = new ReadableStream({start(controller) { controller.enqueue(new TextEncoder().encode('{"a":')); }});
  await assert.rejects(readJsonBody(post(dripping), {...BODY_LIMITS, time: 50}), is(408, 'request_timeout'));
  const broken = new ReadableStream({pull(controller) { controller.error(new Error('gone')); }});
  await assert.rejects(readJsonBody(post(broken)), is(400, 'invalid_request'));
});

test('A body that grows past its limit is cut off, whatever it announced', async () => {
  let sent = 0;
  const endless = new ReadableStream({pull(controller) { sent += 1000; controller.enqueue(new Uint8Array(1000)); }});
  await assert.rejects(readJsonBody(post(endless)), is(413, 'request_too_large'));
  assert.ok(sent < 2 * BODY_LIMITS.bytes);
  await assert.rejects(withReadBody(post('x'.repeat(300_000))), is(413, 'request_too_large'));
  assert.equal(await (await withReadBody(post('a=b'))).text(), 'a=b');
});

test('JSON is asked for in whatever way it is written', async () => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/ucp+json']) assert.deepEqual(await readJsonBody(post('{}', {'content-type': type})), {});
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', '']) {
    await assert.rejects(readJsonBody(post('{}', {'content-type': type})), is(415, 'unsupported_media_type'), type);
  }
  await assert.rejects(readJsonBody(post('{}', {'content-encoding': 'gzip'})), is(415, 'unsupported_media_type'));
  assert.deepEqual(await readJsonBody(post('{}', {'content-encoding': 'identity'})), {});
});

test('A list that is too long is refused as too large', async () => {
  await assert.rejects(readJsonBody(post(JSON.stringify({ids: Array.from({length: BODY_LIMITS.entries + 1}, String)}))), is(400, 'request_too_large'));
});

test('UCP-Agent is read as the RFC writes dictionaries', () => {
  const profile = 'https://platform.example/profile';
  for (const header of [`profile="${profile}"`, ` profile="${profile}" `, `a=1, profile="${profile}";x=y, b`, `profile="${profile}";q`, `profile=${profile}`, `profile="${profile}", list=(1 "two)" three);q=1, flag`]) assert.deepEqual(readUcpAgent(header), {profile});
  assert.deepEqual(readUcpAgent(`profile="${profile}", version="2026-04-08"`), {profile, version: '2026-04-08'});
  assert.deepEqual(readUcpAgent(`profile="${profile}"; version="2026-04-08"`), {profile, version: '2026-04-08'});
  for (const header of [null, '', 'profile', `Profile="${profile}"`, `profile="${profile}" trailing`, 'profile="relative/path"', `profile="${profile}`, `profile=("${profile}")`, `profile="${profile}",`, 'x'.repeat(5000)]) {
    assert.throws(() => readUcpAgent(header), is(400, 'invalid_profile_url'), String(header));
  }
});

test('No header makes the reader of UCP-Agent hang or fail otherwise', () => {
  const piece = fc.constantFrom('profile', 'version', '=', '"', '\\', ';', ',', ' ', 'https://a.example', 'a', '1', '*');
  fc.assert(fc.property(fc.array(piece, {maxLength: 60}), pieces => {
    try {
      assert.ok(URL.canParse(readUcpAgent(pieces.join('')).profile));
    } catch (error) {
      assert.equal((error as TransportError).code, 'invalid_profile_url');
    }
  }), {numRuns: 2000});
});
