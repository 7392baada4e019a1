import assert from 'node:assert/strict';
import {createSign, createVerify} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import {AlipaySdk} from 'alipay-sdk';
import fc from 'fast-check';
import {listen} from '../../../../demo/services/alipay/loopback-server.ts';
import {contentOf, signNotification} from '../../../../demo/services/alipay/signatures.ts';
import type {AlipayService} from '../../../../demo/services/alipay/service.ts';
import {openAlipay} from '../../../../demo/services/alipay/service.ts';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import {alipayHandler} from '../../../../src/server/handlers/alipay/alipay-handler.ts';
import type {AlipayOptions} from '../../../../src/server/handlers/alipay/alipay-options.ts';
import type {AlipayPackage} from '../../../../src/server/handlers/alipay/gateway.ts';
import {readTrade} from '../../../../src/server/handlers/alipay/read-trade.ts';
import type {PaymentHandler, PaymentIntent, RefundIntent} from '../../../../src/server/handlers/payment-handler.ts';
import {newKeys, openssl} from './keys.ts';
import {APP_ID, credential, SELLER_ID} from './open-alipay.ts';

const signal = new AbortController().signal;
const keys = newKeys();
const alipayKeys = newKeys();
const at = Date.parse('2026-11-21T10:00:00Z');
const clock = (): Date => new Date(at);
const folder = mkdtempSync(join(tmpdir(), 'hangtag-alipay-'));
after(() => rmSync(folder, {recursive: true}));

let number = 0;
const intentOf = (more: Partial<PaymentIntent> = {}): PaymentIntent => ({
  id: 'pay_1', tradeNo: `ht_${++number}`, amount: {amount: 12800, currency: 'CNY'}, subject: '1 × Mug', locale: 'zh-Hans', deadline: new Date(at + 18 * 60_000),
  returnUrl: 'https://page.example/', notifyUrl: 'https://shop.example/notify/alipay', ...more,
});
const instrument = (given: Instrument['credential']): Instrument => ({id: 'one', handler_id: 'alipay', type: 'alipay', credential: given});
const refundOf = (amount: number, refundNo: string): RefundIntent => ({id: refundNo, refundNo, amount: {amount, currency: 'CNY'}, reason: 'scratched'});

describe('Alipay as a payment handler', () => {
  let alipay: AlipayService;
  let handler: PaymentHandler;
  let options: AlipayOptions;
  before(async () => {
    alipay = await openAlipay({appId: APP_ID, sellerId: SELLER_ID, appPublicKey: keys.publicKey, clock, key: alipayKeys.key});
    options = {
      appId: APP_ID, sellerId: SELLER_ID, privateKey: keys.privateKey, alipayPublicKey: alipay.publicKey, mode: 'test', gateway: alipay.gateway, clock,
      ways: ['page', 'wap', 'qr', 'app']};
    handler = await alipayHandler(options);
  });
  after(() => alipay.close());

  const redirect = async (intent: PaymentIntent, way: 'page' | 'wap' = 'page'): Promise<URL> => {
    const trade = await handler.create(intent, instrument(credential(way)), signal);
    assert.ok(trade.status === 'waiting' && trade.action?.type === 'redirect');
    return new URL(trade.action.url);
  };
  const pay = async (intent: PaymentIntent): Promise<void> => {
    const trade = await handler.create(intent, instrument(credential('page')), signal);
    assert.ok(trade.status === 'waiting');
    await alipay.buyer(intent.tradeNo, 'approve', trade.action);
  };

  it('signs so that OpenSSL and Alipay\'s own package both agree', async () => {
    const fields = Object.fromEntries((await redirect(intentOf({subject: 'Tee "50%" & Tassen = 茶'}))).searchParams);
    const content = contentOf(fields, ['sign']);
    writeFileSync(join(folder, 'app.pem'), keys.publicKey);
    writeFileSync(join(folder, 'sign'), Buffer.from(fields['sign'] ?? '', 'base64'));
    assert.match(String(openssl(['dgst', '-sha256', '-verify', join(folder, 'app.pem'), '-signature', join(folder, 'sign')], content)), /Verified OK/);
    const sdk = new AlipaySdk({appId: APP_ID, privateKey: keys.privateKey, keyType: 'PKCS8', alipayPublicKey: keys.publicKey});
    assert.ok(sdk.rsaCheck(content, fields['sign'] ?? '', 'RSA2'));
    assert.equal(sdk.rsaCheck(`${content} `, fields['sign'] ?? '', 'RSA2'), false);
  });

  it('writes every time in Beijing\'s, whatever zone the machine is in', async () => {
    const zone = process.env['TZ'];
    for (const one of ['America/New_York', 'Pacific/Kiritimati']) {
      process.env['TZ'] = one;
      const {searchParams} = await redirect(intentOf({deadline: new Date('2026-11-21T17:59:59.999Z')}));
      assert.equal(searchParams.get('timestamp'), '2026-11-21 18:00:00');
      assert.equal(JSON.parse(searchParams.get('biz_content') ?? '')['time_expire'], '2026-11-22 01:59:59');
    }
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('asks for what the place needs', async () => {
    const biz = (url: URL): Record<string, string> => JSON.parse(url.searchParams.get('biz_content') ?? '') as Record<string, string>;
    const page = await redirect(intentOf());
    assert.deepEqual([page.searchParams.get('method'), biz(page)['product_code'], biz(page)['total_amount']], ['alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY', '128.00']);
    const wap = await redirect(intentOf(), 'wap');
    assert.deepEqual([wap.searchParams.get('method'), biz(wap)['product_code'], biz(wap)['quit_url']], ['alipay.trade.wap.pay', 'QUICK_WAP_WAY', 'https://page.example/']);
    assert.equal(page.searchParams.get('notify_url'), 'https://shop.example/notify/alipay');
  });

  it('writes a subject that Alipay takes, and whose signature survives a form', async () => {
    for (const subject of ['Tom &amp; Jerry', 'a"b<c>d\'e', '5% off + more', '1 × 茶壺 🫖', '=/&', '🫖', 'Tee 🇭🇰 1️⃣ 👍🏽']) {
      const intent = intentOf({subject});
      const trade = await handler.create(intent, instrument(credential('page', {form: true})), signal);
      assert.ok(trade.status === 'waiting' && trade.action?.type === 'form-post');
      assert.equal(new URL(trade.action.url).search, '?charset=utf-8');
      assert.doesNotMatch(trade.action.fields['biz_content'] ?? '', /[\u{1F000}-\u{1FFFF}]|\u20E3|\uFE0F/u);
      await alipay.buyer(intent.tradeNo, 'approve', trade.action);
      const now = await handler.query(intent, signal);
      assert.ok(now.status === 'paid' && now.amount.amount === 12800, subject);
    }
  });

  it('keeps the address to come back to within what Alipay takes, and its fragment', async () => {
    const back = async (returnUrl: string): Promise<string | null> => (await redirect(intentOf({returnUrl}))).searchParams.get('return_url');
    assert.equal(await back('https://page.example/tea?a=1#hangtag=chk.0123456789'), 'https://page.example/tea?a=1#hangtag=chk.0123456789');
    assert.equal(await back(`https://page.example/tea?a=${'x'.repeat(300)}#hangtag=chk.0123456789`), 'https://page.example/tea#hangtag=chk.0123456789');
    assert.equal(await back(`https://page.example/${'x'.repeat(300)}`), null);
  });

  it('writes and reads amounts digit by digit', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({min: 1, max: 9_999_999_999}), async (amount) => {
      const url = await redirect(intentOf({amount: {amount, currency: 'CNY'}}));
      const total = (JSON.parse(url.searchParams.get('biz_content') ?? '') as {total_amount: string}).total_amount;
      assert.match(total, /^\d+\.\d\d$/);
      assert.equal(total.replace('.', '').replace(/^0+/, ''), String(amount));
      const body = {out_trade_no: 't', trade_no: '1', trade_status: 'TRADE_SUCCESS', total_amount: total, send_pay_date: '2026-11-21 18:00:00'};
      const read = readTrade({code: '10000', subCode: '', message: '', body}, 't', clock());
      assert.ok(read.status === 'paid' && read.amount.amount === amount);
    }), {numRuns: 100});
  });

  it('reads every standing of a trade, and nothing into what it does not know', () => {
    const read = (more: Readonly<Record<string, string | undefined>>, code = '10000', subCode = ''): string => {
      const body = {out_trade_no: 't', trade_no: '1', total_amount: '1.00', ...more};
      const trade = readTrade({code, subCode, message: '', body}, 't', clock());
      return trade.status === 'paid' ? `paid ${trade.amount.amount} ${trade.amount.currency} ${trade.paidAt.toISOString()}` : trade.status;
    };
    const when = {send_pay_date: '2026-11-21 18:05:00'};
    assert.equal(read({trade_status: 'WAIT_BUYER_PAY'}), 'waiting');
    assert.equal(read({trade_status: 'TRADE_SUCCESS', ...when}), 'paid 100 CNY 2026-11-21T10:05:00.000Z');
    assert.equal(read({trade_status: 'TRADE_FINISHED', ...when}), 'paid 100 CNY 2026-11-21T10:05:00.000Z');
    assert.equal(read({trade_status: 'TRADE_CLOSED'}), 'closed');
    assert.equal(read({trade_status: 'TRADE_CLOSED', ...when}), 'closed', 'given back in full: no sale any more');
    assert.equal(read({trade_status: 'TRADE_SUCCESS', trans_currency: 'HKD', ...when}), 'paid 100 HKD 2026-11-21T10:05:00.000Z');
    assert.equal(read({}, '40004', 'ACQ.TRADE_NOT_EXIST'), 'absent');
    for (const odd of [{trade_status: 'TRADE_PENDING'}, {}, {trade_status: 'TRADE_SUCCESS', total_amount: '1,00'}, {trade_status: 'TRADE_SUCCESS', out_trade_no: 'u'}]) assert.equal(read(odd), 'unknown');
    for (const [code, subCode] of [['40004', 'ACQ.SYSTEM_ERROR'], ['20000', 'isp.unknow-error'], ['40002', 'isv.invalid-signature'], ['', '']]) assert.equal(read({trade_status: 'TRADE_SUCCESS'}, code, subCode), 'unknown');
  });

  it('believes no answer that Alipay did not sign', async () => {
    const intent = intentOf();
    await pay(intent);
    const deceived = await alipayHandler({...options, alipayPublicKey: newKeys().publicKey});
    await assert.rejects(deceived.query(intent, signal));
    assert.equal((await handler.query(intent, signal)).status, 'paid');
  });

  it('takes no answer about something else for its own, however well signed', async () => {
    const answers = new Map<string, string>();
    const proxy = await listen(async (request) => {
      const query = Object.fromEntries(new URL(request.url).searchParams);
      const sent = new URLSearchParams(await request.text());
      const method = query['method'] ?? sent.get('method') ?? '';
      const text = answers.get(method) ?? await (await fetch(`${alipay.gateway}?${new URLSearchParams(query).toString()}`, {method: 'POST', body: sent})).text();
      answers.set(method, text);
      return new Response(text, {headers: {'content-type': 'application/json;charset=utf-8'}});
    });
    const repeated = await alipayHandler({...options, gateway: `${proxy.origin}/gateway.do`});
    const [first, second] = [intentOf(), intentOf()];
    const made = [];
    for (const intent of [first, second]) made.push((await repeated.create(intent, instrument(credential('qr')), signal)).status);
    assert.deepEqual(made, ['waiting', 'unknown']);
    const closed = [];
    for (const intent of [first, second]) {
      const trade = await handler.create(intent, instrument(credential('page')), signal);
      await alipay.buyer(intent.tradeNo, 'cancel', trade.status === 'waiting' ? trade.action : undefined);
      closed.push((await repeated.close(intent, signal)).status);
    }
    assert.deepEqual(closed, ['closed', 'unknown']);
    await proxy.close();
  });

  it('asks a second time only while somebody waits for the answer', async () => {
    const calls = (): number => alipay.calls['alipay.trade.precreate'] ?? 0;
    for (const [waiting, times] of [[signal, 2], [AbortSignal.abort(), 1]] as const) {
      const before = calls();
      await alipay.trouble('down', 2, 'create');
      await assert.rejects(handler.create(intentOf(), instrument(credential('qr')), waiting));
      assert.equal(calls() - before, times);
    }
    await assert.doesNotReject(handler.create(intentOf(), instrument(credential('qr')), signal));
  });

  it('asks once more with the same number when the gateway says that it failed itself', async () => {
    for (const [way, method] of [[credential('qr'), 'alipay.trade.precreate'], [credential('app', {auth_code: alipay.authCode()}), 'alipay.trade.create']] as const) {
      alipay.refuse(method, 'ACQ.SYSTEM_ERROR');
      const trade = await handler.create(intentOf(), instrument(way), signal);
      assert.ok(trade.status === 'waiting' && trade.action, method);
    }
    for (let time = 0; time < 2; time += 1) alipay.refuse('alipay.trade.precreate', 'ACQ.SYSTEM_ERROR');
    assert.equal((await handler.create(intentOf(), instrument(credential('qr')), signal)).status, 'unknown');
  });

  it('is declined at once for every published reason for which nothing is made', async () => {
    for (const subCode of ['ACQ.SELLER_BEEN_BLOCKED', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR']) {
      alipay.refuse('alipay.trade.precreate', subCode);
      assert.equal((await handler.create(intentOf(), instrument(credential('qr')), signal)).status, 'declined', subCode);
    }
  });

  it('is declined after a lost answer only when the trade that it may have made is closed: a known buyer finds it in the app', async () => {
    const lost = async (): Promise<{intent: PaymentIntent; status: string}> => {
      const intent = intentOf();
      await alipay.trouble('answer-lost', 2, 'create');
      alipay.refuse('alipay.trade.create', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 2);
      return {intent, status: (await handler.create(intent, instrument(credential('app', {auth_code: alipay.authCode()})), signal)).status};
    };
    const {intent, status} = await lost();
    assert.equal(status, 'declined');
    assert.equal((await handler.query(intent, signal)).status, 'closed');
    alipay.refuse('alipay.trade.close', 'ACQ.SYSTEM_ERROR');
    assert.equal((await lost()).status, 'unknown');
  });

  it('gives back once by its number, in parts and in full', async () => {
    const intent = intentOf();
    await pay(intent);
    const [first, second] = [refundOf(2800, 'r1'), refundOf(10_000, 'r2')];
    assert.deepEqual(await handler.queryRefund(intent, first, signal), {status: 'unknown'});
    for (let time = 0; time < 2; time += 1) assert.deepEqual(await handler.refund(intent, first, signal), {status: 'done', providerRefundNo: 'r1'});
    assert.deepEqual(await handler.queryRefund(intent, first, signal), {status: 'done', providerRefundNo: 'r1'});
    assert.equal((await handler.refund(intent, refundOf(10_001, 'r3'), signal)).status, 'failed');
    assert.deepEqual(await handler.refund(intent, second, signal), {status: 'done', providerRefundNo: 'r2'});
    assert.deepEqual(await handler.refund(intent, second, signal), {status: 'done', providerRefundNo: 'r2'});
    assert.equal((await handler.query(intent, signal)).status, 'closed', 'all of it is given back');
    assert.equal((await handler.refund(intent, refundOf(2900, 'r1'), signal)).status, 'unknown', 'another amount under the same number is for a person');
  });

  it('lists the refunds that a notification told of, as Alipay confirms them', async () => {
    const intent = intentOf();
    await pay(intent);
    const refundNo = `dashboard1${intent.tradeNo}`;
    const told = async (more: Record<string, string>): Promise<unknown> => {
      const fields = {app_id: APP_ID, seller_id: SELLER_ID, out_trade_no: intent.tradeNo, notify_id: 'n', charset: 'utf-8', trade_status: 'TRADE_SUCCESS', refund_fee: '1.00', ...more};
      const read = await handler.verify(new Request('https://shop.example/', {method: 'POST'}), new URLSearchParams(signNotification(fields, alipayKeys.key)).toString());
      assert.equal(read?.about, 'refund');
      return read?.payload['refund_no'];
    };
    assert.equal(await told({out_biz_no: refundNo}), refundNo);
    assert.equal(await told({}), intent.tradeNo, 'a refund without a number has the trade\'s own');
    await alipay.refundInDashboard?.(intent.tradeNo, 100);
    assert.deepEqual(await handler.listRefunds?.(intent, signal, []), []);
    const listed = await handler.listRefunds?.(intent, signal, [refundNo, 'never happened', intent.tradeNo]);
    assert.deepEqual(listed, [{providerRefundNo: refundNo, refundNo, amount: {amount: 100, currency: 'CNY'}, status: 'done'}]);
  });

  it('offers on the hosted page what the browser can open, in the buyer\'s language', () => {
    const labels = (userAgent: string, locale = 'en', currency = 'CNY'): string[] => handler.hostedMethods?.({locale, userAgent, currency}).map(({label}) => label) ?? [];
    const desktop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    assert.deepEqual(labels(desktop), ['Alipay', 'Alipay, by QR code']);
    assert.deepEqual(labels(desktop, 'zh-HK'), ['支付寶', '支付寶掃碼']);
    assert.deepEqual(labels('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1', 'zh'), ['支付宝']);
    assert.deepEqual(labels('Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/zh_CN'), []);
    assert.deepEqual(labels(desktop, 'en', 'HKD'), []);
  });

  it('accepts only what it can read, of the ways that the shop has', async () => {
    assert.equal(handler.accepts(instrument(credential('qr'))), true);
    assert.equal(handler.accepts(instrument({type: 'alipay'})), true);
    for (const wrong of [{...instrument(credential('qr')), type: 'card'}, instrument({type: 'alipay', way: 'fax'}), instrument(undefined)]) assert.notEqual(handler.accepts(wrong), true);
    const plain = await alipayHandler({...options, ways: ['page']});
    assert.notEqual(plain.accepts(instrument(credential('qr'))), true);
  });

  it('uses no more of the package than what its types promise', () => {
    const asPromised: AlipayPackage = {AlipaySdk};
    assert.ok(asPromised);
  });

  describe('its notifications', () => {
    const fields = {
      app_id: APP_ID, auth_app_id: APP_ID, seller_id: SELLER_ID, out_trade_no: 'ht_9', trade_no: '2026112122001', trade_status: 'TRADE_SUCCESS', total_amount: '128.00',
      notify_id: 'n1', notify_time: '2026-11-21 18:06:00', charset: 'utf-8', version: '1.0', subject: '茶 50% & "more" + 1', body: '', buyer_logon_id: 'someone@example.com',
    };
    const verify = (body: string, method = 'POST'): ReturnType<PaymentHandler['verify']> => handler.verify(new Request('https://shop.example/notify/alipay', {method}), body);
    const sent = (signed: Readonly<Record<string, string>>): string => new URLSearchParams(signed).toString();

    it('are taken when Alipay signed them for this app and this seller; nothing about the buyer is kept', async () => {
      const read = await verify(sent(signNotification(fields, alipayKeys.key)));
      assert.deepEqual([read?.eventId, read?.tradeNo, read?.providerTradeNo, read?.about], ['n1', 'ht_9', '2026112122001', 'trade']);
      assert.doesNotMatch(JSON.stringify(read), /someone|sign/);
      assert.equal(await handler.acknowledge().text(), 'success');
    });

    it('are checked with every field, empty and percent signs included, as the package\'s second checker does', async () => {
      const signed = signNotification(fields, alipayKeys.key);
      const sdk = new AlipaySdk({appId: APP_ID, privateKey: keys.privateKey, keyType: 'PKCS8', alipayPublicKey: alipayKeys.publicKey});
      assert.ok(sdk.checkNotifySignV2(signed));
      assert.throws(() => sdk.checkNotifySign(signed), 'its first one trips over the percent sign');
      const {body: _gone, ...less} = signed;
      assert.equal(await verify(sent(less)), undefined);
      assert.equal(await verify(sent({...signed, extra: ''})), undefined);
    });

    it('are never checked with the algorithm that they name themselves', async () => {
      const content = contentOf(fields, []);
      const weak = {...fields, sign_type: 'RSA', sign: createSign('RSA-SHA1').update(content, 'utf8').sign(alipayKeys.key, 'base64')};
      const sdk = new AlipaySdk({appId: APP_ID, privateKey: keys.privateKey, keyType: 'PKCS8', alipayPublicKey: alipayKeys.publicKey});
      assert.ok(sdk.checkNotifySignV2(weak), 'the package alone would take it');
      assert.equal(await verify(sent(weak)), undefined);
      const {sign_type: _gone, ...silent} = signNotification(fields, alipayKeys.key);
      assert.equal(await verify(sent(silent)), undefined);
    });

    it('of another app or seller are refused, however well signed; so are those that say a thing twice, or in another encoding', async () => {
      const genuine = (more: Readonly<Record<string, string | undefined>>): string => sent(signNotification({...fields, ...more}, alipayKeys.key));
      for (const other of [{app_id: '2021000000000999'}, {seller_id: '2088999999999999'}, {charset: 'gbk'}, {total_amount: '1e3'}, {notify_id: ''}, {out_trade_no: ''}]) {
        assert.equal(await verify(genuine(other)), undefined, JSON.stringify(other));
      }
      for (const twice of [`${genuine({})}&trade_status=TRADE_CLOSED`, `trade_status=TRADE_CLOSED&${genuine({})}`]) assert.equal(await verify(twice), undefined);
      assert.equal(await verify(genuine({}), 'PUT'), undefined);
      assert.equal(await verify(''), undefined);
      assert.ok(await verify(genuine({})));
    });

    it('of the simulation carry signatures that Node\'s crypto takes for Alipay\'s', () => {
      const {sign, sign_type: _left, ...rest} = signNotification(fields, alipayKeys.key);
      assert.ok(createVerify('RSA-SHA256').update(contentOf(rest, []), 'utf8').verify(alipayKeys.publicKey, sign ?? '', 'base64'));
    });
  });
});
