import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Database} from '../../src/server/database/database.ts';
import type {MerchantServer} from '../../src/server/index.ts';
import {createMerchantServer, MerchantConfigSchema} from '../../src/server/index.ts';
import {freshDatabase} from '../harness/fresh-database.ts';

describe('The origin of a server in a program of somebody’s own', () => {
  let database: Database;
  before(async () => { database = await freshDatabase(); });
  after(() => database.close());
  const open = (origin: string): Promise<MerchantServer> => createMerchantServer({database, config: MerchantConfigSchema.parse({}), handlers: [], origin, mode: 'test'});

  for (const origin of ['https://shop.example', 'https://shop.example/', 'http://localhost:8787']) {
    it(`may be ${origin}`, async () => {
      const server = await open(origin);
      assert.equal(server.services.origin, origin.replace(/\/$/, ''));
      await server.close();
    });
  }

  for (const wrong of ['shop.example', 'localhost:8787', 'https://shop.example/store', 'https://shop.example/?a', 'file:///srv/shop']) {
    it(`is refused when it is none: ${wrong}`, () => assert.rejects(open(wrong), TypeError));
  }
});
