import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {createMoney} from '../../../src/server/money/money.ts';
import {LEASE} from '../../../src/server/money/schedule.ts';
import {scriptedShop} from './scripted-shop.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('A run of the worker that takes long', () => {
  it('leases what it begins late from that instant on', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout} = await shop.paid();
    shop.service.loses('refund', 'before');
    await shop.money.refundPayment(String((await shop.payment(checkout))['id']), 100, 'scratched', 'staff:mei');
    await shop.paid('redirect');
    const leases: number[] = [];
    const {handler} = shop.service;
    const slow = createMoney({...shop.services, handlers: [{
      ...handler,
      async query(intent, signal) {
        shop.wait(2 * LEASE);
        return handler.query(intent, signal);
      },
      async refund(intent, refund, signal) {
        const [row] = await shop.database.query<{next_check_at: Date}>('select next_check_at from refunds where refund_no = $1', [refund.refundNo]);
        leases.push(Number(row?.next_check_at) - shop.services.clock().getTime());
        return handler.refund(intent, refund, signal);
      },
    }]});
    shop.wait(MINUTE);
    await slow.runDueWork();
    assert.deepEqual(leases, [LEASE]);
    await shop.clean();
  });

  it('does not wait for a long list of disputes, which is read to its end all the same', async t => {
    const shop = await scriptedShop();
    t.after(() => shop.close());
    const {checkout, trade} = await shop.paid();
    shop.service.disputed(trade);
    shop.wait(2 * HOUR);
    t.mock.timers.enable({apis: ['setTimeout']});
    let lastPage = (): void => {};
    const pages = new Promise<void>(resolve => { lastPage = resolve; });
    const slow = createMoney({...shop.services, handlers: [{...shop.service.handler, async listDisputes(_since, signal) {
      t.mock.timers.tick(50_000);
      await pages;
      signal.throwIfAborted();
      return shop.service.disputes;
    }}]});
    await slow.runDueWork();
    assert.equal((await shop.payment(checkout))['disputed'], 0);
    lastPage();
    await slow.settled();
    assert.equal((await shop.payment(checkout))['disputed'], 12800);
    await shop.clean();
  });
});
