import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {claimForSandbox} from '../../../src/server/command/sandbox-claim.ts';
import {openShop} from '../money/shop.ts';
import type {Shop} from '../money/shop.ts';
import {freshDatabase} from '../../harness/fresh-database.ts';
import {serve, temporaryFolder} from './command.ts';

describe('The sandbox behind a database', () => {
  let shop: Shop;
  before(async () => { shop = await openShop(); });
  after(() => shop.close());

  it('is one: another is refused, until the first leaves without a payment', async () => {
    const first = await claimForSandbox(shop.database, 'first');
    await claimForSandbox(shop.database, 'first');
    await assert.rejects(claimForSandbox(shop.database, 'second'), /in the books of another sandbox/);
    await first.release();
    const second = await claimForSandbox(shop.database, 'second');
    await shop.pay(await shop.checkout(await shop.article(1)));
    await second.release();
    await assert.rejects(claimForSandbox(shop.database, 'first'), /in the books of another sandbox/);
    await claimForSandbox(shop.database, 'second');
  });

  it('is held by the server that runs on a shared Postgres', {skip: process.env.DATABASE_URL ? false : 'DATABASE_URL is not set'}, async () => {
    const folder = await temporaryFolder();
    const database = await freshDatabase();
    const env = {DATABASE_URL: database.url ?? ''};
    const one = await serve(['--sandbox', '--data', folder.file('one')], {env});
    await assert.rejects(serve(['--sandbox', '--data', folder.file('two')], {env}));
    assert.equal(await one.end(), 0);
    const two = await serve(['--sandbox', '--data', folder.file('two')], {env});
    assert.equal(await two.end(), 0);
    await database.close();
    await folder.remove();
  });
});
