import assert from 'node:assert/strict';
import {afterEach, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {readEmbeddedMessage} from '../../../src/commerce/embedded-protocol.ts';
import {converse} from '../../../src/payment/providers/hosted-checkout/conversation.ts';
import type {Page, Told} from '../../../src/payment/providers/hosted-checkout/conversation.ts';
import {faultsOfResult, schemasMissing} from '../../server/http/published-schemas.ts';
import {checkoutJson} from '../../commerce/checkout-json.ts';

const SHOP = 'https://shop.example';
const ready = {jsonrpc: '2.0', id: 'r1', method: 'ec.ready', params: {delegate: []}};
const complete = {jsonrpc: '2.0', method: 'ec.complete', params: {checkout: {...(checkoutJson() as object), status: 'completed', order: {id: 'o1', permalink_url: `${SHOP}/orders/o1`}}}};

interface Posted {
  readonly message: {readonly id?: unknown; readonly result?: {readonly upgrade?: {readonly port: MessagePort}}; readonly error?: unknown};
  readonly origin: string;
}

const stages: AbortController[] = [];

/** Messages through a port take their time. */
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !isSo(); tries++) await delay(10);
}

function stage() {
  const target = new EventTarget();
  const posted: Posted[] = [];
  const links: string[] = [];
  const partner = {postMessage: (message: Posted['message'], origin: string) => void posted.push({message, origin})};
  const told: Told[] = [];
  const over = new AbortController();
  stages.push(over);
  const page = {addEventListener: target.addEventListener.bind(target), open: (url: string) => links.push(url)} as unknown as Page;
  converse({partner: () => partner, origins: [SHOP], signal: over.signal, told: (news) => told.push(news)}, page);
  const say = (data: unknown, {source = partner, origin = SHOP}: {source?: unknown; origin?: string} = {}): boolean =>
    target.dispatchEvent(Object.assign(new Event('message'), {data, source, origin, ports: []}));
  return {say, posted, told, links};
}

describe('Speaking with a merchant\'s page', () => {
  afterEach(() => stages.splice(0).forEach((over) => over.abort()));

  it('gives it a port of its own, and hears nothing in the open after that', async () => {
    const {say, posted, told} = stage();
    say(ready);
    const port = posted[0]!.message.result!.upgrade!.port;
    assert.deepEqual([posted.length, posted[0]!.origin], [1, SHOP]);
    const answers: unknown[] = [];
    port.onmessage = ({data}) => void answers.push(data);
    port.postMessage({...ready, id: 'r2'});
    say(complete);
    await until(() => answers.length > 0);
    assert.deepEqual(told, []);
    assert.deepEqual((answers[0] as {id: string}).id, 'r2');
    port.postMessage(complete);
    await until(() => told.length > 0);
    assert.deepEqual(told.map(({says}) => says), ['complete']);
  });

  it('greets a page that was loaded anew, and forgets the port of the one before', async () => {
    const {say, posted, told} = stage();
    say(ready);
    say({...ready, id: 'again'});
    const [old, fresh] = posted.map(({message}) => message.result!.upgrade!.port);
    old!.postMessage(complete);
    fresh!.postMessage({...complete, method: 'ec.start'});
    await until(() => told.length > 0);
    assert.deepEqual(told.map(({says}) => says), ['start']);
  });

  it('hears no other window, no other origin, and nothing that does not read as published', () => {
    const {say, posted, told} = stage();
    say(ready, {source: {}});
    say(ready, {origin: 'https://evil.example'});
    say(ready, {source: null});
    say(complete, {origin: `${SHOP}.evil.example`});
    for (const odd of [null, 'x', '{', 5, {}, {jsonrpc: '1.0', method: 'ec.ready', id: 1}, {...complete, params: {checkout: {status: 'completed'}}}, {...complete, params: {checkout: {...complete.params.checkout, order: undefined}}}]) say(odd);
    assert.deepEqual([posted, told], [[], []]);
  });

  it('takes nothing upon itself, and says so', () => {
    const {say, posted, links} = stage();
    const ask = (method: string, params: object = {}): void => void say({jsonrpc: '2.0', id: method, method, params});
    ask('ec.window.open_request', {url: 'https://shop.example/terms'});
    ask('ec.payment.credential_request', {});
    ask('ec.auth', {type: 'oauth'});
    ask('ec.something', {});
    assert.deepEqual(links, []);
    const answers = posted.map(({message}) => (message.error ? 'unknown' : (message.result as unknown as {messages: {code: string}[]}).messages[0]?.code));
    assert.deepEqual(answers, ['not_supported_error', 'not_supported_error', 'not_supported_error', 'unknown']);
    if (schemasMissing) return;
    for (const method of ['ec.window.open_request', 'ec.payment.credential_request', 'ec.auth']) {
      for (const {message} of posted.filter(({message: {id}}) => id === method)) assert.deepEqual(faultsOfResult(method, message.result), [], method);
    }
  });

  it('has no credentials to give, and says so to a page that wants some at once', () => {
    const {say, posted} = stage();
    say({...ready, params: {delegate: [], auth: {type: 'oauth'}}});
    assert.equal((posted[0]!.message.result as unknown as {ucp: {status: string}}).ucp.status, 'error');
  });

  it('hears errors in both of the spellings that are published', () => {
    const error = {ucp: {version: '2026-04-08', status: 'error'}, messages: [{type: 'error', code: 'timeout_error', content: 'Gone', severity: 'unrecoverable'}], continue_url: `${SHOP}/x`};
    for (const params of [error, {error}]) {
      const read = readEmbeddedMessage({jsonrpc: '2.0', method: 'ec.error', params});
      assert.deepEqual([read?.says, read?.says === 'error' && read.continueUrl], ['error', `${SHOP}/x`]);
    }
  });

  it('reads the text of an app as well', () => {
    assert.equal(readEmbeddedMessage(JSON.stringify(complete))?.says, 'complete');
  });
});
