import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {openDatabase} from '../../../src/server/database/open.ts';
import {audit} from '../../../src/server/money/audit.ts';
import {createMoney} from '../../../src/server/money/money.ts';
import type {Shop} from './shop.ts';
import {instrument, openShop} from './shop.ts';

describe('A crowd of buyers', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('never gets more than there is: 300 at once on 7 pieces', async () => {
    const mug = await shop.article(7);
    const checkouts = await Promise.all(Array.from({length: 300}, () => shop.checkout(mug)));
    const answers = await Promise.all(checkouts.map(id => shop.pay(id)));
    assert.equal(answers.filter(({messages}) => messages.length === 0).length, 7);
    assert.equal(answers.filter(({messages}) => messages[0]?.code === 'out_of_stock').length, 293);
    assert.equal(await shop.stock(mug), 0);
    assert.equal(await shop.count('orders'), 7);
    await clean(shop);
  });

  it('that presses twenty times each pays once each', async () => {
    const mug = await shop.article(100);
    const checkouts = await Promise.all(Array.from({length: 10}, () => shop.checkout(mug)));
    const before = shop.sandbox.wallet.journal.books.trades.size;
    await Promise.all(checkouts.flatMap(id => Array.from({length: 20}, () => shop.pay(id))));
    for (const id of checkouts) assert.equal(await shop.statusOf(id), 'completed');
    assert.equal(shop.sandbox.wallet.journal.books.trades.size - before, 10);
    assert.equal(await shop.stock(mug), 90);
    await clean(shop);
  });

  it('that pays, cancels and looks at the same moment ends in one place', async () => {
    const mug = await shop.article(40);
    const checkouts = await Promise.all(Array.from({length: 40}, () => shop.checkout(mug)));
    await Promise.all(checkouts.flatMap(id => [
      shop.pay(id), shop.money.closeLivePayment(id, 'cancelled'), shop.money.refresh(id), shop.pay(id, 'redirect'), shop.money.runDueWork()]));
    await shop.settle(60);
    const orders = await shop.database.query<{n: number}>('select count(*) as n from orders where checkout_id = any($1::text[])', [checkouts]);
    assert.equal(await shop.stock(mug), 40 - orders[0]!.n);
    await clean(shop);
  });

  it('is served by several processes on one Postgres', {skip: process.env['DATABASE_URL'] ? false : 'needs DATABASE_URL'}, async () => {
    const [{name}] = await shop.database.query<{name: string}>('select current_database() as name', []) as [{name: string}];
    const url = new URL(process.env['DATABASE_URL']!);
    url.pathname = `/${name}`;
    const others = await Promise.all([1, 2].map(() => openDatabase({url: url.href})));
    const moneys = [shop.money, ...others.map(database => createMoney({...shop.services, database}))];
    const mug = await shop.article(5);
    const checkouts = await Promise.all(Array.from({length: 40}, () => shop.checkout(mug)));
    await Promise.all(checkouts.flatMap(id => moneys.map(money => money.complete({checkoutId: id, instrument: instrument('pending')}))));
    assert.equal(await shop.stock(mug), 0);
    for (const [at, trade] of [...shop.sandbox.wallet.journal.books.trades.values()].filter(one => one.status === 'waiting').entries()) {
      shop.sandbox.wallet.decide(trade.tradeNo, at % 2 ? 'approve' : 'decline', 'never');
    }
    for (let n = 0; n < 20; n++) {
      shop.wait(60_000);
      await Promise.all(moneys.map(money => money.runDueWork()));
    }
    const [sold] = await shop.database.query<{n: number}>(`select count(*) as n from stock_holds where variant_id = $1 and state = 'sold'`, [mug]);
    assert.equal(await shop.stock(mug), 5 - sold!.n);
    assert.equal(sold!.n, 2);
    await clean(shop);
    await Promise.all(others.map(database => database.close()));
  });
});

async function clean(shop: Shop): Promise<void> {
  const {violations, warnings} = await audit(shop.database, {sandboxBooks: () => shop.sandbox.wallet.journal.books, now: shop.services.clock()});
  assert.deepEqual(violations, []);
  assert.deepEqual(warnings, []);
}
