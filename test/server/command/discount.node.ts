import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {after, before, describe, it} from 'node:test';
import {TAG_PROFILE_URL} from '../../../src/commerce/ucp.ts';
import type {Serving} from './command.ts';
import {hangtag, serve, shopFolder} from './command.ts';

describe('hangtag discount', () => {
  let folder: Awaited<ReturnType<typeof shopFolder>>;
  let data: readonly string[];
  let server: Serving | undefined;
  before(async () => {
    folder = await shopFolder();
    data = ['--data', folder.file('shop')];
    await writeFile(folder.file('goods.csv'), 'title,price,sku,requires shipping\nCup,128.00,CUP,false\nBowl,256.00,BOWL,false\n');
    await writeFile(folder.file('shop.json'), '{"currency": "HKD", "timeZone": "Asia/Hong_Kong"}');
    assert.equal((await hangtag(['import', folder.file('goods.csv'), ...data])).code, 0);
  });
  after(async () => {
    await server?.end();
    await folder.remove();
  });
  const run = (...args: readonly string[]): ReturnType<typeof hangtag> => hangtag(['discount', ...args, ...data]);

  it('adds, lists and ends discounts', async () => {
    const added = await run('add', 'summer20', '--percent', '12.5', '--up-to', '50', '--title', 'Summer', '--title', 'zh-Hant=夏季優惠', '--items', 'CUP,BOWL', '--minimum', '100',
      '--from', '2026-11-01', '--until', '2099-12-31', '--uses', '100', '--uses-per-contact', '1', '--alone', '--delivery');
    assert.deepEqual([added.code, added.err], [0, '']);
    assert.match(added.out, /^summer20 “Summer”: 12\.5% off, at most HKD 50\.00 and free delivery, from HKD 100\.00, for CUP, BOWL, alone, starts 2026-11-01 00:00, ends 2100-01-01 00:00 \(Asia\/Hong_Kong\), used 0 of 100 times, 1 for each buyer \(disc_\w+\)\n$/);
    const automatic = await run('add', '--automatic', '--title', 'Opening week', '--amount', '20', '--json');
    const {id, title, amount, currency} = JSON.parse(automatic.out) as Record<string, unknown>;
    assert.deepEqual([title, amount, currency], [{en: 'Opening week'}, 2000, 'HKD']);
    const list = await run('list');
    assert.match(list.out, /^summer20 .*\n“Opening week”, without a code: HKD 20\.00 off, used 0 times \(disc_\w+\)\n$/);
    assert.match((await run('end', String(id))).out, /over \(disc_/);
    assert.match((await run('end', 'SUMMER20')).out, /^summer20 .*over/);
    assert.equal((await run('list')).out, 'There are no discounts.\n');
    assert.equal((await run('list', '--all')).out.split('\n').length, 3);
  });

  const wrong: readonly (readonly [args: readonly string[], sentence: string])[] = [
    [[], 'What about discounts? add, list or end.'],
    [['add'], 'Which code? "hangtag discount add SUMMER20 --percent 20" adds one; --automatic needs none.'],
    [['add', 'A', 'B'], 'One discount at a time: "B" is too much.'],
    [['add', 'A', '--automatic', '--percent', '5'], 'An automatic discount has no code, but "A" was given.'],
    [['add', 'A'], 'What is taken off? Give a percentage, an amount, or free delivery.'],
    [['add', 'A', '--amount', '1,280'], 'An amount of HKD is written such as 12.80 and more than 0; "1,280" is none.'],
    [['add', 'A', '--percent', '5', '--items', 'SPOON'], 'There is no item "SPOON" in the shop.'],
    [['add', 'A', '--percent', '5', '--uses', 'many'], '--uses must be a whole number from 1 on, not "many".'],
    [['end', 'NOBODY'], 'There is no discount "NOBODY" that could be ended; "hangtag discount list" shows them.'],
    [['list', 'A'], '"hangtag discount list" takes no name, but "A" was given.'],
  ];
  it('says in a sentence what is wrong, and changes nothing', async () => {
    for (const [args, sentence] of wrong) assert.deepEqual(await run(...args), {code: 2, out: '', err: `hangtag: ${sentence}\n`});
    assert.equal((await run('list')).out, 'There are no discounts.\n');
    const nowhere = await hangtag(['discount', 'list', '--data', folder.file('nowhere')]);
    assert.deepEqual([nowhere.code, nowhere.out], [2, '']);
    assert.match(nowhere.err, /^hangtag: There is no shop in .*nowhere\.\n$/);
  });

  it('goes through the running server, whose buyers have it at once', async () => {
    server = await serve([...data, '--sandbox', '--config', folder.file('shop.json')]);
    assert.equal((await run('add', 'LIVE', '--percent', '50')).code, 0);
    assert.equal(await totalWith(server.url, 'live'), 6400);
    assert.deepEqual(await run('add', 'Live', '--percent', '5'), {code: 2, out: '', err: 'hangtag: There is a discount with the code "Live" already: end it first.\n'});
    assert.equal((await run('end', 'live')).code, 0);
    assert.equal(await totalWith(server.url, 'LIVE'), 12800);
    assert.equal((await run('add', 'LIVE', '--percent', '25')).code, 0);
    assert.equal(await totalWith(server.url, 'LIVE'), 9600);
  });
});

async function totalWith(url: string, code: string): Promise<number | undefined> {
  const response = await fetch(`${url}/ucp/checkout-sessions`, {
    method: 'POST', headers: {'content-type': 'application/json', 'ucp-agent': `profile="${TAG_PROFILE_URL}"`},
    body: JSON.stringify({line_items: [{item: {id: 'CUP'}, quantity: 1}], discounts: {codes: [code]}}),
  });
  const {totals} = await response.json() as {totals: readonly {type: string; amount: number}[]};
  return totals.find(({type}) => type === 'total')?.amount;
}
