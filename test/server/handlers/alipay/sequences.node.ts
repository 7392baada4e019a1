import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import type {AntomShop} from '../antom/open-antom.ts';
import {credential as antomCredential, openAntomShop} from '../antom/open-antom.ts';
import type {AlipayShop} from './open-alipay.ts';
import {credential, openAlipayShop} from './open-alipay.ts';
import {event, play} from './sequences.ts';

const events = fc.array(event, {minLength: 2, maxLength: 8});

describe('Whatever happens to a payment with Alipay', () => {
  let world: AlipayShop;
  before(async () => void (world = await openAlipayShop({holdMinutes: 10})));
  after(() => world.close());

  it('both sides\' books agree in the end', async () => {
    const {shop, alipay: service} = world;
    await fc.assert(fc.asyncProperty(fc.constantFrom('page' as const, 'wap' as const, 'qr' as const), events, async (way, story) =>
      play({shop, service, settled: () => service.settled()}, credential(way), story)), {numRuns: 10, endOnFailure: true});
  });
});

describe('Whatever happens to a payment with Antom', () => {
  let world: AntomShop;
  before(async () => void (world = await openAntomShop()));
  after(() => world.close());

  it('both sides\' books agree in the end', async () => {
    const {shop, antom: service} = world;
    await fc.assert(fc.asyncProperty(events, async (story) =>
      play({shop, service, settled: () => service.settled()}, antomCredential(), story)), {numRuns: 10, endOnFailure: true});
  });
});
