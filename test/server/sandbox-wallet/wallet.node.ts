import assert from 'node:assert/strict';
import {appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import fc from 'fast-check';
import {lockFolder} from '../../../src/server/sandbox-wallet/folder-lock.ts';
import {memoryJournal, openJournal, readBooks} from '../../../src/server/sandbox-wallet/journal.ts';
import {sandboxSecret} from '../../../src/server/sandbox-wallet/secret.ts';
import type {TradeRequest} from '../../../src/server/sandbox-wallet/wallet.ts';
import {SandboxWallet} from '../../../src/server/sandbox-wallet/wallet.ts';
import {refundedOf} from '../../../src/server/sandbox-wallet/books.ts';

const REQUEST: TradeRequest = {
  tradeNo: 'ht_1', amount: 12800, currency: 'HKD', subject: '1 × Mug', merchant: 'Shop', locale: 'en', token: 'redirect', display: 'redirect',
  returnUrl: 'https://page.example/', notifyUrl: 'https://shop.example/notify/sandbox', deadline: new Date('2030-01-01T00:00:00Z'),
};

function openWith(journal = memoryJournal(), now = new Date('2026-11-21T10:00:00Z')): {wallet: SandboxWallet; wait(ms: number): void} {
  let clock = now;
  return {wallet: new SandboxWallet(journal, {clock: () => clock, lateBy: 15_000}), wait: ms => { clock = new Date(clock.getTime() + ms); }};
}

describe('The sandbox wallet', () => {
  it('opens a trade once, however often it is asked', () => {
    const {wallet} = openWith();
    const first = wallet.create(REQUEST);
    assert.equal(wallet.create(REQUEST), first);
    assert.throws(() => wallet.create({...REQUEST, amount: 1}), {name: 'WalletConflict'});
  });

  it('ends a trade once: what was decided first stays', () => {
    const {wallet} = openWith();
    wallet.create(REQUEST);
    assert.equal(wallet.decide('ht_1', 'decline', 'once').status, 'declined');
    assert.equal(wallet.decide('ht_1', 'approve', 'once').status, 'declined');
    assert.equal(wallet.close('ht_1').status, 'declined');
  });

  it('rules out a trade that was closed before it came', () => {
    const {wallet} = openWith();
    assert.equal(wallet.close('ht_1').status, 'closed');
    assert.equal(wallet.create({...REQUEST, token: 'approve'}).status, 'closed');
  });

  it('closes a trade at its deadline', () => {
    const {wallet, wait} = openWith();
    wallet.create({...REQUEST, deadline: new Date('2026-11-21T10:01:00Z')});
    wait(59_999);
    assert.equal(wallet.find('ht_1')?.status, 'waiting');
    wait(1);
    assert.equal(wallet.find('ht_1')?.status, 'closed');
    assert.equal(wallet.decide('ht_1', 'approve', 'once').status, 'closed');
  });

  it('never gives back more than it took, and each refund once', () => {
    fc.assert(fc.property(fc.array(fc.record({refundNo: fc.constantFrom('a', 'b', 'c', 'd'), amount: fc.integer({min: 1, max: 9000})})), refunds => {
      const {wallet} = openWith();
      wallet.create({...REQUEST, token: 'approve'});
      for (const refund of refunds) {
        try {
          wallet.refund('ht_1', {...refund, reason: 'test'});
        } catch (error) {
          assert.equal((error as Error).name, 'WalletConflict');
        }
      }
      const trade = wallet.find('ht_1')!;
      assert.ok(refundedOf(trade) <= 12800);
      assert.equal(new Set(trade.refunds.map(one => one.refundNo)).size, trade.refunds.length);
    }));
  });
});

describe('The books of the sandbox', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'hangtag-wallet-')); });
  afterEach(() => rm(folder, {recursive: true}));

  it('say the same after a restart', async () => {
    const journal = await openJournal(folder);
    const {wallet} = openWith(journal);
    wallet.create(REQUEST);
    wallet.create({...REQUEST, tradeNo: 'ht_2', token: 'approve'});
    wallet.refund('ht_2', {refundNo: 'r1', amount: 100, reason: 'x'});
    wallet.close('ht_3');
    await journal.settled();
    const read = await readBooks(folder);
    assert.deepEqual([...read.trades], [...journal.books.trades]);
    await journal.close();
    const again = await openJournal(folder);
    assert.deepEqual([...again.books.trades], [...journal.books.trades]);
    assert.deepEqual([...again.books.undelivered], [...journal.books.undelivered]);
    await again.close();
  });

  it('survive a cut at any byte: every line that was whole is there', async () => {
    const journal = await openJournal(folder);
    const {wallet} = openWith(journal);
    for (let n = 0; n < 4; n++) wallet.create({...REQUEST, tradeNo: `ht_${n}`, token: n % 2 ? 'approve' : 'redirect'});
    await journal.close();
    const path = join(folder, 'books.ndjson');
    const whole = await readFile(path);
    for (let cut = whole.length; cut >= 0; cut -= 37) {
      await writeFile(path, whole);
      await truncate(path, cut);
      const reopened = await openJournal(folder);
      const lines = whole.subarray(0, cut).toString().split('\n').length - 1;
      assert.equal((await readFile(path)).toString().split('\n').length - 1, lines);
      reopened.write({type: 'barred', at: new Date().toISOString(), trade_no: 'ht_new'});
      await reopened.close();
      assert.ok((await readBooks(folder)).trades.has('ht_new'));
    }
  });

  it('refuse to open when a line in the middle is damaged', async () => {
    await appendFile(join(folder, 'books.ndjson'), '{"type":"barred","at":"","trade_no":"a"}\n{"typ\n{"type":"barred","at":"","trade_no":"b"}\n');
    await assert.rejects(openJournal(folder), {name: 'BrokenBooks', message: /Line 2/});
  });

  it('have one writer', async () => {
    const unlock = await lockFolder(folder);
    await assert.rejects(lockFolder(folder, 200), {name: 'FolderTaken'});
    await unlock();
    await (await lockFolder(folder, 200))();
  });

  it('are taken over from a writer that died', async () => {
    await writeFile(join(folder, 'wallet.lock'), JSON.stringify({pid: process.pid, born: '1'}));
    const locks = await Promise.allSettled([lockFolder(folder, 300), lockFolder(folder, 300), lockFolder(folder, 300)]);
    assert.equal(locks.filter(lock => lock.status === 'fulfilled').length, 1);
  });

  it('have a secret that only their owner reads, the same for everybody who asks at once', async () => {
    const secrets = await Promise.all(Array.from({length: 8}, () => sandboxSecret(folder)));
    assert.equal(new Set(secrets).size, 1);
    assert.equal((await stat(join(folder, 'secret'))).mode & 0o777, 0o600);
  });
});
