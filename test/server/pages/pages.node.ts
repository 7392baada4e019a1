import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, describe, it} from 'node:test';
import {pageWords} from '../../../src/server/pages/words.ts';
import {hostedPages} from '../../../src/server/pages/pages.ts';
import type {Shop} from '../money/shop.ts';
import {openShop, ORIGIN} from '../money/shop.ts';

describe('The hosted pages', () => {
  let shop: Shop;
  let mug: string;
  before(async () => {
    shop = await openShop({config: {
      name: {en: 'Half Catty', 'zh-Hant': '半斤舖', 'zh-Hans': '半斤铺'}, links: [{type: 'privacy_policy', url: 'https://shop.example/privacy'}],
      frameAncestors: ['https://blog.example/post'],
    }});
    mug = await shop.article(50);
    await shop.database.query(`update products set title = 'Mug <b>&</b> saucer' where id = $1`, [mug]);
    await shop.database.query('update variants set requires_delivery = false where id = $1', [mug]);
  });
  after(() => shop.close());
  const request = (path: string, init?: RequestInit): Promise<Response> => Promise.resolve(hostedPages(shop.services, shop.money).request(`${ORIGIN}${path}`, init));
  const text = async (path: string, headers: Record<string, string> = {}): Promise<string> => (await request(path, {headers})).text();
  const post = (path: string, fields: Record<string, string> = {}, origin: string | undefined = ORIGIN): Promise<Response> =>
    request(path, {method: 'POST', body: new URLSearchParams(fields), headers: {'content-type': 'application/x-www-form-urlencoded', ...(origin ? {origin} : {})}});
  const pay = {total: '12800', currency: 'HKD', offer: 'sandbox/0/sandbox'};
  const walletKey = (location: string): string => /\/pay\/[\w-]+/.exec(location)![0];
  const choose = (path: string, choice: string): Promise<Response> =>
    Promise.resolve(shop.sandbox.app.request(path, {method: 'POST', body: new URLSearchParams({choice}), headers: {'content-type': 'application/x-www-form-urlencoded'}}));

  it('show what is bought, the total, the policies and that no money moves, and nothing from outside as markup', async () => {
    const page = await text(`/checkout/${await shop.checkout(mug)}`);
    for (const part of ['Half Catty', 'Mug', 'HK$128.00', 'https://shop.example/privacy', 'no money moves', 'Sandbox']) assert.ok(page.includes(part), part);
    assert.doesNotMatch(page, /<script|<b>|style="/);
  });

  it('let nothing in but our style sheet and pictures, and be framed only where the shop says', async () => {
    const policy = (await request(`/checkout/${await shop.checkout(mug)}`)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; style-src 'self'/);
    assert.match(policy, /frame-ancestors https:\/\/blog\.example$/);
    assert.doesNotMatch(policy, /script-src|unsafe|data:/);
  });

  it('take a buyer without script from the button through the wallet to the receipt', async () => {
    const id = await shop.checkout(mug, {email: 'mei@example.com'});
    const begun = await post(`/checkout/${id}/pay`, pay);
    assert.deepEqual([begun.status, begun.headers.get('location')], [303, `/checkout/${id}?go=wallet`]);
    const waiting = await request(`/checkout/${id}?go=wallet`);
    const goOn = waiting.headers.get('refresh') ?? '';
    assert.match(goOn, /^0;url=http:\/\/wallet\.example\/pay\//);
    const back = await choose(walletKey(goOn), 'approve');
    assert.equal(back.headers.get('location'), `${ORIGIN}/checkout/${id}`);
    shop.wait(2000);
    const paid = await text(`/checkout/${id}`);
    assert.match(paid, /Thank you/);
    assert.doesNotMatch(paid, /mei@example\.com/);
    const receipt = /\/orders\/order_\w+\?key=[\w-]+/.exec(paid)![0];
    const kept = await text(receipt);
    for (const part of ['mei@example.com', 'HK$128.00', 'Sandbox']) assert.ok(kept.includes(part), part);
    shop.wait(25 * 3_600_000);
    assert.doesNotMatch(await text(`/checkout/${id}`), /key=/);
    assert.equal((await request(receipt)).status, 200);
  });

  it('keep a receipt from whoever has not its key', async () => {
    const id = await shop.checkout(mug);
    await shop.pay(id);
    const [order] = await shop.database.query<{id: string}>('select id from orders where checkout_id = $1', [id]);
    for (const path of [`/orders/${order!.id}`, `/orders/${order!.id}?key=guess`, '/orders/none?key=x']) assert.equal((await request(path)).status, 404);
  });

  it('say on the receipt what was given back', async () => {
    const id = await shop.checkout(mug);
    await shop.pay(id);
    await shop.money.refundPayment(String((await shop.payment(id))['id']), 2800, 'scratched', 'staff:mei');
    const [order] = await shop.database.query<{id: string; reading_key: string}>('select id, reading_key from orders where checkout_id = $1', [id]);
    assert.match(await text(`/orders/${order!.id}?key=${order!.reading_key}`), /Given back<\/dt>\s*<dd>HK\$28\.00/);
  });

  it('show a code to scan, and look again by themselves', async () => {
    const id = await shop.checkout(mug);
    await shop.pay(id, 'redirect', {display: 'qr'});
    const response = await request(`/checkout/${id}`);
    assert.equal(response.headers.get('refresh'), '5');
    const page = await response.text();
    assert.match(page, /<svg class="qr" role="img"/);
    assert.match(page, /href="http:\/\/wallet\.example\/pay\//);
  });

  it('notice by themselves when the wallet has declined, and offer another try', async () => {
    const id = await shop.checkout(mug);
    await post(`/checkout/${id}/pay`, pay);
    shop.sandbox.wallet.decide(await shop.tradeOf(id), 'decline', 'never');
    shop.wait(2000);
    assert.match(await text(`/checkout/${id}`), /did not go through[\s\S]*Pay HK\$128\.00/);
  });

  it('cancel at a press, and close the payment first', async () => {
    const id = await shop.checkout(mug);
    await shop.pay(id, 'redirect');
    const trade = await shop.tradeOf(id);
    assert.match(await (await post(`/checkout/${id}/cancel`)).text(), /was cancelled/);
    assert.equal(shop.sandbox.wallet.find(trade)?.status, 'closed');
    assert.equal(await shop.statusOf(id), 'canceled');
  });

  it('are read again at the address of the checkout after a form was answered, and never ask for that of the form', async () => {
    const id = await shop.checkout(mug);
    await shop.pay(id, 'redirect');
    shop.sandbox.faults.order({operation: 'close', effect: 'lose-before', times: 9, tradeNo: await shop.tradeOf(id)});
    const answer = await post(`/checkout/${id}/cancel?lang=en`);
    assert.match(answer.headers.get('refresh') ?? '', new RegExp(`^\\d;url=/checkout/${id}\\?lang=en$`));
    assert.match(await answer.text(), new RegExp(`href="/checkout/${id}\\?lang=zh-Hant"`));
    const framed = await (await post(`/checkout/${id}/cancel?lang=en&ec_version=2026-04-08`)).text();
    assert.match(framed, new RegExp(`name="again" [^>]*data-itself="/checkout/${id}\\?lang=en&amp;ec_version=2026-04-08`));
    for (const step of ['pay', 'cancel', 'details']) {
      const asked = await request(`/checkout/${id}/${step}?lang=zh-Hant`);
      assert.deepEqual([asked.status, asked.headers.get('location')], [303, `/checkout/${id}?lang=zh-Hant`]);
    }
  });

  it('charge nothing when the page showed another total', async () => {
    const id = await shop.checkout(mug);
    const page = await (await post(`/checkout/${id}/pay`, {...pay, total: '12700'})).text();
    assert.match(page, /total has changed/i);
    assert.equal((await shop.database.query('select 1 from payments where checkout_id = $1', [id])).length, 0);
  });

  it('take no form from another site', async () => {
    const id = await shop.checkout(mug);
    for (const origin of ['https://evil.example', 'null', '']) {
      assert.equal((await post(`/checkout/${id}/pay`, pay, origin)).status, 403);
      assert.equal((await post(`/checkout/${id}/cancel`, {}, origin)).status, 403);
    }
    assert.equal(await shop.statusOf(id), 'ready_for_complete');
  });

  it('say it in the language asked for, of the checkout, or of the reader', async () => {
    const id = await shop.checkout(mug);
    assert.match(await text(`/checkout/${id}?lang=zh-HK`), /<html lang="zh-Hant">[\s\S]*半斤舖/);
    await shop.database.query(`update checkouts set locale = 'zh-Hans' where id = $1`, [id]);
    assert.match(await text(`/checkout/${id}`), /<html lang="zh-Hans">/);
    await shop.database.query(`update checkouts set locale = 'ja' where id = $1`, [id]);
    assert.match(await text(`/checkout/${id}`, {'accept-language': 'fr, zh-TW;q=0.5'}), /<html lang="zh-Hant">/);
    const names = Object.keys(pageWords.en);
    for (const table of Object.values(pageWords)) assert.deepEqual(Object.keys(table), names);
  });

  it('say when there is nothing', async () => {
    for (const path of ['/checkout/none', `/checkout/${randomUUID()}`]) {
      const response = await request(path);
      assert.equal(response.status, 404);
      assert.match(await response.text(), /nothing here/);
    }
  });
});
