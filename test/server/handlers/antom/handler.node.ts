import assert from 'node:assert/strict';
import {createPrivateKey, createSign} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import type {AntomService} from '../../../../demo/services/antom/service.ts';
import {openAntom} from '../../../../demo/services/antom/service.ts';
import {headerFor, isSignedBy, textToSign} from '../../../../demo/services/antom/signatures.ts';
import type {AntomCredential} from '../../../../src/commerce/alipay-instrument.ts';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import {antomHandler} from '../../../../src/server/handlers/antom/antom-handler.ts';
import {antomKind} from '../../../../src/server/handlers/antom/antom-kind.ts';
import type {AntomOptions} from '../../../../src/server/handlers/antom/antom-options.ts';
import {readPayment} from '../../../../src/server/handlers/antom/read-payment.ts';
import {isSigned, signatureHeader} from '../../../../src/server/handlers/antom/signature.ts';
import type {PaymentHandler, PaymentIntent, RefundIntent, Trade} from '../../../../src/server/handlers/payment-handler.ts';
import {bare, newKeys, openssl} from '../alipay/keys.ts';
import {CLIENT_ID, credential} from './open-antom.ts';

const signal = new AbortController().signal;
const keys = newKeys();
const antomKeys = newKeys();
const now = new Date('2026-11-21T10:00:00Z');
const clock = (): Date => now;
const folder = mkdtempSync(join(tmpdir(), 'hangtag-antom-'));
after(() => rmSync(folder, {recursive: true}));

let number = 0;
const intentOf = (more: Partial<PaymentIntent> = {}): PaymentIntent => ({
  id: 'pay_1', tradeNo: `ht_${++number}`, amount: {amount: 12800, currency: 'HKD'}, subject: '1 × Mug', locale: 'zh-Hant', deadline: new Date(now.getTime() + 18 * 60_000),
  returnUrl: 'https://page.example/#hangtag=a.0123456789', notifyUrl: 'https://shop.example/notify/antom', ...more,
});
const instrument = (given: Instrument['credential']): Instrument => ({id: 'one', handler_id: 'antom', type: 'antom', credential: given});
const refundOf = (amount: number, refundNo: string): RefundIntent => ({id: refundNo, refundNo, amount: {amount, currency: 'HKD'}, reason: 'scratched'});
const message = {path: '/ams/api/v1/payments/pay', clientId: 'client', time: '2026-11-21T10:00:00.000Z', body: '{"a":"茶 % + = ,"}'};

describe('A signature of Antom', () => {
  it('is one to OpenSSL, and one of OpenSSL\'s is one to us', () => {
    writeFileSync(join(folder, 'public.pem'), keys.publicKey);
    writeFileSync(join(folder, 'private.pem'), keys.privateKey);
    const content = `POST ${message.path}\nclient.${message.time}.${message.body}`;
    const [, ours = ''] = /signature=(.*)$/.exec(signatureHeader(message, keys.key, 1)) ?? [];
    writeFileSync(join(folder, 'ours'), Buffer.from(decodeURIComponent(ours), 'base64'));
    assert.match(String(openssl(['dgst', '-sha256', '-verify', join(folder, 'public.pem'), '-signature', join(folder, 'ours')], content)), /Verified OK/);
    const theirs = openssl(['dgst', '-sha256', '-sign', join(folder, 'private.pem')], content).toString('base64');
    for (const header of [`algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(theirs)}`, `algorithm=RSA256, keyVersion=2, signature=${theirs}`]) {
      assert.ok(isSigned(message, header, createPrivateKey(keys.privateKey)), header.slice(0, 40));
    }
  });

  it('is the same to the second implementation, both ways', () => {
    const text = textToSign(message.path, message.clientId, message.time, message.body);
    assert.ok(isSignedBy(keys.key, text, signatureHeader(message, keys.key, 3)));
    assert.ok(isSigned(message, headerFor(text, keys.key), keys.key));
  });

  it('covers path, client, time and body, and is none with another algorithm or key', () => {
    const header = signatureHeader(message, keys.key, 1);
    assert.ok(isSigned(message, header, keys.key));
    for (const other of [{path: '/x'}, {clientId: 'x'}, {time: 'x'}, {body: '{}'}]) assert.equal(isSigned({...message, ...other}, header, keys.key), false);
    assert.equal(isSigned(message, header, antomKeys.key), false);
    const weak = createSign('sha1').update(textToSign(message.path, message.clientId, message.time, message.body)).sign(keys.key, 'base64');
    for (const forged of [null, '', header.replace('RSA256', 'RSA'), `algorithm=RSA256,keyVersion=1,signature=${encodeURIComponent(weak)}`, 'algorithm=RSA256,signature=%', 'signature']) {
      assert.equal(isSigned(message, forged, keys.key), false, String(forged));
    }
  });
});

describe('Antom as a payment handler', () => {
  let antom: AntomService;
  let handler: PaymentHandler;
  let options: AntomOptions;
  const sent: {path: string; body: Record<string, unknown>; headers: Headers}[] = [];
  before(async () => {
    antom = await openAntom({clientId: CLIENT_ID, merchantPublicKey: keys.publicKey, clock, key: antomKeys.key});
    options = {
      clientId: CLIENT_ID, privateKey: keys.privateKey, antomPublicKey: antom.publicKey, mode: 'test', gateway: antom.gateway, clock,
      fetch: async (url, init) => {
        sent.push({path: new URL(url as string).pathname, body: JSON.parse(init?.body as string) as Record<string, unknown>, headers: new Headers(init?.headers)});
        return fetch(url, init);
      },
    };
    handler = antomHandler(options);
  });
  after(() => antom.close());

  const create = (intent: PaymentIntent, given: Partial<AntomCredential> = {}, from = handler): Promise<Trade> => from.create(intent, instrument(credential(given)), signal);
  const pay = async (intent: PaymentIntent): Promise<void> => {
    await create(intent);
    await antom.buyer(intent.tradeNo, 'approve');
  };

  it('asks the sandbox on its own paths, and says what the wallet needs', async () => {
    const intent = intentOf();
    await create(intent, {terminal: 'WAP', system: 'ANDROID'});
    const {path, body, headers} = sent.at(-1)!;
    assert.equal(path, '/ams/sandbox/api/v1/payments/pay');
    assert.equal(headers.get('request-time'), String(now.getTime()), 'milliseconds, as Antom\'s reference and its own packages write it');
    assert.deepEqual(body['paymentAmount'], {currency: 'HKD', value: '12800'});
    assert.deepEqual([body['productCode'], body['paymentMethod'], body['env']], ['CASHIER_PAYMENT', {paymentMethodType: 'ALIPAY_HK'}, {terminalType: 'WAP', osType: 'ANDROID'}]);
    assert.equal(body['paymentExpiryTime'], '2026-11-21T10:09:30+00:00', 'Antom takes at most ten minutes');
    assert.deepEqual([body['paymentRedirectUrl'], body['paymentNotifyUrl']], [intent.returnUrl, intent.notifyUrl]);
    await create(intentOf({deadline: new Date(now.getTime() + 150_999)}), {terminal: 'WAP'});
    assert.equal(sent.at(-1)?.body['paymentExpiryTime'], '2026-11-21T10:02:30+00:00');
    assert.deepEqual(sent.at(-1)?.body['env'], {terminalType: 'WEB'}, 'a phone whose system is not known is shown the page');
  });

  it('shows the address that opens the app, the page, or the code as text; never an address that opens nothing where the app is missing', async () => {
    const shown = async (given: Partial<AntomCredential>): Promise<string> => {
      const trade = await create(intentOf(), given);
      assert.ok(trade.status === 'waiting' && trade.providerTradeNo);
      return JSON.stringify(trade.action);
    };
    assert.match(await shown({}), /^\{"type":"redirect","url":"http:\/\/127\.0\.0\.1:\d+\/cashier\/\w+"\}$/);
    assert.match(await shown({terminal: 'WAP', system: 'IOS'}), /app=1/);
    assert.match(await shown({qr: true}), /"type":"qr","code":"[^"]+\?code=1","expiresAt":"2026-11-21T10:09:30.000Z","url"/);
  });

  it('finds the payment of an earlier call', async () => {
    const intent = intentOf();
    const [first, second] = [await create(intent), await create(intent)];
    assert.ok(first.status === 'waiting' && second.status === 'waiting' && first.providerTradeNo === second.providerTradeNo);
    await antom.buyer(intent.tradeNo, 'approve');
    assert.equal((await create(intent)).status, 'paid');
    assert.equal((await create({...intent, subject: 'another'})).status, 'paid', 'what is there under this number decides');
  });

  it('reads every standing, and nothing into what it does not know', () => {
    const read = (more: Record<string, unknown>, status: 'S' | 'F' | 'U' = 'S', code = 'SUCCESS'): string => {
      const body = {paymentRequestId: 't', paymentId: 'p', paymentAmount: {currency: 'HKD', value: '12800'}, ...more};
      const trade = readPayment({status, code, message: '', body}, 't', now);
      if (trade.status === 'paid') return `paid ${trade.amount.amount} ${trade.amount.currency} ${trade.paidAt.toISOString()}`;
      return 'reason' in trade ? `${trade.status} ${trade.reason}` : trade.status;
    };
    assert.equal(read({paymentStatus: 'SUCCESS', paymentTime: '2026-11-21T18:05:00+08:00'}), 'paid 12800 HKD 2026-11-21T10:05:00.000Z');
    assert.equal(read({paymentStatus: 'PENDING'}), 'waiting');
    assert.equal(read({paymentStatus: 'PROCESSING'}), 'waiting');
    assert.equal(read({paymentStatus: 'CANCELLED'}), 'closed cancelled');
    assert.equal(read({paymentStatus: 'FAIL', paymentResultCode: 'USER_BALANCE_NOT_ENOUGH'}), 'declined USER_BALANCE_NOT_ENOUGH');
    assert.equal(read({paymentStatus: 'FAIL', paymentResultCode: 'ORDER_IS_CLOSED'}), 'closed expired');
    assert.equal(read({}, 'F', 'ORDER_NOT_EXIST'), 'absent');
    for (const odd of [{paymentStatus: 'AUTHORIZED'}, {}, {paymentStatus: 'SUCCESS', paymentAmount: undefined}, {paymentStatus: 'SUCCESS', paymentAmount: {currency: 'HKD', value: '12.8'}},
      {paymentStatus: 'SUCCESS', paymentAmount: {currency: 'HKD', value: '9999999999999999'}}, {paymentStatus: 'SUCCESS', paymentRequestId: 'u'}]) assert.equal(read(odd), 'unknown', JSON.stringify(odd));
    for (const [status, code] of [['U', 'UNKNOWN_EXCEPTION'], ['F', 'SOMETHING_NEW'], ['U', 'ORDER_NOT_EXIST']] as const) assert.equal(read({paymentStatus: 'SUCCESS'}, status, code), 'unknown');
  });

  it('writes amounts as whole minor units, in currencies with and without decimals', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({min: 1, max: 999_999_999}), fc.constantFrom('CNY', 'JPY', 'USD'), async (amount, currency) => {
      const other = antomHandler({...options, wallets: {ALIPAY_CN: ['CNY', 'JPY', 'USD']}});
      const intent = intentOf({amount: {amount, currency}});
      await create(intent, {}, other);
      assert.deepEqual(sent.at(-1)?.body['paymentAmount'], {currency, value: String(amount)});
      await antom.buyer(intent.tradeNo, 'approve');
      const trade = await other.query(intent, signal);
      assert.ok(trade.status === 'paid' && trade.amount.amount === amount && trade.amount.currency === currency);
    }), {numRuns: 15});
  });

  it('believes no answer without Antom\'s signature, though Antom\'s own packages do', async () => {
    const intent = intentOf();
    await pay(intent);
    antom.unsigned(1);
    await assert.rejects(handler.query(intent, signal), /does not have the signature/);
    await assert.rejects(antomHandler({...options, antomPublicKey: keys.publicKey}).query(intent, signal), /does not have the signature/);
    assert.equal((await handler.query(intent, signal)).status, 'paid');
  });

  it('is declined by codes that say so, and by no other F', async () => {
    antom.refuse('pay', 'RISK_REJECT');
    assert.deepEqual(await create(intentOf()), {status: 'declined', reason: 'RISK_REJECT: Simulated: RISK_REJECT'});
    antom.refuse('pay', 'UNKNOWN_EXCEPTION', 'U');
    assert.equal((await create(intentOf())).status, 'unknown');
    antom.refuse('pay', 'SOMETHING_NEW');
    assert.equal((await create(intentOf())).status, 'absent', 'asked after: Antom does not know it');
  });

  it('is declined after a lost answer only when the payment that it may have made is over too', async () => {
    const lost = async (code: string): Promise<{trade: Trade; intent: PaymentIntent}> => {
      const intent = intentOf();
      await antom.trouble('answer-lost', 1, 'create');
      antom.refuse('pay', code, 'F', 1);
      return {intent, trade: await create(intent)};
    };
    const {intent, trade} = await lost('RISK_REJECT');
    assert.deepEqual(trade, {status: 'declined', reason: 'RISK_REJECT: Simulated: RISK_REJECT'});
    await assert.rejects(antom.buyer(intent.tradeNo, 'approve'), /ORDER_IS_CLOSED/);
    antom.refuse('cancel', 'UNKNOWN_EXCEPTION', 'U');
    assert.equal((await lost('USER_STATUS_ABNORMAL')).trade.status, 'unknown');
  });

  it('takes no answer about something else for its own, however well signed', async () => {
    const answers = new Map<string, Response>();
    const repeated = antomHandler({...options, fetch: async (url, init) => {
      const {pathname} = new URL(url as string);
      const first = answers.get(pathname) ?? await fetch(url, init);
      answers.set(pathname, first.clone());
      return first;
    }});
    const intents = [intentOf(), intentOf()] as const;
    const made = [];
    for (const intent of intents) made.push((await create(intent, {}, repeated)).status);
    assert.deepEqual(made, ['waiting', 'unknown']);
    await antom.buyer(intents[0].tradeNo, 'approve');
    const known = {...intents[0], providerTradeNo: String((await repeated.query(intents[0], signal) as {providerTradeNo?: string}).providerTradeNo)};
    const refunds = [];
    for (const number of ['ra', 'rb']) refunds.push((await repeated.refund(known, refundOf(100, `${number}_${known.tradeNo}`), signal)).status);
    assert.deepEqual(refunds, ['done', 'unknown']);
    const open = [intentOf(), intentOf()] as const;
    const closed = [];
    for (const intent of open) {
      await create(intent);
      answers.delete('/ams/sandbox/api/v1/payments/inquiryPayment');
      closed.push((await repeated.close(intent, signal)).status);
    }
    assert.deepEqual(closed, ['closed', 'unknown']);
  });

  it('takes an answer whose header names no client, since the signature does', async () => {
    const intent = intentOf();
    await pay(intent);
    const silent = antomHandler({...options, fetch: async (url, init) => {
      const answer = await fetch(url, init);
      const headers = new Headers(answer.headers);
      headers.delete('client-id');
      return new Response(await answer.text(), {headers});
    }});
    assert.equal((await silent.query(intent, signal)).status, 'paid');
  });

  it('gives back once by its number, and lists every refund, the dashboard\'s too', async () => {
    const intent = intentOf();
    await pay(intent);
    const first = refundOf(2800, `r1_${intent.tradeNo}`);
    assert.equal((await handler.queryRefund(intent, first, signal)).status, 'unknown');
    for (let time = 0; time < 2; time += 1) assert.equal((await handler.refund(intent, first, signal)).status, 'done');
    assert.equal((await handler.queryRefund(intent, first, signal)).status, 'done');
    assert.equal((await handler.queryRefund(intent, refundOf(2900, first.refundNo), signal)).status, 'unknown', 'another amount under the same number is for a person');
    assert.equal((await handler.refund(intent, refundOf(10_001, `r2_${intent.tradeNo}`), signal)).status, 'failed');
    await antom.refundInDashboard?.(intent.tradeNo, 1000);
    const listed = await handler.listRefunds?.(intent, signal, []) ?? [];
    assert.deepEqual(listed.map(({refundNo, amount, status}) => [refundNo?.split('_')[0], amount.amount, status]), [['r1', 2800, 'done'], ['dashboard', 1000, 'done']]);
    assert.equal((await handler.query(intent, signal)).status, 'paid');
    antom.refuse('refund', 'MERCHANT_BALANCE_NOT_ENOUGH');
    const refused = await handler.refund(intent, refundOf(1, `r3_${intent.tradeNo}`), signal);
    assert.match(refused.status === 'failed' ? refused.reason : '', /Wait for new sales/);
    antom.refuse('refund', 'REFUND_AMOUNT_EXCEED');
    assert.equal((await handler.refund(intent, first, signal)).status, 'done', 'the first call gave it back, and only its answer was lost');
    antom.refuse('refund', 'REFUND_AMOUNT_EXCEED');
    antom.refuse('inquiryRefund', 'UNKNOWN_EXCEPTION', 'U');
    assert.equal((await handler.refund(intent, refundOf(1, `r5_${intent.tradeNo}`), signal)).status, 'unknown');
    antom.refuse('refund', 'SOMETHING_NEW');
    assert.equal((await handler.refund(intent, refundOf(1, `r4_${intent.tradeNo}`), signal)).status, 'unknown');
  });

  it('never cancels what is paid, and closes what is open', async () => {
    const paid = intentOf();
    await pay(paid);
    const cancels = antom.calls['cancel'];
    assert.equal((await handler.close(paid, signal)).status, 'paid');
    assert.equal(antom.calls['cancel'], cancels);
    const open = intentOf();
    await create(open);
    assert.equal((await handler.close(open, signal)).status, 'closed');
    assert.equal((await handler.close(open, signal)).status, 'closed');
    assert.equal((await handler.close(intentOf(), signal)).status, 'absent');
    const unclear = intentOf();
    await create(unclear);
    antom.refuse('cancel', 'UNKNOWN_EXCEPTION', 'U');
    assert.equal((await handler.close(unclear, signal)).status, 'unknown');
  });

  it('reads news of refunds, which name the trade only in the address that we gave', async () => {
    const body = JSON.stringify({notifyType: 'REFUND_RESULT', result: {resultStatus: 'S'}, refundStatus: 'SUCCESS', refundRequestId: 'r1', refundId: 'x', refundAmount: {currency: 'HKD', value: '1'}});
    const verify = (path: string, signedPath: string, more: Record<string, string> = {}, method = 'POST'): ReturnType<PaymentHandler['verify']> => {
      const time = now.toISOString();
      const headers = {'client-id': CLIENT_ID, 'request-time': time, signature: headerFor(textToSign(signedPath, CLIENT_ID, time, body), antomKeys.key), ...more};
      return handler.verify(new Request(`https://shop.example${path}`, {method, headers}), body);
    };
    for (const signed of ['/notify/antom?trade=ht_7', '/notify/antom']) {
      const read = await verify('/notify/antom?trade=ht_7', signed);
      assert.deepEqual([read?.about, read?.tradeNo], ['refund', 'ht_7']);
    }
    assert.equal(await verify('/notify/antom', '/other'), undefined);
    assert.equal(await verify('/notify/antom', '/notify/antom', {'client-id': 'SANDBOX_other'}), undefined);
    assert.equal(await verify('/notify/antom', '/notify/antom', {}, 'PUT'), undefined);
    assert.equal((await verify('/notify/antom?trade=../x', '/notify/antom'))?.tradeNo, undefined);
    assert.deepEqual(await handler.acknowledge().json(), {result: {resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success'}});
  });

  it('offers the wallets of the currency on the hosted page', () => {
    const labels = (currency: string, locale = 'en', userAgent = ''): unknown[] => handler.hostedMethods?.({locale, currency, userAgent}).map(({label, instrument: {credential: given}}) => [label, given?.['terminal']]) ?? [];
    assert.deepEqual(labels('HKD'), [['AlipayHK', 'WEB']]);
    assert.deepEqual(labels('CNY', 'zh-HK', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1'), [['支付寶', 'WAP']]);
    assert.deepEqual(labels('USD'), []);
    assert.deepEqual(labels('HKD', 'en', 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.49'), []);
  });

  describe('in the settings file', () => {
    const context = {mode: 'test', currency: 'HKD', origin: 'https://shop.com', log: {info: () => undefined, warn: () => undefined, error: () => undefined}, clock} as const;
    const secrets = {ANTOM_PRIVATE_KEY: bare(keys.privateKey), ANTOM_PUBLIC_KEY: bare(antomKeys.publicKey)};

    it('is opened for its mode, by its client id, and refuses what it does not know', async () => {
      const opened = await antomKind.open({clientId: CLIENT_ID}, secrets, context);
      assert.deepEqual([opened.id, opened.currencies], ['antom', ['HKD', 'CNY']]);
      await assert.rejects(antomKind.open({clientId: '5Y1234567890123456'}, secrets, context), /no client id of a test shop/);
      await assert.rejects(antomKind.open({clientId: CLIENT_ID}, secrets, {...context, mode: 'live'}), /no client id of a live shop/);
      await assert.rejects(antomKind.open({clientId: '5Y1234567890123456', gateway: 'http://127.0.0.1'}, secrets, {...context, mode: 'live'}), /asks Antom itself/);
      await assert.rejects(antomKind.open({clientId: CLIENT_ID}, {...secrets, ANTOM_PRIVATE_KEY: ''}, context), /ANTOM_PRIVATE_KEY is empty/);
      for (const wrong of [{}, {clientId: CLIENT_ID, wallets: {ALIPAY_XX: ['HKD']}}, {clientId: CLIENT_ID, wallets: {ALIPAY_CN: ['IDR']}}, {clientId: CLIENT_ID, region: 'moon'}]) {
        assert.equal(antomKind.settings.safeParse(wrong).success, false, JSON.stringify(wrong));
      }
    });
  });

  describe('checked', () => {
    const check = async (more: Partial<AntomOptions> = {}, currency = 'HKD', notifyUrl = 'https://shop.com/notify/antom'): Promise<string> => {
      const findings = await antomHandler({...options, ...more}).check?.({currency, notifyUrl}, signal) ?? [];
      return findings.filter(({level}) => level !== 'ok').map(({level, what, advice}) => `${level}: ${what}. ${advice}`).join('\n');
    };

    it('finds nothing where everything is right, and says what to do otherwise', async () => {
      assert.equal(await check(), '');
      assert.match(await check({antomPublicKey: keys.publicKey}), /merchant's own public key.*Dashboard/);
      assert.match(await check({privateKey: newKeys().privateKey}), /INVALID_SIGNATURE.*public half/);
      assert.match(await check({antomPublicKey: newKeys().publicKey}), /signature of Antom.*ANTOM_PUBLIC_KEY/);
      assert.match(await check({clientId: 'SANDBOX_other1'}), /INVALID_CLIENT|signature/);
      assert.match(await check({gateway: 'http://127.0.0.1:9'}), /could not be reached/);
      assert.match(await check({}, 'USD'), /none of its wallets takes/);
      assert.match(await check({}, 'HKD', 'http://localhost/notify/antom'), /cannot reach/);
    });
  });
});
