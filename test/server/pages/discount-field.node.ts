import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {forHost} from '../../../src/server/pages/embedded-conversation.ts';
import type {Visit} from '../../../src/server/pages/embedded-conversation.ts';
import {discount} from '../discount/discounted.ts';
import type {Shop} from '../http/shop.ts';
import {openShop, ORIGIN, pattern} from '../http/shop.ts';

describe('The field for codes on the hosted checkout', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
    await shop.product(pattern());
    await discount(shop, {code: 'SUMMER20', percent: '20', title: {en: 'Summer sale', 'zh-Hant': '夏季優惠'}});
    await discount(shop, {code: 'TENOFF', amount: '10'});
  });
  after(() => shop.close());

  const page = async (id: string, language = 'en'): Promise<string> =>
    (await shop.server.fetch(new Request(`${ORIGIN}/checkout/${id}`, {headers: {'accept-language': language}}))).text();
  const send = (id: string, fields: Record<string, string>, origin = ORIGIN): Promise<Response> => shop.server.fetch(new Request(`${ORIGIN}/checkout/${id}/code`, {
    method: 'POST', body: new URLSearchParams(fields), headers: {'content-type': 'application/x-www-form-urlencoded', origin}}));
  const request = async (id: string): Promise<Record<string, unknown>> =>
    (await shop.database.query<{request: Record<string, unknown>}>('select request from checkouts where id = $1', [id]))[0]!.request;
  const checkout = async (more: object = {}): Promise<string> => (await shop.create({pattern: 1}, {
    buyer: {email: 'mei@example.com'}, attribution: {utm_campaign: 'spring'}, context: {language: 'en'}, ...more})).body.id;

  it('takes a code, shows what it takes off, and leads back to itself', async () => {
    const id = await checkout();
    assert.match(await page(id), /<label for="code">Discount code<\/label>/);
    const answer = await send(id, {code: ' summer20 '});
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/checkout/${id}#codes`]);
    const text = await page(id);
    assert.match(text, /<dt class="">Summer sale<\/dt><dd class="">-HK\$13\.60<\/dd>/);
    assert.match(text, /Pay HK\$54\.40/);
    assert.match(text, /<button class="textual">Remove<span class="unseen"> SUMMER20<\/span><\/button>/);
    assert.doesNotMatch(text, /aria-invalid/);
  });

  it('keeps everything else of the checkout', async () => {
    const id = await checkout();
    const {discounts: _none, ...before} = await request(id);
    await send(id, {code: 'SUMMER20', line_items: '[]'});
    assert.deepEqual(await request(id), {...before, discounts: {codes: ['SUMMER20']}});
  });

  it('says beside the field what is wrong with a code, keeps it there, and the checkout can be paid without it', async () => {
    const id = await checkout();
    await send(id, {code: '"><b>NOPE'});
    const text = await page(id);
    assert.match(text, /<input id="code" name="code" value="&quot;&gt;&lt;b&gt;NOPE"[^>]*aria-invalid="true" aria-describedby="code-problem">/);
    assert.match(text, /<p class="problem" id="code-problem"><span>The code “&quot;&gt;&lt;b&gt;NOPE” is not valid here\.<\/span><\/p>/);
    assert.equal(text.split('is not valid here').length, 2, 'it is said once');
    assert.match(text, /Pay HK\$68\.00/);
    assert.equal((await shop.complete(id)).body.status, 'completed');
  });

  it('forgets a code that was refused when another is given, and takes codes back one by one', async () => {
    const id = await checkout();
    for (const code of ['NOPE', 'SUMMER20', 'TENOFF']) await send(id, {code});
    assert.deepEqual((await request(id))['discounts'], {codes: ['SUMMER20', 'TENOFF']});
    await send(id, {remove: '0'});
    assert.deepEqual((await request(id))['discounts'], {codes: ['TENOFF']});
    await send(id, {remove: '0'});
    assert.match(await page(id), /Pay HK\$68\.00/);
    await send(id, {code: 'NOPE'});
    await send(id, {code: ''});
    assert.doesNotMatch(await page(id), /NOPE/);
  });

  it('speaks the language of the buyer', async () => {
    const id = await checkout({context: {language: 'zh-HK'}, discounts: {codes: ['SUMMER20', 'NOPE']}});
    const text = await page(id, 'zh-HK');
    for (const words of ['優惠碼', '使用', '移除', '夏季優惠', '優惠碼「NOPE」在此無效。']) assert.ok(text.includes(words), words);
  });

  it('is not there when the shop takes no codes, when it is paid, or while a payment is under way', async () => {
    const own = await openShop();
    await own.product(pattern());
    const {id} = (await own.create({pattern: 1})).body;
    assert.doesNotMatch(await (await own.server.fetch(new Request(`${ORIGIN}/checkout/${id}`))).text(), /id="code"/);
    await own.close();
    const [paid, open] = [await checkout(), await checkout()];
    await shop.complete(paid);
    await shop.complete(open, 'redirect');
    assert.doesNotMatch(await page(paid), /id="code"/);
    assert.doesNotMatch(await page(open), /id="code"/);
  });

  it('is no business of a host that the shop has not listed: it hears the totals, and no code', () => {
    Object.assign(globalThis, {location: {origin: ORIGIN}});
    const checkout = {id: 'chk_1', totals: [{type: 'total', amount: 5440}], discounts: {codes: ['SUMMER20'], applied: [{code: 'SUMMER20', title: 'Summer sale', amount: 1360}]}};
    const hears = (origin: string): unknown => forHost({session: {listed: ['https://blog.example']}, host: {origins: [origin]}} as unknown as Visit, checkout);
    assert.deepEqual(hears('https://blog.example'), checkout);
    assert.deepEqual(hears('https://stranger.example'), {id: 'chk_1', totals: checkout.totals});
    Reflect.deleteProperty(globalThis, 'location');
  });

  it('is taken from our own page only', async () => {
    assert.equal((await send(await checkout(), {code: 'SUMMER20'}, 'https://evil.example')).status, 403);
  });
});
