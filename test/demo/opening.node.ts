import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {openingPage} from '../../demo/opening-page.ts';

const ask = (path: string, headers: Record<string, string>): Response => openingPage(new Request(`http://localhost:1${path}`, {headers}));

describe('A demo that is still opening', () => {
  it('lets people wait in their language on a page that looks again by itself', async () => {
    for (const [language, lang, title] of [['zh-HK,zh;q=0.9,en;q=0.8', 'zh-Hant', '小店正在開門'], ['zh-CN', 'zh-Hans', '小店正在开门'], ['fr', 'en', 'The shop is opening']] as const) {
      const response = ask('/buy/CARD-FERRY:1?utm_source=post', {accept: 'text/html,*/*', 'accept-language': language});
      assert.equal(response.status, 503);
      assert.equal(response.headers.get('refresh'), '1;url=/buy/CARD-FERRY:1?utm_source=post');
      const text = await response.text();
      assert.match(text, new RegExp(`<html lang="${lang}">[^]*<h1>${title}</h1>`));
      assert.doesNotMatch(text, /<script|style=/);
    }
    assert.match(await ask('/buy/CARD-FERRY:1?lang=zh-Hant', {accept: 'text/html', 'accept-language': 'en'}).text(), /小店正在開門/);
  });

  it('tells programs when to ask again', async () => {
    const response = ask('/ucp/checkout-sessions', {accept: 'application/json'});
    assert.deepEqual([response.status, response.headers.get('retry-after'), response.headers.get('content-type')], [503, '1', 'text/plain']);
  });
});
