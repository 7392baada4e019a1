import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {openEmbedded} from '../../../src/server/database/embedded.ts';
import {readyFolder} from '../../harness/ready-database.ts';
import {hangtag, temporaryFolder} from './command.ts';

describe('The command', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  before(async () => {
    folder = await temporaryFolder();
    await writeFile(folder.file('goods.csv'), 'title,price\nCup,12\n');
    await writeFile(folder.file('nothing.csv'), '');
    await writeFile(folder.file('broken.json'), '{"currency": ');
    await writeFile(folder.file('wrong.json'), '{"delivery": {"zones": [{"id": "hk", "countries": ["HK"], "rates": [{"id": "a", "title": "A", "price": 1.5}]}]}}');
    await writeFile(folder.file('below.json'), '{"origin": "https://shop.example/store"}');
    await writeFile(folder.file('zone.json'), '{"timeZone": "Mars/Olympus"}');
    await writeFile(folder.file('currency.json'), '{"currency": "HDK"}');
    await writeFile(folder.file('services.json'), '{"payments": [{"type": "barter"}]}');
    await writeFile(folder.file('a-file'), '');
    await mkdir(folder.file('read-only'), {mode: 0o500});
  });
  after(async () => {
    await chmod(folder.file('read-only'), 0o700);
    await folder.remove();
  });

  for (const args of [['--help'], ['-h'], ['serve', '--help'], ['import', '--help'], ['refund', '--help'], ['held', '--help'], ['discount', '--help'], ['check', '--help'], ['audit', '-h'], ['help', 'import']]) {
    it(`explains itself: ${args.join(' ')}`, async () => {
      const {code, out, err} = await hangtag(args);
      assert.equal(code, 0);
      assert.match(out, /Usage: hangtag/);
      assert.equal(err, '');
    });
  }

  it('parts the names of its commands from what they do', async () => {
    const {out} = await hangtag(['--help']);
    const rows = out.split('\n').filter((line) => /^ {2}\S/.test(line));
    assert.ok(rows.length > 5);
    assert.deepEqual(rows.filter((row) => !/^ {2}[a-z]+ {2,}\S/.test(row)), []);
  });

  it('says its version', async () => {
    const {version} = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {version: string};
    assert.deepEqual(await hangtag(['--version']), {code: 0, out: `${version}\n`, err: ''});
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: RegExp])[] = [
    [[], /Which command/],
    [['sell'], /There is no command "sell"/],
    [['serve', '--prot', '1'], /Unknown option '--prot'.*hangtag serve --help/],
    [['serve', '--port', 'high'], /--port must be a number from 0 to 65535, not "high"/],
    [['serve', '--port', '70000'], /--port must be/],
    [['serve', 'extra'], /takes no arguments/],
    [['serve', '--config', 'missing.json'], /config file missing\.json cannot be read: it does not exist/],
    [['serve', '--config', 'broken.json'], /config file broken\.json is not JSON/],
    [['serve', '--config', 'wrong.json'], /wrong\.json is wrong at delivery\.zones\[0\]\.rates\[0\]\.price: /],
    [['serve', '--config', 'below.json', '--port', '0', '--data', 'below'], /wrong at origin: must be an address without a path, such as https:\/\/shop\.example: UCP looks for a shop at the root/],
    [['serve', '--config', 'zone.json'], /wrong at timeZone: "Mars\/Olympus" is not a time zone/],
    [['serve', '--config', 'services.json', '--port', '0', '--data', 'services'], /services\.json is wrong at payments\[0\]\.type: "barter" is no payment service/],
    [['serve', '--data', 'a-file'], /data folder .*a-file cannot be written: it is a file/],
    [['serve', '--host', '203.0.113.7', '--port', '0', '--data', 'elsewhere'], /"203\.0\.113\.7" is not an address of this machine/],
    [['import'], /Which file/],
    [['import', 'missing.csv'], /file missing\.csv cannot be read: it does not exist/],
    [['import', '.'], /cannot be read: it is a folder/],
    [['import', 'goods.csv', 'more.csv'], /One file at a time/],
    [['import', 'goods.csv', '--stock', 'add'], /--stock must be keep or set, not "add"/],
    [['import', 'goods.csv', '--currency', 'HDK'], /--currency must be an ISO 4217 code such as HKD, not "HDK"/],
    [['serve', '--config', 'currency.json'], /currency\.json is wrong at currency: must be an ISO 4217 code such as HKD/],
    [['import', 'goods.csv', '--data', ''], /--data is empty/],
    [['import', 'goods.csv', '--map', ''], /--map is empty/],
    [['help', 'sell'], /There is no command "sell"/],
    [['import', 'goods.csv', '--currency', 'dollars'], /--currency must be an ISO 4217 code/],
    [['import', 'goods.csv', '--map', 'Name'], /--map must be "Their header=our field"/],
    [['import', 'goods.csv', '--map', 'Name=colour'], /There is no field "colour"/],
    [['import', 'goods.csv', '--encoding', 'morse'], /--encoding must be utf-8/],
    [['import', 'nothing.csv', '--data', 'new'], /The file is empty/],
    [['import', 'goods.csv', '--locale', 'fr', '--data', 'new'], /"fr" is not a language that the shop speaks/],
    [['audit', '--data', 'no-shop'], /There is no shop in .*no-shop/],
    [['check', 'all'], /takes no arguments/],
    [['check', '--config', 'missing.json'], /cannot be read/],
    [['refund'], /Which order/],
    [['refund', '1001', '1002'], /One order at a time/],
    [['refund', '1001', '--data', 'no-shop'], /There is no shop in/],
    [['audit', 'all'], /takes no arguments/],
  ];
  for (const [args, sentence] of wrong) {
    it(`refuses with one sentence: hangtag ${args.join(' ')}`, async () => {
      const {code, out, err} = await hangtag(args, {cwd: folder.path});
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, sentence);
      assert.match(err, /^hangtag: [^\n]+[.?]?[^\n]*\n$/);
    });
  }

  it('refuses a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    const {port} = other.address() as AddressInfo;
    const {code, err} = await hangtag(['serve', '--port', String(port), '--data', folder.file('new')]);
    other.close();
    assert.equal(code, 2);
    assert.match(err, new RegExp(`Port ${port} is in use`));
  });

  it('refuses a data folder that cannot be written', {skip: process.getuid?.() === 0}, async () => {
    const {code, err} = await hangtag(['serve', '--port', '0', '--data', folder.file('read-only')]);
    assert.equal(code, 2);
    assert.match(err, /cannot be written: permission is denied/);
  });

  it('names the database that does not answer, without its password', async () => {
    const {code, err} = await hangtag(['audit'], {env: {DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/shop'}});
    assert.equal(code, 2);
    assert.match(err, /DATABASE_URL \(127\.0\.0\.1:1\/shop\) cannot be opened: nothing answers there/);
    assert.doesNotMatch(err, /secret/);
  });

  for (const url of ['nonsense', 'http://db.example/shop', 'mysql://root:secret@localhost/shop']) {
    it(`refuses a DATABASE_URL that is no Postgres: ${url}`, async () => {
      const {code, err} = await hangtag(['audit'], {env: {DATABASE_URL: url}});
      assert.equal(code, 2);
      assert.equal(err, 'hangtag: DATABASE_URL must be the address of a Postgres, such as postgres://user@host/database.\n');
    });
  }

  it('refuses a database that a newer version has changed, and keeps nobody out of it', async () => {
    const shop = folder.file('newer');
    await readyFolder(shop);
    const database = await openEmbedded(join(shop, 'database'));
    await database.query(`insert into migrations (id) values ('0999-later')`, []);
    await database.close();
    for (const args of [['serve', '--port', '0'], ['audit']]) {
      const {code, out, err} = await hangtag([...args, '--data', shop]);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, /^hangtag: The database in .*newer cannot be opened: a newer version of Hangtag has changed it \(0999-later\).*this one, \d.*\.\n$/m);
      assert.ok(!existsSync(join(shop, 'server.json')));
    }
  });

  it('shows where an error comes from for those who ask', async () => {
    const {err} = await hangtag(['import', 'missing.csv', '--debug'], {cwd: folder.path});
    assert.match(err, /cannot be read/);
    assert.match(err, /\n\s+at /);
  });
});
