import assert from 'node:assert/strict';
import type {TestContext} from 'node:test';
import {test} from 'node:test';
import type {ProviderDispute} from '../../../src/server/handlers/payment-handler.ts';
import type {ScriptedShop} from '../money/scripted-shop.ts';
import {scriptedShop} from '../money/scripted-shop.ts';

const PLATFORM = 'https://platform.example/profile';

/** A shop whose payment service does as it is told, and whose checkouts a platform made that wants to hear of its orders. */
async function open(t: TestContext): Promise<{shop: ScriptedShop; told(): Promise<readonly string[]>}> {
  const shop = await scriptedShop();
  t.after(() => shop.close());
  await shop.database.query(`insert into platform_webhooks (profile, url, fetched_at) values ($1, 'https://platform.example/orders', now())`, [PLATFORM]);
  await shop.database.query(`alter table checkouts alter column platform set default '${PLATFORM}'`, []);
  return {
    shop,
    told: async () => (await shop.database.query<{what: string}>(
      `select regexp_replace(substr(dedupe_key, 13), '(order|refund|dispute|accepted_pay)_[0-9a-z]+', '\\1', 'g') as what from outbox where platform = $1 order by id`, [PLATFORM])).map(({what}) => what),
  };
}

test('A platform is told of each step of a dispute once, however often its service tells of it', async t => {
  const {shop, told} = await open(t);
  const {trade} = await shop.paid();
  const about = async (change: Partial<ProviderDispute> = {}) => {
    shop.service.disputed(trade, change);
    for (let n = 0; n < 2; n++) await shop.hear({tradeNo: trade, about: 'dispute'});
  };
  await about({withdrawn: false});
  await about({withdrawn: true});
  await about({status: 'lost'});
  await about({status: 'won', withdrawn: false});
  await about({status: 'lost'});
  assert.deepEqual(await told(), ['order:created', 'order:dispute:pending', 'order:dispute:completed', 'order:dispute:failed', 'order:dispute:completed:1']);
  await shop.clean();
});

test('A platform is told of refunds, also of those that were made elsewhere and of those that come back', async t => {
  const {shop, told} = await open(t);
  const {trade} = await shop.paid();
  shop.service.refundsInDashboard(trade, 500);
  await shop.hear({tradeNo: trade, about: 'refund'});
  assert.deepEqual(await told(), ['order:created', 'order:refund:pending', 'order:refund:completed']);
  shop.service.bouncesRefunds(trade);
  await shop.hear({tradeNo: trade, about: 'refund'});
  assert.deepEqual((await told()).slice(3), ['order:refund:failed']);
  await shop.clean();
});

test('A platform is told of an order that a person accepted, with the difference on it', async t => {
  const {shop, told} = await open(t);
  const {trade, checkout} = await shop.paid('redirect');
  shop.service.takesAgainstTheRules(trade, 12000);
  await shop.hear({tradeNo: trade});
  assert.deepEqual(await told(), []);
  await shop.money.decideHeld({id: String((await shop.payment(checkout))['id']), act: 'accept', actor: 'staff:mei', reason: 'a discount'});
  assert.deepEqual(await told(), ['order:created', 'order:accepted_pay:completed']);
  await shop.clean();
});
