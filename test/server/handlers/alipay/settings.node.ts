import assert from 'node:assert/strict';
import {createPrivateKey, createPublicKey, generateKeyPairSync} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, describe, it} from 'node:test';
import type {AlipayService} from '../../../../demo/services/alipay/service.ts';
import {signNotification} from '../../../../demo/services/alipay/signatures.ts';
import {openAlipay} from '../../../../demo/services/alipay/service.ts';
import {alipayHandler} from '../../../../src/server/handlers/alipay/alipay-handler.ts';
import {alipayKind} from '../../../../src/server/handlers/alipay/alipay-kind.ts';
import {checkNotifyAddress} from '../../../../src/server/handlers/alipay/notify-address.ts';
import {readPrivateKey, readPublicKey} from '../../../../src/server/handlers/alipay/rsa-keys.ts';
import type {HandlerContext} from '../../../../src/server/handlers/handler-kind.ts';
import {bare, newKeys, openssl} from './keys.ts';
import {APP_ID, SELLER_ID} from './open-alipay.ts';

const signal = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'hangtag-alipay-keys-'));
after(() => rmSync(folder, {recursive: true}));
const keys = newKeys();
const quiet = {info: () => undefined, warn: () => undefined, error: () => undefined};
const context = (more: Partial<HandlerContext> = {}): HandlerContext => ({mode: 'test', currency: 'CNY', origin: 'https://shop.com', log: quiet, clock: () => new Date(), ...more});

describe('A key as payment services hand it out', () => {
  const pkcs1 = String(keys.key.export({format: 'pem', type: 'pkcs1'}));

  it('is read from PEM and bare base64, PKCS#8 and PKCS#1, in one line or many', () => {
    for (const text of [keys.privateKey, pkcs1, bare(keys.privateKey), bare(pkcs1), keys.privateKey.replaceAll('\n', '\\n'), `"${keys.privateKey.replaceAll('\n', '\\n')}"`, ` ${bare(pkcs1).replace(/(.{64})/g, '$1\r\n')} `]) {
      assert.ok(readPrivateKey(text, 'KEY').equals(keys.key), text.slice(0, 40));
    }
    const publicKey = readPublicKey(keys.publicKey, 'KEY');
    assert.ok(readPublicKey(bare(keys.publicKey), 'KEY').equals(publicKey));
    assert.ok(readPublicKey(bare(String(publicKey.export({format: 'pem', type: 'pkcs1'}))), 'KEY').equals(publicKey));
  });

  it('is read as OpenSSL makes it, and out of a certificate', () => {
    openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key'), '-out', join(folder, 'cert'), '-subj', '/CN=test', '-days', '1']);
    const key = readPrivateKey(readFileSync(join(folder, 'key'), 'utf8'), 'KEY');
    assert.ok(readPublicKey(readFileSync(join(folder, 'cert'), 'utf8'), 'KEY').equals(readPublicKey(openssl(['rsa', '-in', join(folder, 'key'), '-pubout']).toString(), 'KEY')));
    assert.equal(key.asymmetricKeyDetails?.modulusLength, 2048);
  });

  it('that is the wrong one is named, with what to do, and never shown', () => {
    const weak = String(generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey.export({format: 'pem', type: 'pkcs8'}));
    const curve = String(generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({format: 'pem', type: 'pkcs8'}));
    const wrong: [() => unknown, RegExp][] = [
      [() => readPrivateKey(keys.publicKey, 'KEY'), /KEY holds a public key/], [() => readPrivateKey(bare(keys.publicKey), 'KEY'), /KEY holds a public key/],
      [() => readPublicKey(bare(keys.privateKey), 'KEY'), /KEY holds a private key/], [() => readPrivateKey('', 'KEY'), /KEY is empty/],
      [() => readPrivateKey('your-key-here!', 'KEY'), /neither PEM nor base64/], [() => readPrivateKey(bare(keys.privateKey).slice(40), 'KEY'), /not an RSA private key/],
      [() => readPrivateKey(weak, 'KEY'), /1024 bits/], [() => readPrivateKey(curve, 'KEY'), /not an RSA key/],
    ];
    for (const [read, message] of wrong) {
      assert.throws(read, (error: Error) => message.test(error.message) && !error.message.includes(bare(keys.privateKey).slice(40, 80)), String(message));
    }
  });
});

describe('Alipay in the settings file', () => {
  const entry = {appId: APP_ID, sellerId: SELLER_ID};
  const secrets = {ALIPAY_PRIVATE_KEY: bare(keys.privateKey), ALIPAY_PUBLIC_KEY: newKeys().publicKey};

  it('needs the app\'s and the seller\'s number, and nothing that it does not know', () => {
    assert.ok(alipayKind.settings.safeParse({...entry, ways: ['page', 'qr']}).success);
    for (const wrong of [{}, {appId: APP_ID}, {...entry, appId: '12'}, {...entry, sellerId: '1088000000000001'}, {...entry, ways: []}, {...entry, ways: ['page', 'app']}, {...entry, privateKey: 'x'}]) assert.equal(alipayKind.settings.safeParse(wrong).success, false);
  });

  it('opens for its mode, and never asks the gateway of the other', async () => {
    const opened = await alipayKind.open(entry, secrets, context());
    assert.deepEqual([opened.id, opened.mode, opened.currencies], ['alipay', 'test', ['CNY']]);
    assert.deepEqual(opened.profile('https://shop.com')['config'], {environment: 'sandbox', ways: ['page', 'wap'], app_id: APP_ID});
    assert.doesNotMatch(JSON.stringify(opened.profile('https://shop.com')), new RegExp(bare(keys.privateKey).slice(0, 40).replace(/[+/]/g, '.')));
    const live = 'https://openapi.alipay.com/gateway.do';
    await assert.rejects(alipayKind.open({...entry, gateway: live}, secrets, context()), /never asks the live gateway/);
    await assert.rejects(alipayKind.open({...entry, appId: '2021000000000001', gateway: 'http://127.0.0.1:9'}, secrets, context({mode: 'live'})), /asks Alipay itself/);
    await assert.rejects(alipayKind.open(entry, secrets, context({mode: 'live'})), /sandbox app/);
    assert.equal((await alipayKind.open({...entry, appId: '2021000000000001'}, secrets, context({mode: 'live'}))).mode, 'live');
  });

  it('says which key is missing', async () => {
    await assert.rejects(alipayKind.open(entry, {ALIPAY_PRIVATE_KEY: keys.privateKey}, context()), /ALIPAY_PUBLIC_KEY is missing/);
    await assert.rejects(alipayKind.open(entry, {ALIPAY_PUBLIC_KEY: keys.publicKey}, context()), /ALIPAY_PRIVATE_KEY is empty/);
    await assert.rejects(alipayKind.open({...entry, certificates: {app: '/nowhere/app.crt', alipay: 'b', root: 'c'}}, secrets, context()), /app\.crt cannot be read/);
  });

  it('works with certificates, and names their numbers in each request', async () => {
    const certificate = (name: string): string => {
      openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`), '-subj', `/C=CN/O=${name}/CN=${name}`, '-days', '1']);
      return join(folder, `${name}.crt`);
    };
    const certificates = {app: certificate('app'), alipay: certificate('alipay'), root: certificate('root')};
    const opened = await alipayKind.open({...entry, certificates}, {ALIPAY_PRIVATE_KEY: readFileSync(join(folder, 'app.key'), 'utf8')}, context());
    const trade = await opened.create({
      id: 'pay_1', tradeNo: 'ht_1', amount: {amount: 1, currency: 'CNY'}, subject: 'Tea', locale: 'en', deadline: new Date(), returnUrl: 'https://page.com/', notifyUrl: 'https://shop.com/notify/alipay',
    }, {id: 'i', handler_id: 'alipay', type: 'alipay', credential: {type: 'alipay'}}, signal);
    assert.ok(trade.status === 'waiting' && trade.action?.type === 'redirect');
    const {searchParams} = new URL(trade.action.url);
    assert.match(searchParams.get('app_cert_sn') ?? '', /^[0-9a-f]{32}$/);
    assert.match(searchParams.get('alipay_root_cert_sn') ?? '', /^[0-9a-f]{32}$/);
  });

  it('believes, with certificates, what Alipay signed with the key of its own, and nothing else', async () => {
    const certified = (name: string): string => {
      openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`), '-subj', `/C=CN/O=${name}/CN=${name}`, '-days', '1']);
      return join(folder, `${name}.crt`);
    };
    const certificates = {app: certified('app'), alipay: certified('alipay'), root: certified('root')};
    const appKey = readFileSync(join(folder, 'app.key'), 'utf8');
    for (const [signer, believed] of [['alipay', true], ['root', false]] as const) {
      const key = createPrivateKey(readFileSync(join(folder, `${signer}.key`), 'utf8'));
      const service = await openAlipay({appId: APP_ID, sellerId: SELLER_ID, appPublicKey: String(createPublicKey(appKey).export({format: 'pem', type: 'spki'})), key});
      const opened = await alipayKind.open({...entry, certificates, gateway: service.gateway}, {ALIPAY_PRIVATE_KEY: appKey}, context());
      const intent = {
        id: 'pay_1', tradeNo: 'ht_1', amount: {amount: 1, currency: 'CNY'}, subject: 'Tea', locale: 'en', deadline: new Date(), returnUrl: 'https://page.com/', notifyUrl: 'https://shop.com/notify/alipay'};
      const fields = signNotification({app_id: APP_ID, seller_id: SELLER_ID, out_trade_no: 'ht_1', notify_id: 'n', charset: 'utf-8', alipay_cert_sn: 'c0ffee'}, key);
      const asked = await opened.query(intent, signal).then(({status}) => status, () => 'not believed');
      const told = await opened.verify(new Request('https://shop.com/notify/alipay', {method: 'POST'}), new URLSearchParams(fields).toString());
      assert.deepEqual([asked, told?.tradeNo], believed ? ['absent', 'ht_1'] : ['not believed', undefined]);
      await service.close();
    }
  });
});

describe('Checking Alipay', () => {
  let alipay: AlipayService;
  before(async () => void (alipay = await openAlipay({appId: APP_ID, sellerId: SELLER_ID, appPublicKey: keys.publicKey})));
  after(() => alipay.close());

  const check = async (more: {privateKey?: string; alipayPublicKey?: string; appId?: string; gateway?: string; currency?: string; notifyUrl?: string} = {}): Promise<string[]> => {
    const {currency = 'CNY', notifyUrl = 'https://shop.com/notify/alipay', ...options} = more;
    const handler = await alipayHandler({appId: APP_ID, sellerId: SELLER_ID, privateKey: keys.privateKey, alipayPublicKey: alipay.publicKey, mode: 'test', gateway: alipay.gateway, ...options});
    const findings = await handler.check?.({currency, notifyUrl}, signal) ?? [];
    return findings.filter(({level}) => level !== 'ok').map(({level, what, advice}) => `${level}: ${what}. ${advice}`);
  };

  it('finds nothing where everything is right', async () => assert.deepEqual(await check(), []));

  it('finds the public key of the app where Alipay\'s belongs', async () => {
    const findings = await check({alipayPublicKey: keys.publicKey});
    assert.match(findings[0] ?? '', /error: ALIPAY_PUBLIC_KEY is the public key of the app itself.*支付宝公钥/s);
    assert.match(findings[1] ?? '', /its signature does not fit/);
  });

  it('finds keys that Alipay does not know, another app, and another currency', async () => {
    assert.match((await check({privateKey: newKeys().privateKey})).join(), /isv\.invalid-signature.*应用公钥/);
    assert.match((await check({appId: '2021000000000002'})).join(), /isv\.invalid-app-id.*sandbox and live/);
    assert.match((await check({alipayPublicKey: newKeys().publicKey})).join(), /its signature does not fit ALIPAY_PUBLIC_KEY/);
    assert.match((await check({currency: 'HKD'})).join(), /sells in HKD.*Antom/);
  });

  it('finds that nobody answers, and shows no secret', async () => {
    const findings = await check({gateway: 'http://127.0.0.1:9/gateway.do'});
    assert.match(findings.join(), /could not be reached/);
    assert.doesNotMatch(findings.join(), /BEGIN|MII/);
  });

  it('finds an address that nobody outside can notify', async () => {
    for (const address of ['http://localhost:8787/notify/alipay', 'https://192.168.1.2/n', 'https://10.0.0.1/n', 'https://172.20.0.1/n', 'https://[::1]/n', 'https://shop.local/n', 'http://127.0.0.1/n']) {
      assert.equal(checkNotifyAddress(address, 'Alipay').level, 'warning', address);
    }
    assert.match(checkNotifyAddress('http://shop.com/n', 'Alipay').what, /not https/);
    assert.equal(checkNotifyAddress('https://shop.com/n', 'Alipay').level, 'ok');
    assert.equal((await check({notifyUrl: 'http://localhost/n'})).length, 1);
  });
});
