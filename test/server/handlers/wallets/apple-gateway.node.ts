import assert from 'node:assert/strict';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {createServer} from 'node:https';
import type {Server} from 'node:https';
import type {TLSSocket} from 'node:tls';
import {after, before, describe, it} from 'node:test';
import {makeSigningChain} from '../../../../demo/services/paypal/certificate-authority.ts';
import {appleGateway, checkCertificate} from '../../../../src/server/handlers/wallets/apple-gateway.ts';

const DAY = 86_400_000;
const merchant = makeSigningChain({name: 'merchant.com.example.shop'});
const session = {
  validationUrl: 'https://apple-pay-gateway.apple.com/paymentservices/startSession', merchantIdentifier: 'merchant.com.example.shop', displayName: 'Half Catty', domain: 'blog.example',
};
const signal = new AbortController().signal;

describe('Merchant validation with Apple', () => {
  const apple = makeSigningChain({name: 'localhost'});
  const asked: {path: string | undefined; body: unknown; client: string}[] = [];
  let server: Server;
  let answer = {status: 200, body: '{"merchantSessionIdentifier":"SSH1"}'};
  before(async () => {
    server = createServer({cert: apple.chain, key: apple.key, ca: merchant.authority, requestCert: true, rejectUnauthorized: true}, (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const client = (request.socket as TLSSocket).getPeerCertificate().subject.CN;
        asked.push({path: request.url, body: JSON.parse(Buffer.concat(parts).toString()), client: String(client)});
        response.writeHead(answer.status).end(answer.body);
      });
    }).listen(0);
    await once(server, 'listening');
  });
  after(() => void server.close());

  const gateway = (with_ = merchant) => appleGateway({
    certificate: with_.chain, key: with_.key, instead: {origin: `https://localhost:${(server.address() as AddressInfo).port}`, authority: apple.authority}});

  it('shows the merchant’s certificate, and hands Apple’s answer back as it is', async () => {
    assert.deepEqual(await gateway().openSession(session, signal), {merchantSessionIdentifier: 'SSH1'});
    assert.deepEqual(asked.at(-1), {
      path: '/paymentservices/paymentSession', client: 'merchant.com.example.shop',
      body: {merchantIdentifier: 'merchant.com.example.shop', displayName: 'Half Catty', initiative: 'web', initiativeContext: 'blog.example'},
    });
  });

  it('says what Apple said when Apple refuses', async () => {
    answer = {status: 400, body: '{"statusMessage":"Payment Services Exception merchantId not registered for domain=blog.example","statusCode":"400"}'};
    await assert.rejects(gateway().openSession(session, signal), /Apple answered 400: .*not registered/);
  });

  it('gets no session with a certificate that Apple does not know', async () => {
    const before = asked.length;
    await assert.rejects(gateway(makeSigningChain({name: 'merchant.com.example.shop'})).openSession(session, signal));
    assert.equal(asked.length, before);
  });

  it('calls nobody but Apple, whatever the page says', async () => {
    const {openSession} = appleGateway({certificate: merchant.chain, key: merchant.key});
    for (const validationUrl of [
      'https://evil.example/paymentservices/startSession', 'https://apple-pay-gateway.apple.com.evil.example/x', 'http://apple-pay-gateway.apple.com/x',
      'https://apple-pay-gateway.apple.com:8443/x', 'https://evil@169.254.169.254/apple-pay-gateway.apple.com', 'https://apple-pay-gateway.apple.com./x',
      'https://apple-pay-gateway-nc-pod6.apple.com/x', 'https://apple-pay-gateway-evil.apple.com/x', 'https://cn-apple-pay-gateway-nc-pod1.apple.com/x',
      'https://apple-pay-gateway-sh-pod1.apple.com/x', 'https://xapple-pay-gateway.apple.com/x', 'https://apple-pay-gateway.apple.com@evil.example/x', 'file:///etc/passwd',
    ]) await assert.rejects(openSession({...session, validationUrl}, signal), /not one of Apple's/, validationUrl);
  });

  it('calls every gateway that Apple lists, in China too', async () => {
    const {openSession} = appleGateway({certificate: merchant.chain, key: merchant.key});
    const pods = [...[1, 2, 3, 4, 5].flatMap(n => [`-nc-pod${n}`, `-pr-pod${n}`]), '', '-cert'].map(name => `apple-pay-gateway${name}.apple.com`);
    const inChina = [...[1, 2, 3].flatMap(n => [`-sh-pod${n}`, `-tj-pod${n}`]), '', '-cert'].map(name => `cn-apple-pay-gateway${name}.apple.com`);
    assert.equal(pods.length + inChina.length, 20);
    // Given up before it is sent: that the address was taken is all that can be seen from here.
    for (const host of [...pods, ...inChina]) {
      await assert.rejects(openSession({...session, validationUrl: `https://${host}/paymentservices/startSession`}, AbortSignal.abort()), {name: 'AbortError'}, host);
    }
  });

  it('needs the key that belongs to the certificate', () => {
    assert.throws(() => appleGateway({certificate: merchant.chain, key: apple.key}), /does not belong/);
  });

  it('tells how long the certificate is still good for', () => {
    const until = (days: number): string => makeSigningChain({until: new Date(Date.now() + days * DAY + 3600_000)}).chain;
    assert.deepEqual([until(200), until(10), until(-1)].map(pem => checkCertificate(pem, new Date())[0]?.level), ['ok', 'warning', 'error']);
  });
});
