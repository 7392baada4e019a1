import assert from 'node:assert/strict';
import {readFile, writeFile} from 'node:fs/promises';
import {after, before, describe, it} from 'node:test';
import {freshDatabase} from '../../harness/fresh-database.ts';
import {hangtag, serve, temporaryFolder} from './command.ts';
import type {Serving} from './command.ts';

const GOODS = 'Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty\ncup,Cup,CUP,12.50,shopify,4\npot,Pot,POT,80,shopify,2\n';
const SOME_BAD = 'Handle,Title,Variant Price\ncup,Cup,twelve\npot,Pot,90\n';

describe('hangtag import', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let data: readonly string[];
  before(async () => {
    folder = await temporaryFolder();
    data = ['--data', folder.file('shop')];
    await writeFile(folder.file('goods.csv'), GOODS);
    await writeFile(folder.file('bad.csv'), SOME_BAD);
    await writeFile(folder.file('zh.csv'), 'Handle,Title\ncup,杯\n');
  });
  after(() => folder.remove());

  it('imports without a server, prints the report, and finds the goods there the next time', async () => {
    const first = await hangtag(['import', folder.file('goods.csv'), ...data]);
    assert.deepEqual([first.code, first.err], [0, '']);
    assert.match(first.out, /^A product export of Shopify, 2 rows, prices in HKD\.\nProducts: 2 created/);
    const again = await hangtag(['import', folder.file('goods.csv'), ...data, '--json']);
    assert.equal((JSON.parse(again.out) as {products: {unchanged: number}}).products.unchanged, 2);
  });

  it('names bad rows, lands the good ones and ends with 1', async () => {
    const {code, out} = await hangtag(['import', folder.file('bad.csv'), ...data, '--dry-run']);
    assert.equal(code, 1);
    assert.match(out, /error: line 2: cup: The price "twelve" is not an amount\./);
    assert.match(out, /1 updated.*\n/);
    assert.match(out, /a dry run: nothing was written/);
  });

  it('knows encodings by their names on Windows, and takes dates as a spreadsheet writes them', async () => {
    const header = 'handle,title,price,sale_price,sale_ends\n';
    await writeFile(folder.file('big5.csv'), Buffer.concat([Buffer.from(`${header}tea,`), Buffer.from([0xaf, 0xf9]), Buffer.from(',10,8,31/1/2031\n')]));
    const named = ['import', folder.file('big5.csv'), ...data, '--dry-run'];
    assert.match((await hangtag(named)).err, /line 2 has bytes that do not fit.*--encoding/);
    assert.match((await hangtag([...named, '--encoding', 'CP950'])).out, /error: line 2: tea: The sale_ends .* --date-order/);
    assert.equal((await hangtag([...named, '--encoding', 'big5-hkscs', '--date-order', 'dmy'])).code, 0);
    assert.match((await hangtag([...named, '--encoding', 'ebcdic'])).err, /^hangtag: --encoding must be utf-8, /);
    assert.match((await hangtag([...named, '--date-order', 'ymd'])).err, /^hangtag: --date-order must be dmy or mdy/);
  });

  it('reads standard input', async () => {
    const {code, out} = await hangtag(['import', '-', ...data], {input: GOODS});
    assert.equal(code, 0);
    assert.match(out, /2 unchanged/);
  });

  describe('while a server works in the folder', () => {
    let server: Serving;
    before(async () => { server = await serve([...data]); });
    after(() => server.end());

    it('goes through the server, with the same output and exit codes', async () => {
      const good = await hangtag(['import', folder.file('goods.csv'), ...data]);
      assert.deepEqual([good.code, good.err], [0, '']);
      assert.match(good.out, /2 unchanged/);
      const bad = await hangtag(['import', folder.file('bad.csv'), ...data, '--dry-run']);
      assert.equal(bad.code, 1);
      assert.match(bad.out, /error: line 2: cup: The price "twelve" is not an amount\./);
      const {code, err} = await hangtag(['import', '-', ...data], {input: 'Nonsense\n1\n'});
      assert.equal(code, 2);
      assert.match(err, /^hangtag: These are not the columns of a product export[^\n]+\n$/);
    });

    it('passes on how the file is written', async () => {
      const [command, ...rest] = ['import', folder.file('big5.csv'), ...data, '--dry-run', '--encoding', 'cp950'];
      assert.equal((await hangtag([command, ...rest])).code, 1);
      assert.equal((await hangtag([command, ...rest, '--date-order', 'dmy'])).code, 0);
    });

    it('adds translations through the server', async () => {
      const {code, out} = await hangtag(['import', folder.file('zh.csv'), ...data, '--locale', 'zh-Hant']);
      assert.equal(code, 0, out);
      assert.match(out, /^A product export of Shopify, 1 row\.\nTranslated into zh-Hant: 1 product, 1 text\./);
    });

    it('opens the control address to nobody without the token', async () => {
      const lock = JSON.parse(await readFile(folder.file('shop/server.json'), 'utf8')) as {url: string; token: string};
      for (const headers of [new Headers(), {authorization: 'Bearer guess'}, {authorization: lock.token}]) {
        assert.equal((await fetch(`${lock.url}/control/audit`, {headers})).status, 401);
      }
      assert.equal((await fetch(`${lock.url}/control/hello`, {headers: {authorization: `Bearer ${lock.token}`}})).status, 200);
      assert.equal((await fetch(`${server.url}/control/hello`, {headers: {authorization: `Bearer ${lock.token}`}})).status, 404);
    });
  });

  it('killed at any moment leaves whole products, and carries on when run again', async () => {
    const products = 2500;
    const lines = Array.from({length: products}, (_, index) => `p${index},Product ${index},Size,S,${index + 1}\np${index},,,L,${index + 2}\n`);
    await writeFile(folder.file('many.csv'), `Handle,Title,Option1 Name,Option1 Value,Variant Price\n${lines.join('')}`);
    const killed = ['--data', folder.file('killed')];
    for (const after of [900, 1800, 2700]) await hangtag(['import', folder.file('many.csv'), ...killed], {killAfter: after});
    const {code, out, err} = await hangtag(['import', folder.file('many.csv'), ...killed, '--json']);
    assert.equal(code, 0, err);
    const report = JSON.parse(out) as {products: Record<string, number>; variants: Record<string, number>};
    assert.equal(report.products['created']! + report.products['unchanged']!, products);
    assert.equal(report.variants['unchanged'], report.products['unchanged']! * 2, 'what was there was whole');
    assert.equal((await hangtag(['audit', ...killed])).code, 0);
  });

  it('acts on DATABASE_URL directly', {skip: !process.env['DATABASE_URL']}, async () => {
    const database = await freshDatabase();
    const {code, out} = await hangtag(['import', folder.file('goods.csv'), '--currency', 'usd'], {env: {DATABASE_URL: database.url!}, cwd: folder.path});
    assert.equal(code, 0, out);
    assert.deepEqual(await database.query('select id, currency from variants order by id', []), [{id: 'CUP', currency: 'USD'}, {id: 'POT', currency: 'USD'}]);
    const again = await hangtag(['import', folder.file('goods.csv')], {env: {DATABASE_URL: database.url!}, cwd: folder.path});
    assert.match(again.out, /2 unchanged/, 'prices are in the shop’s currency');
    assert.equal((await hangtag(['audit'], {env: {DATABASE_URL: database.url!}, cwd: folder.path})).code, 0);
    await database.close();
  });
});
