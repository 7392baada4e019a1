import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {listDisputes} from '../../../../src/server/handlers/paypal/disputes.ts';
import type {ProviderDispute} from '../../../../src/server/handlers/payment-handler.ts';
import type {Transport} from '../../../../src/server/handlers/paypal/transport.ts';

const hkd = (value: string): object => ({currency_code: 'HKD', value});
const moved = (type: 'DEBIT' | 'CREDIT', value: string): object => ({affected_party: 'SELLER', type, amount: hkd(value)});

describe('PayPal\'s disputes', () => {
  let most = 0;

  /** What is read from a PayPal that has these disputes. */
  const listed = async (...details: readonly object[]): Promise<readonly ProviderDispute[]> => {
    let asked = 0;
    const json: Transport['json'] = async path => {
      if (path.includes('?')) return {status: 200, body: {items: details.map((_, at) => ({dispute_id: `PP-D-${at}`}))}};
      most = Math.max(most, ++asked);
      await new Promise(resolve => setTimeout(resolve, 2));
      asked--;
      const at = Number(/\d+$/.exec(path)?.[0]);
      return {status: 200, body: {dispute_id: `PP-D-${at}`, status: 'RESOLVED', dispute_amount: hkd('128.00'), disputed_transactions: [{custom: 'ht_1'}], ...details[at]}};
    };
    return listDisputes({json} as Transport, new Date(), () => new Date(), AbortSignal.timeout(5000));
  };

  it('that are lost in part cost no more than the buyer gets', async () => {
    const lost = {outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: hkd('28.00')};
    const [part, whole, won] = await listed(
      {dispute_outcome: lost}, {dispute_outcome: {outcome_code: 'ACCEPTED'}}, {dispute_outcome: {outcome_code: 'RESOLVED_SELLER_FAVOUR', amount_refunded: hkd('0.00')}});
    assert.deepEqual([part?.status, part?.amount.amount], ['lost', 2800]);
    assert.deepEqual([whole?.status, whole?.amount.amount], ['lost', 12800]);
    assert.deepEqual([won?.status, won?.amount.amount], ['won', 12800]);
  });

  it('that are resolved do not stay open, whatever word PayPal has for it', async () => {
    for (const dispute_outcome of [{outcome_code: 'NONE'}, {outcome_code: 'SOMETHING_NEW'}, undefined]) {
      const [kept, gone, back] = await listed(
        {dispute_outcome}, {dispute_outcome, money_movements: [moved('DEBIT', '128.00')]}, {dispute_outcome, money_movements: [moved('DEBIT', '128.00'), moved('CREDIT', '128.00')]});
      assert.deepEqual([kept, gone, back].map(one => [one?.status, one?.withdrawn]), [['won', false], ['lost', true], ['won', false]]);
    }
    assert.equal((await listed({status: 'A_NEW_STATE', money_movements: [moved('DEBIT', '128.00')]}))[0]?.status, 'open');
  });

  it('of somebody else, and such as cannot be read, hide no other', async () => {
    const disputes = await listed(
      {disputed_transactions: [{custom: 'order-77', invoice_number: '2026-0001'}]}, {dispute_amount: undefined, disputed_transactions: [{custom: 'order-78'}]}, {status: 5},
      {dispute_amount: {currency_code: 'XXX', value: 'much'}}, {disputed_transactions: [{custom: 'mug', invoice_number: 'ht_2'}]}, {disputed_transactions: []});
    assert.deepEqual(disputes.map(({providerDisputeNo, tradeNo}) => [providerDisputeNo, tradeNo]), [['PP-D-4', 'ht_2'], ['PP-D-5', undefined]]);
  });

  it('are asked for five at a time, and kept in order', async () => {
    most = 0;
    const disputes = await listed(...Array.from({length: 12}, () => ({})));
    assert.deepEqual(disputes.map(({providerDisputeNo}) => providerDisputeNo), Array.from({length: 12}, (_, at) => `PP-D-${at}`));
    assert.equal(most, 5);
  });
});
