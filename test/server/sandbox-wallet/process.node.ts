import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, describe, it} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {readBooks} from '../../../src/server/sandbox-wallet/journal.ts';
import {startSandboxWallet} from '../../../src/server/sandbox-wallet/start.ts';

const SECRET = 'a-secret-of-the-test-that-is-long-enough';
const BODY = {
  amount: 12800, currency: 'HKD', subject: '1 × Mug', merchant: 'Shop', locale: 'en', token: 'approve', display: 'redirect',
  return_url: 'https://page.example/', notify_url: 'http://127.0.0.1:9/notify/sandbox', deadline: '2099-01-01T00:00:00Z',
};

describe('The sandbox wallet in a process of its own', () => {
  let folder: string;
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'hangtag-wallet-')); });
  after(() => rm(folder, {recursive: true}));
  const call = (url: string, path: string, body?: object, secret = SECRET): Promise<Response> =>
    fetch(`${url}/api${path}`, {method: body ? 'POST' : 'GET', headers: {authorization: `Bearer ${secret}`, 'content-type': 'application/json'}, ...(body ? {body: JSON.stringify(body)} : {})});

  it('answers merchants that know the secret, and nobody else', async () => {
    const wallet = await startSandboxWallet({folder, secret: SECRET});
    assert.equal((await call(wallet.url, '/books', undefined, 'guess')).status, 401);
    assert.equal((await call(wallet.url, '/trades/ht_1')).status, 404);
    assert.equal((await call(wallet.url, '/trades/ht_1', {...BODY, amount: 0})).status, 400);
    const made = await (await call(wallet.url, '/trades/ht_1', BODY)).json() as {status: string; pay_url: string};
    assert.equal(made.status, 'paid');
    assert.match(made.pay_url, new RegExp(`^${wallet.publicUrl}/pay/[\\w-]{24}$`));
    await wallet.close();
  });

  it('comes back on its port with its books after kill -9', async () => {
    const wallet = await startSandboxWallet({folder, secret: SECRET});
    await call(wallet.url, '/trades/ht_killed', BODY);
    process.kill(wallet.pid, 'SIGKILL');
    await wallet.ended;
    const again = await startSandboxWallet({folder, secret: SECRET});
    assert.equal(again.url, wallet.url);
    const {trades} = await (await call(again.url, '/books')).json() as {trades: {trade_no: string; status: string}[]};
    assert.ok(trades.some(trade => trade.trade_no === 'ht_killed' && trade.status === 'paid'));
    await again.close();
  });

  it('has on disk whatever it answered, whenever it is killed', async () => {
    const wallet = await startSandboxWallet({folder, secret: SECRET});
    const answered: string[] = [];
    const storm = Promise.all(Array.from({length: 200}, async (_, n) => {
      await call(wallet.url, `/trades/ht_storm_${n}`, BODY).then(async response => {
        if (response.ok) answered.push((await response.json() as {trade_no: string}).trade_no);
      }).catch(() => {});
    }));
    while (answered.length < 60) await delay(2);
    process.kill(wallet.pid, 'SIGKILL');
    await storm;
    const books = await readBooks(folder);
    assert.ok(answered.length >= 60);
    for (const tradeNo of answered) assert.equal(books.trade(tradeNo)?.status, 'paid');
  });

  it('answers nothing that it could not write, and ends when its disk is full', async () => {
    const small = join(folder, 'small');
    const program = fileURLToPath(new URL('../../../src/server/sandbox-wallet/process.ts', import.meta.url));
    const child = spawn('sh', ['-c', 'ulimit -f 8; exec "$0" --disable-warning=ExperimentalWarning "$1"', process.execPath, program], {stdio: ['pipe', 'pipe', 'inherit']});
    const ended = once(child, 'exit');
    child.stdin.write(`${JSON.stringify({folder: small, secret: SECRET})}\n`);
    const [line] = await once(createInterface({input: child.stdout}), 'line') as [string];
    const {url} = JSON.parse(line) as {url: string};
    const answered: string[] = [];
    for (let n = 0; n < 200; n++) {
      const tradeNo = `ht_full_${n}`;
      const status = async (body?: object): Promise<number> => call(url, `/trades/${tradeNo}`, body).then(response => response.status, () => 0);
      if (await status({...BODY, token: 'redirect'}) === 200 || await status() === 200) answered.push(tradeNo);
      else break;
    }
    const late = setTimeout(() => child.kill('SIGKILL'), 60_000);
    assert.deepEqual((await ended)[0], 1);
    clearTimeout(late);
    const books = await readBooks(small);
    assert.ok(answered.length > 1 && answered.length < 200);
    for (const tradeNo of answered) assert.equal(books.trade(tradeNo)?.status, 'waiting');
  });

  it('does not share its books', async () => {
    const wallet = await startSandboxWallet({folder, secret: SECRET});
    await assert.rejects(startSandboxWallet({folder, secret: SECRET}), /Another sandbox wallet/);
    await wallet.close();
  });

  it('ends when its parent was killed', async () => {
    const start = new URL('../../../src/server/sandbox-wallet/start.ts', import.meta.url).href;
    const parent = spawn(process.execPath, ['--input-type=module', '-e',
      `const {startSandboxWallet} = await import(${JSON.stringify(start)});
       const wallet = await startSandboxWallet({folder: ${JSON.stringify(folder)}, secret: ${JSON.stringify(SECRET)}});
       console.log(wallet.pid); setInterval(() => {}, 1000);`], {stdio: ['ignore', 'pipe', 'inherit']});
    const [pid] = await once(createInterface({input: parent.stdout}), 'line') as [string];
    parent.kill('SIGKILL');
    for (let tries = 0; tries < 1200 && alive(Number(pid)); tries++) await delay(50);
    assert.equal(alive(Number(pid)), false);
  });

  it('loses an answer when it is told to', async () => {
    const wallet = await startSandboxWallet({folder, secret: SECRET});
    await call(wallet.url, '/faults', {operation: 'create', effect: 'lose-after', times: 1});
    await assert.rejects(call(wallet.url, '/trades/ht_lost', BODY));
    assert.equal(((await (await call(wallet.url, '/trades/ht_lost')).json()) as {status: string}).status, 'paid');
    await wallet.close();
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
