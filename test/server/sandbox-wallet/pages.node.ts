import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {memoryJournal} from '../../../src/server/sandbox-wallet/journal.ts';
import type {OpenWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import {openWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import type {Shown} from '../../../src/server/sandbox-wallet/books.ts';
import {walletWords} from '../../../src/server/sandbox-wallet/words.ts';

const RETURN = 'https://page.example/back#hangtag=x';

describe('The pages of the sandbox wallet', () => {
  let heard: string[];
  let open: OpenWallet;
  let clock: Date;
  beforeEach(() => {
    heard = [];
    clock = new Date('2026-11-21T10:00:00Z');
    const hear = async (_url: string | URL | Request, init?: RequestInit): Promise<Response> => {
      heard.push(init?.body as string);
      return new Response('success');
    };
    open = openWallet({journal: memoryJournal(), secret: 's'.repeat(32), publicUrl: 'http://wallet.example', fetch: hear, clock: () => clock, automatic: false});
  });

  function trade(display: Shown = 'redirect', locale = 'en', subject = '1 × Mug'): string {
    const {opening} = open.wallet.create({
      tradeNo: 'ht_1', amount: 12800, currency: 'HKD', subject, merchant: 'Half Catty', locale, token: 'redirect', display,
      returnUrl: RETURN, notifyUrl: 'https://shop.example/notify/sandbox', deadline: new Date('2026-11-21T10:18:00Z')});
    return `/pay/${opening!.pay_key}`;
  }
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => open.app.request(path, {headers});
  const choose = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    open.app.request(path, {method: 'POST', body: new URLSearchParams(fields), headers: {'content-type': 'application/x-www-form-urlencoded', ...headers}});

  it('show who is paid, how much, for what and how long, and that no money moves', async () => {
    const text = await (await get(trade())).text();
    for (const part of ['Half Catty', '12', '128.00', '1 × Mug', '18 minutes left', 'no money moves']) assert.ok(text.includes(part), part);
  });

  it('keep what comes from outside as text, under a strict policy', async () => {
    const response = await get(trade('redirect', 'en', '<img src=x onerror=alert(1)>'));
    assert.ok(!(await response.text()).includes('<img'));
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|data:/);
    assert.match(policy, /frame-ancestors 'none'/);
  });

  it('speak three languages, each complete', async () => {
    for (const [locale, lang] of [['en', 'en'], ['zh-CN', 'zh-Hans'], ['zh-HK', 'zh-Hant']] as const) {
      open = openWallet({journal: memoryJournal(), secret: 's'.repeat(32), publicUrl: 'http://wallet.example', automatic: false, clock: () => clock});
      assert.match(await (await get(trade('redirect', locale))).text(), new RegExp(`<html lang="${lang}">`));
    }
    const names = Object.keys(walletWords.en);
    for (const table of Object.values(walletWords)) assert.deepEqual(Object.keys(table), names);
  });

  it('name the shop in the language that is read, and say which language the goods are named in', async () => {
    const names = {en: 'Half Catty', 'zh-Hant': '半斤舖', 'zh-Hans': '半斤铺'};
    const {opening} = open.wallet.create({
      tradeNo: 'ht_1', amount: 12800, currency: 'HKD', subject: '1 × 明信片', merchant: names, locale: 'zh-Hant', token: 'redirect', display: 'redirect',
      returnUrl: RETURN, notifyUrl: 'https://shop.example/notify/sandbox', deadline: new Date('2026-11-21T10:18:00Z')});
    const path = `/pay/${opening!.pay_key}`;
    for (const [lang, title] of [['zh-Hant', '付款給半斤舖'], ['zh-Hans', '付款给半斤铺'], ['en', 'Pay Half Catty']] as const) {
      const text = await (await get(`${path}?lang=${lang}`)).text();
      assert.match(text, new RegExp(`<h1>${title}</h1>`));
      assert.match(text, lang === 'zh-Hant' ? /<p class="subject" >1 × 明信片/ : /<p class="subject" lang="zh-Hant">1 × 明信片/);
    }
    await choose(path, {choice: 'approve', notify: 'once'});
    assert.match(await (await get(`${path}?lang=zh-Hans`)).text(), /<dt>半斤铺<\/dt>/);
  });

  it('name a shop that says its name in one language by that', async () => {
    assert.match(await (await get(trade('redirect', 'zh-HK'))).text(), /<h1>付款給 Half Catty<\/h1>/);
  });

  it('send the buyer back to where the payment began', async () => {
    const response = await choose(trade(), {choice: 'approve', notify: 'once'});
    assert.deepEqual([response.status, response.headers.get('location')], [303, RETURN]);
    assert.equal(open.wallet.find('ht_1')?.status, 'paid');
  });

  it('stay in a window of their own and say that it may be closed', async () => {
    const path = trade('popup');
    const response = await choose(path, {choice: 'approve'});
    assert.equal(response.headers.get('location'), `${path}?step=done`);
    const text = await (await get(`${path}?step=done`)).text();
    assert.match(text, /data-close/);
    assert.match(text, /You can close this window/);
  });

  it('leave a trade open to be paid later', async () => {
    const path = trade();
    await choose(path, {choice: 'leave'});
    assert.equal(open.wallet.find('ht_1')?.status, 'waiting');
    assert.match(await (await get(`${path}?step=left`)).text(), /Left open/);
    await choose(path, {choice: 'approve'});
    assert.equal(open.wallet.find('ht_1')?.status, 'paid');
  });

  it('lose the answer when asked: nobody is told and nobody is sent back', async () => {
    const path = trade();
    const response = await choose(path, {choice: 'approve', lost: 'on'});
    assert.equal(response.headers.get('location'), `${path}?step=lost`);
    assert.doesNotMatch(await (await get(`${path}?step=lost`)).text(), /page\.example/);
    await open.notifier.deliverDue();
    assert.deepEqual(heard, []);
  });

  it('notify as chosen: before the return, twice, late, never', async () => {
    const told = async (notify: string): Promise<[number, number, number]> => {
      heard = [];
      open = openWallet({journal: memoryJournal(), secret: 's'.repeat(32), publicUrl: 'http://w', clock: () => clock, automatic: false,
        fetch: (async (_: unknown, init?: RequestInit) => { heard.push(init?.body as string); return new Response('success'); })});
      await choose(trade(), {choice: 'approve', notify});
      const first = heard.length;
      await open.notifier.deliverDue();
      const second = heard.length;
      clock = new Date(clock.getTime() + 16_000);
      await open.notifier.deliverDue();
      return [first, second, heard.length];
    };
    assert.deepEqual(await told('once'), [0, 1, 1]);
    assert.deepEqual(await told('before'), [1, 1, 1]);
    assert.deepEqual(await told('twice'), [0, 2, 2]);
    assert.deepEqual(await told('late'), [0, 0, 1]);
    assert.deepEqual(await told('never'), [0, 0, 0]);
  });

  it('take a decision as JSON too, and refuse one from another site', async () => {
    const path = trade();
    assert.equal((await choose(path, {choice: 'approve'}, {'sec-fetch-site': 'cross-site'})).status, 403);
    assert.equal((await choose(path, {choice: 'steal'})).status, 400);
    const response = await open.app.request(path, {method: 'POST', body: JSON.stringify({choice: 'decline'}), headers: {'content-type': 'application/json'}});
    assert.deepEqual(await response.json(), {status: 'declined', return_url: RETURN});
  });

  it('say when a payment does not exist', async () => {
    assert.equal((await get('/pay/nope')).status, 404);
    assert.equal((await choose('/pay/nope', {choice: 'approve'})).status, 404);
  });
});

describe('A notification of the wallet', () => {
  it('is delivered up to eight times, ever more slowly, and is not lost by a restart', async () => {
    let clock = new Date('2026-11-21T10:00:00Z');
    let tries = 0;
    const journal = memoryJournal();
    const options = {journal, secret: 's'.repeat(32), publicUrl: 'http://w', clock: () => clock, automatic: false,
      fetch: (async () => { tries += 1; return new Response('busy', {status: 503}); }) as typeof fetch};
    const open = openWallet(options);
    open.wallet.create({tradeNo: 'ht_1', amount: 1, currency: 'HKD', subject: 's', merchant: 'm', locale: 'en', token: 'approve', display: 'redirect',
      returnUrl: RETURN, notifyUrl: 'https://shop.example/notify/sandbox', deadline: new Date('2030-01-01')});
    for (let minute = 0; minute < 24 * 60; minute++) {
      await open.notifier.deliverDue();
      clock = new Date(clock.getTime() + 60_000);
      if (minute === 2) assert.equal(openWallet(options).wallet.journal.books.undelivered.size, 1);
    }
    assert.equal(tries, 8);
    assert.equal(journal.books.undelivered.size, 0);
  });
});
