import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {test} from 'node:test';
import {deliverEvents} from '../../../src/server/orders/deliver-events.ts';
import {rememberWebhook, webhookOf} from '../../../src/server/orders/platform-webhooks.ts';
import {instrument, openShop} from '../http/shop.ts';
import {makeKey, sign} from '../signatures/platform.ts';
import {HOUR, openEventShop} from './event-shop.ts';
import {openPlatform} from './platform.ts';

test('A platform that has moved its address is followed, without asking its profile more than once a minute', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  const [moved, gone] = [`${platform.base}/moved`, 410];
  await sell();
  await sell();
  platform.declares(moved);
  platform.answers((_request, response, {path}) => { response.writeHead(path === '/moved' ? 200 : gone).end(); });
  shop.wait(1000);
  const before = platform.profileReads();
  await shop.server.runDueWork();
  assert.deepEqual(platform.received.map(({path}) => path), ['/webhooks/orders', '/webhooks/orders', '/moved', '/moved']);
  assert.equal(platform.profileReads(), before + 1);
  // What a server still remembers of the profile from before does not lead back.
  await sell();
  await shop.server.runDueWork();
  assert.equal(platform.received.at(-1)?.path, '/moved');
  platform.answers(404);
  await sell();
  for (const wait of [10, 20, 10]) {
    await shop.server.runDueWork();
    shop.wait(wait * 1000);
  }
  assert.equal(platform.profileReads(), before + 1, 'it was asked within this minute');
  shop.wait(60_000);
  await shop.server.runDueWork();
  assert.equal(platform.profileReads(), before + 2);
});

test('A platform that wants no more events gets none of later orders', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  await sell();
  await shop.server.runDueWork();
  platform.declares(null);
  shop.wait(2 * HOUR);
  await sell();
  await shop.server.runDueWork();
  assert.equal(platform.received.length, 1);
  assert.deepEqual(await waiting(), []);
});

test('The address of a platform that ordered nothing is forgotten, and that of another kept', async t => {
  const {shop, sell} = await openEventShop(t);
  const idle = await openPlatform();
  t.after(() => idle.close());
  const order = await sell();
  await shop.create({pattern: 1}, {}, idle.agent);
  shop.wait(8 * 24 * HOUR);
  await shop.server.runDueWork();
  assert.deepEqual((await shop.database.query<{profile: string}>(
    'select w.profile from platform_webhooks w join orders o on o.events_to = w.profile and o.id = $1', [order])).length, 1);
  assert.equal((await shop.database.query('select 1 from platform_webhooks', [])).length, 1);
});

const HOSTILE = [
  'http://169.254.169.254/latest/meta-data', 'https://169.254.169.254/', 'https://10.0.0.1/hook', 'https://[::1]/hook', 'https://[::ffff:10.0.0.1]/', 'http://example.com/hook', 'https://localhost/',
  'ftp://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'not a url', 'https://user:secret@example.com/', `https://example.com/${'x'.repeat(2000)}`, '',
];
test('What a profile names is called only when it is https on the public internet, without a password', async t => {
  const {shop, platform, sell} = await openEventShop(t);
  const live = {...shop.server.services, mode: 'live' as const};
  for (const [at, url] of HOSTILE.entries()) {
    await rememberWebhook(live, {platform: 'https://platform.example/profile', orderWebhook: {url, fetchedAt: shop.clock().getTime() + at}});
    const [row] = await shop.database.query('select url from platform_webhooks', []);
    assert.deepEqual(row, {url: null}, url);
    assert.equal(shop.log.filter(line => line.includes('platform.webhook_refused')).length, at + 1, url);
  }
  for (const url of HOSTILE.filter(one => !one.includes('localhost') && !one.includes('[::1]'))) {
    platform.declares(url);
    shop.wait(2 * HOUR);
    assert.ok(await sell(), 'its buyers buy all the same');
  }
  assert.deepEqual(await shop.database.query(`select 1 from outbox where platform is not null`, []), []);
});

test('A public address is kept without being called', async t => {
  const {shop} = await openEventShop(t);
  const profile = 'https://platform.example/profile';
  await rememberWebhook({...shop.server.services, mode: 'live'}, {platform: profile, orderWebhook: {url: 'https://8.8.8.8/hook', fetchedAt: 1}});
  assert.deepEqual(await webhookOf(shop.database, shop.server.services.config, profile), {url: 'https://8.8.8.8/hook', configured: false});
});

test('An address that leads inside only after it was registered is not called either', async t => {
  const {shop, platform, sell, waiting} = await openEventShop(t);
  await sell();
  await shop.database.query(`update platform_webhooks set url = $1`, [platform.base.replace('127.0.0.1', 'localhost').replace('http:', 'https:')]);
  await shop.database.query(`update outbox set payload = jsonb_set(payload, '{data,mode}', '"live"')`, []);
  await deliverEvents({...shop.server.services, mode: 'live'}, platform.profile);
  assert.equal(platform.received.length, 0);
  assert.equal((await waiting())[0]?.failed_reason, 'refused: its host is not on the public internet');
});

test('The settings name where the events of a platform go whose profile is not fetched', async t => {
  const inside = await openPlatform();
  t.after(() => inside.close());
  const keyHash = createHash('sha256').update('agent-key').digest('hex');
  const profile = 'https://agent.example/profile';
  const {shop, sell} = await openEventShop(t, {config: {platforms: [{name: 'agent', profile, keyHash, webhookUrl: `${inside.base}/hook`}]}});
  await sell({'ucp-agent': `profile="${profile}"`, 'x-api-key': 'agent-key'});
  await shop.server.runDueWork();
  assert.deepEqual(inside.received.map(({path}) => path), ['/hook']);
});

test('A platform of the settings that signs its requests is told where its profile says, unless the settings say otherwise', async t => {
  const [platform, inside] = [await openPlatform(), await openPlatform()];
  const key = makeKey('platform-2026');
  platform.publishes(key.jwk);
  t.after(async () => Promise.all([platform.close(), inside.close()]));
  const {shop} = await openEventShop(t, {config: {platforms: [{name: 'signer', profile: platform.profile}]}});
  const strict = await openShop({beside: shop, config: {platforms: [{name: 'signer', profile: platform.profile, webhookUrl: `${inside.base}/inside`}]}});
  t.after(() => strict.close());
  for (const at of [shop, strict]) {
    const signed = async (path: string, body: object) => {
      const {headers, body: text} = await sign({key, path: `/ucp/checkout-sessions${path}`, body: JSON.stringify(body), headers: platform.agent});
      return (await at.call('POST', `/ucp/checkout-sessions${path}`, text, headers)).body;
    };
    const {id} = await signed('', {line_items: [{item: {id: 'pattern'}, quantity: 1}]});
    assert.ok((await signed(`/${id}/complete`, {payment: {instruments: [instrument('approve')]}})).order);
    await at.server.runDueWork();
  }
  assert.deepEqual([platform, inside].map(({received}) => received.map(({path}) => path)), [['/webhooks/orders'], ['/inside']]);
});
