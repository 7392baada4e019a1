import assert from 'node:assert/strict';
import type {ChildProcess} from 'node:child_process';
import {execFile, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {AuditReport} from '../../../src/server/money/audit.ts';

const MAIN = fileURLToPath(new URL('../../../src/server/command/main.ts', import.meta.url));
const PIECES = 40;
// Without DATABASE_URL the shop lives in its own folder; that is what is killed here.
const {DATABASE_URL: _unused, ...environment} = process.env;

describe('A server that is killed again and again', () => {
  let folder: string;
  let server: {process: ChildProcess; url: string} | undefined;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hangtag-kill-'));
    const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Requires Shipping,Status';
    await writeFile(join(folder, 'products.csv'), `${header}\nmug,Mug,Title,Default Title,MUG,shopify,${PIECES},deny,128.00,false,active\n`);
    await hangtag('import', join(folder, 'products.csv'), '--data', join(folder, 'shop'));
  });
  after(async () => {
    server?.process.kill('SIGKILL');
    await rm(folder, {recursive: true, force: true, maxRetries: 10});
  });

  it('loses no payment and takes none twice', async () => {
    const started = new Set<string>();
    for (const pause of [150, 400, 700]) {
      server = await serve(folder);
      const before = started.size;
      const storm = buy(server.url, started);
      // On a busy machine the first buyer may take longer than any pause.
      while (started.size === before) await delay(10);
      await delay(pause);
      server.process.kill('SIGKILL');
      await once(server.process, 'exit');
      await storm;
    }
    server = await serve(folder);
    const early = await auditJson(folder);
    assert.deepEqual(early.violations, []);
    await settled(folder);
    await again(server.url, started);
    const report = await settled(folder);
    assert.deepEqual([report.violations, report.warnings], [[], []]);
    assert.ok(Number(report.counts['orders']) > 0);
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
    const alone = await auditJson(folder);
    assert.deepEqual([alone.violations, alone.counts['orders']], [[], report.counts['orders']]);
  });
});

/** Several buyers at once, each with its own checkout, until the server is gone. */
async function buy(url: string, started: Set<string>): Promise<void> {
  const tokens = ['approve', 'approve', 'decline', 'redirect'];
  await Promise.all(tokens.map(async token => {
    try {
      for (;;) {
        const {id} = await call(url, '/checkout-sessions', {line_items: [{item: {id: 'MUG'}, quantity: 1}]}) as {id: string};
        started.add(id);
        await pay(url, id, token);
      }
    } catch { /* it was killed */ }
  }));
}

/** Whoever does not know how it ended presses again. */
async function again(url: string, started: Set<string>): Promise<void> {
  for (const id of started) await pay(url, id, 'approve');
}

async function pay(url: string, id: string, token: string): Promise<unknown> {
  return call(url, `/checkout-sessions/${id}/complete`, {
    payment: {instruments: [{id: 'one', handler_id: 'sandbox', type: 'sandbox', selected: true, credential: {type: 'sandbox', token}}]},
  });
}

async function call(url: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${url}/ucp${path}`, {
    method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(20_000),
    headers: {'content-type': 'application/json', 'ucp-agent': `profile="${TAG_PROFILE_URL}"`, 'idempotency-key': randomUUID(), 'request-id': randomUUID()},
  });
  assert.ok(response.ok, `${response.status} ${path}`);
  return response.json();
}

async function serve(folder: string): Promise<{process: ChildProcess; url: string}> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--sandbox', '--port', '0', '--data', join(folder, 'shop')], {env: environment, stdio: ['ignore', 'pipe', 'ignore']});
  const line = await Promise.race([
    once(createInterface({input: child.stdout}), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => `it ended with ${code}`),
  ]);
  const url = /http:\S+/.exec(line)?.[0];
  assert.ok(url, line);
  return {process: child, url};
}

/** Until no payment is without an answer any more; buyers who were sent to the wallet stay there. */
async function settled(folder: string): Promise<AuditReport> {
  for (let tries = 0; tries < 60; tries++) {
    const report = await auditJson(folder);
    if (!report.counts['payments.intent'] && !report.counts['payments.confirming']) return report;
    await delay(1000);
  }
  throw new Error('Some payment never got its answer');
}

async function auditJson(folder: string): Promise<AuditReport> {
  const {stdout} = await hangtag('audit', '--json', '--data', join(folder, 'shop')).catch((error: unknown) => error as {stdout: string});
  return JSON.parse(stdout) as AuditReport;
}

function hangtag(...args: string[]): Promise<{stdout: string}> {
  return promisify(execFile)(process.execPath, [MAIN, ...args], {env: environment});
}
