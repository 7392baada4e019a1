import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {SimDispute} from '../../../../demo/services/stripe/world.ts';
import type {ProviderDispute} from '../../../../src/server/handlers/payment-handler.ts';
import type {Stand} from './stand.ts';
import {intentFor, MINUTE, signal, stand} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

/** A dispute of a paid trade, as Stripe's books have it and as we read it. */
async function disputed(change: Partial<Pick<SimDispute, 'status' | 'amount'>>, moves: readonly (readonly [amount: number, currency?: string])[]): Promise<ProviderDispute> {
  const intent = intentFor({createdAt: s.now()});
  await s.handler.create(intent, await s.card(), signal);
  s.wait(MINUTE);
  const since = s.now();
  await s.service.dispute!(intent.tradeNo);
  const {world} = s.service;
  const theirs = [...world.disputes.values()].at(-1)!;
  world.disputes.set(theirs.id, {...theirs, ...change, moves: moves.map(([amount, currency = 'hkd']) => ({amount, currency}))});
  const read = await s.handler.listDisputes!(since, signal);
  return read.find(({tradeNo}) => tradeNo === intent.tradeNo)!;
}

const short = ({status, withdrawn, amount}: ProviderDispute): unknown => [status, withdrawn, amount];
const hkd = (amount: number): object => ({amount, currency: 'HKD'});

describe('A dispute at Stripe', () => {
  it('stands as every status of Stripe’s says; an appeal and a status that nobody knows are open', async () => {
    const [taken, returned] = [[[-12800]], [[-12800], [12800]]] as const;
    for (const [status, moves, reading] of [
      ['warning_needs_response', [], ['open', false]], ['warning_under_review', [], ['open', false]], ['warning_closed', [], ['won', false]],
      ['needs_response', taken, ['open', true]], ['under_review', taken, ['open', true]], ['won', returned, ['won', false]], ['lost', taken, ['lost', true]],
      ['appeal_needs_response', taken, ['open', true]], ['appeal_under_review', taken, ['open', true]], ['prevented', [], ['won', false]], ['phase_of_the_moon', taken, ['open', true]],
    ] as const) {
      const {status: read, withdrawn, amount} = await disputed({status}, moves);
      assert.deepEqual([read, withdrawn], reading, status);
      assert.deepEqual(amount, hkd(12800), status);
    }
  });

  it('that is won before Stripe has given the money back has it still out of our hands', async () => {
    assert.deepEqual(short(await disputed({status: 'won'}, [[-12800]])), ['won', true, hkd(12800)]);
  });

  it('that is settled in another currency is over when the money came back, at whatever rate', async () => {
    assert.deepEqual(short(await disputed({status: 'won'}, [[-1642, 'usd'], [1630, 'usd']])), ['won', false, hkd(12800)]);
    assert.deepEqual(short(await disputed({status: 'needs_response'}, [[-1642, 'usd']])), ['open', true, hkd(12800)]);
    assert.deepEqual(short(await disputed({status: 'lost'}, [[-1642, 'usd'], [1650, 'usd'], [-1655, 'usd']])), ['lost', true, hkd(12800)], 'given back and taken again');
  });

  it('costs what was really taken: a part, and what did not come back', async () => {
    assert.deepEqual(short(await disputed({status: 'needs_response', amount: 5000}, [[-5000]])), ['open', true, hkd(5000)]);
    assert.deepEqual(short(await disputed({status: 'lost'}, [[-7800]])), ['lost', true, hkd(7800)], 'the rest had been refunded before');
    assert.deepEqual(short(await disputed({status: 'won'}, [[-12800], [10_000]])), ['lost', true, hkd(2800)], 'won in part');
  });

  it('that was prevented by giving the money back has cost it', async () => {
    assert.deepEqual(short(await disputed({status: 'prevented'}, [[-12800]])), ['lost', true, hkd(12800)]);
  });

  it('is one of several on the same payment, each by itself', async () => {
    const intent = intentFor({createdAt: s.now()});
    await s.handler.create(intent, await s.card(), signal);
    s.wait(MINUTE);
    const since = s.now();
    await s.service.dispute!(intent.tradeNo);
    const {world} = s.service;
    const first = [...world.disputes.values()].at(-1)!;
    world.disputes.set('du_second', {...first, id: 'du_second', amount: 300, moves: [{amount: -300, currency: 'hkd'}]});
    const read = (await s.handler.listDisputes!(since, signal)).filter(({tradeNo}) => tradeNo === intent.tradeNo);
    assert.deepEqual(read.map(({providerDisputeNo, amount}) => [providerDisputeNo, amount.amount]).sort(), [['du_second', 300], [first.id, 12800]].sort());
  });
});
