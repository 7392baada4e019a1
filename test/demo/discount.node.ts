import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {printedCode} from '../../demo/printed-code.ts';
import {openShop} from '../../demo/shop-server.ts';
import type {DemoShop} from '../../demo/shop-server.ts';

const ORIGIN = 'http://localhost:1';

describe('The demo’s discount', () => {
  let folder: string;
  let shop: DemoShop;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hangtag-demo-'));
    shop = await openShop(folder, ORIGIN);
  });
  after(async () => {
    await shop.close();
    await rm(folder, {recursive: true, force: true});
  });

  const get = (path: string, language = 'en'): Promise<Response> => shop.fetch(new Request(new URL(path, ORIGIN), {headers: {'accept-language': language}}), {});
  const checkout = async (): Promise<string> => new URL((await get('/buy/GRILLE-PDF:1')).headers.get('location')!).pathname;
  const enter = (path: string, code: string): Promise<Response> => shop.fetch(new Request(new URL(`${path}/code`, ORIGIN), {
    method: 'POST', body: new URLSearchParams({code}), headers: {origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded'}}), {});

  it('is there at the first start: the checkout asks for a code, takes the printed one, and says what it takes off', async () => {
    const path = await checkout();
    assert.match(await (await get(path)).text(), /<label for="code">/);
    await enter(path, printedCode);
    assert.match(await (await get(path)).text(), /A welcome: 10% off<\/dt><dd class="">-HK\$6\.80/);
  });

  it('is said in three languages', async () => {
    for (const [language, title] of [['en', 'A welcome: 10% off'], ['zh-HK', '見面禮：九折'], ['zh-CN', '见面礼：九折']] as const) {
      const {headers} = await get('/buy/GRILLE-PDF:1?discounts/codes/0=' + printedCode, language);
      assert.ok((await (await get(new URL(headers.get('location')!).pathname, language)).text()).includes(`>${title}<`), language);
    }
  });

  it('that somebody has ended stays over at the next start', async () => {
    await shop.command({do: 'end', name: printedCode});
    await shop.close();
    shop = await openShop(folder, ORIGIN);
    const path = await checkout();
    await enter(path, printedCode);
    assert.doesNotMatch(await (await get(path)).text(), /10% off/);
  });
});
