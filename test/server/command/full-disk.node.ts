import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {test} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {hangtag, serve, temporaryFolder} from './command.ts';

/** Where the embedded database writes the next piece of its log; what stands in the way there stops it as a full disk does. */
const NEXT_LOG = 'shop/database/pg_wal/xlogtemp.42';

/** Products with so much to say that the log of the database needs its next piece. */
function manyWords(): string {
  const rows = Array.from({length: 330}, (_, at) => `Cup ${at},12,CUP-${at},${randomBytes(24_000).toString('hex')}`);
  return `title,price,sku,description\n${rows.join('\n')}\n`;
}

test('A server whose embedded database cannot write its log any more ends, with a reason, and loses nothing', async t => {
  const folder = await temporaryFolder();
  t.after(() => folder.remove());
  const data = ['--data', folder.file('shop')];
  await writeFile(folder.file('cup.csv'), 'title,price,sku\nCup,12,CUP\n');
  await writeFile(folder.file('many.csv'), manyWords());
  assert.equal((await hangtag(['import', folder.file('cup.csv'), ...data])).code, 0);
  const server = await serve([...data, '--sandbox']);
  t.after(() => server.send('SIGKILL'));
  await mkdir(folder.file(NEXT_LOG));
  const refused = await hangtag(['import', folder.file('many.csv'), ...data], {killAfter: 60_000});
  assert.notEqual(refused.code, 0);
  assert.equal(await Promise.race([server.ended, delay(60_000, 'still running', {ref: false})]), 1);
  const line = server.log().find(({event}) => event === 'database_broken');
  assert.match(String(line?.['reason']), /xlogtemp/);

  await rm(folder.file(NEXT_LOG), {recursive: true});
  const audit = await hangtag(['audit', ...data]);
  assert.equal(audit.code, 0, audit.err);
  const again = await serve([...data, '--sandbox']);
  t.after(() => again.send('SIGKILL'));
  assert.equal((await fetch(`${again.url}/readyz`)).status, 200);
  assert.equal((await hangtag(['import', folder.file('many.csv'), ...data])).code, 0);
  assert.equal(await again.end(), 0);
});
