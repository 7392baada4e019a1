import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import {listDisputes} from '../../../../src/server/handlers/paypal/disputes.ts';
import type {ProviderDispute} from '../../../../src/server/handlers/payment-handler.ts';
import type {Transport} from '../../../../src/server/handlers/paypal/transport.ts';

const hkd = (value: string): object => ({currency_code: 'HKD', value});
const moved = (type: 'DEBIT' | 'CREDIT', value: string, reason = 'DISPUTE_SETTLEMENT'): object => ({affected_party: 'SELLER', type, amount: hkd(value), reason});
const BEGUN = '2026-11-20T10:00:00.000Z';
const AFTER = '2026-11-21T02:00:00-08:00';

describe('PayPal\'s disputes', () => {
  let most = 0;
  /** Refunds of the order behind the capture `CAP1`, as PayPal lists them. */
  let refunds: readonly object[] = [];
  let asked: string[] = [];

  /** What is read from a PayPal that has these disputes. */
  const listed = async (...details: readonly object[]): Promise<readonly ProviderDispute[]> => {
    let atOnce = 0;
    const json: Transport['json'] = async path => {
      asked.push(path);
      if (path === '/v2/payments/captures/CAP1') return {status: 200, body: {id: 'CAP1', custom_id: 'ht_7', invoice_id: 'ht_7', supplementary_data: {related_ids: {order_id: 'ORDER1'}}}};
      if (path === '/v2/payments/captures/FOREIGN') return {status: 200, body: {id: 'FOREIGN', custom_id: 'order-77'}};
      if (path.startsWith('/v2/payments/')) return {status: 404, body: {name: 'RESOURCE_NOT_FOUND'}};
      if (path === '/v2/checkout/orders/ORDER1') return {status: 200, body: {id: 'ORDER1', purchase_units: [{payments: {refunds}}]}};
      if (path.includes('?')) return {status: 200, body: {items: details.map((_, at) => ({dispute_id: `PP-D-${at}`}))}};
      most = Math.max(most, ++atOnce);
      await new Promise(resolve => setTimeout(resolve, 2));
      atOnce--;
      const at = Number(/\d+$/.exec(path)?.[0]);
      return {status: 200, body: {dispute_id: `PP-D-${at}`, create_time: BEGUN, status: 'RESOLVED', dispute_amount: hkd('128.00'), disputed_transactions: [{custom: 'ht_1'}], ...details[at]}};
    };
    return listDisputes({transport: {json} as Transport, clock: () => new Date(), handler: 'paypal'}, new Date(), AbortSignal.timeout(5000));
  };
  beforeEach(() => {
    refunds = [];
    asked = [];
  });

  it('are more than PayPal lists at once: then nothing was read, rather than some left out', async () => {
    const json: Transport['json'] = async path => ({status: 200, body: path.includes('?') ? {items: [], links: [{rel: 'next', href: `https://api-m.paypal.com${path}&again=1`}]} : {}});
    const desk = {transport: {json} as Transport, clock: () => new Date(), handler: 'paypal'};
    await assert.rejects(listDisputes(desk, new Date(), AbortSignal.timeout(5000)), /more disputes than PayPal lists/);
  });

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

  it('take nothing but what was settled: what PayPal charges for them is a fee', async () => {
    const fees = [moved('DEBIT', '15.00', 'DISPUTE_FEE'), moved('DEBIT', '20.00', 'CHARGEBACK_FEE'), moved('DEBIT', '8.00', 'DISPUTE_SETTLEMENT_FEE')];
    const won = {outcome_code: 'RESOLVED_SELLER_FAVOUR'};
    const [kept, silent, underWay, lost] = await listed(
      {dispute_outcome: won, money_movements: fees}, {dispute_outcome: {outcome_code: 'NONE'}, money_movements: fees}, {status: 'UNDER_REVIEW', money_movements: fees},
      {dispute_outcome: {outcome_code: 'ACCEPTED'}, money_movements: [...fees, moved('DEBIT', '128.00')]});
    assert.deepEqual([kept, silent, underWay, lost].map(one => [one?.status, one?.withdrawn]), [['won', false], ['won', false], ['open', false], ['lost', true]]);
  });

  it('are read from the newer list of movements where PayPal gives both', async () => {
    const fund_movements = [{party: 'SELLER', type: 'DEBIT', amount: hkd('128.00'), reason: 'DISPUTE_SETTLEMENT'}];
    const [gone, back] = await listed(
      {dispute_outcome: {outcome_code: 'NONE'}, fund_movements}, {dispute_outcome: {outcome_code: 'NONE'}, fund_movements: [...fund_movements, {...fund_movements[0], type: 'CREDIT'}], money_movements: [moved('DEBIT', '128.00')]});
    assert.deepEqual([gone, back].map(one => one?.status), ['lost', 'won']);
  });

  it('cost nothing more where the money stands among the refunds of the order: PayPal settles them so', async () => {
    const lost = {dispute_outcome: {outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: hkd('128.00')}, disputed_transactions: [{custom: 'ht_7', seller_transaction_id: 'CAP1'}]};
    const refund = (value: string, more: object = {}): object => ({id: 'R1', status: 'COMPLETED', amount: hkd(value), note_to_payer: 'Payment reversed', create_time: AFTER, ...more});
    const cost = async (...given: readonly object[]): Promise<number | undefined> => {
      refunds = given;
      return (await listed(lost))[0]?.amount.amount;
    };
    assert.equal(await cost(), 12800);
    assert.equal(await cost(refund('128.00')), 0);
    assert.equal(await cost(refund('28.00')), 10_000);
    assert.equal(await cost(refund('100.00'), refund('28.00', {id: 'R2', invoice_id: 'ht_7'})), 0);
    assert.equal(await cost(refund('200.00')), 0);
    for (const other of [{create_time: '2026-11-19T10:00:00Z'}, {invoice_id: 'refund_1'}, {status: 'FAILED'}, {status: 'CANCELLED'}, {amount: {currency_code: 'USD', value: '128.00'}}]) {
      assert.equal(await cost(refund('128.00', other)), 12800, JSON.stringify(other));
    }
    refunds = [refund('128.00')];
    const [open] = await listed({status: 'UNDER_REVIEW', disputed_transactions: lost.disputed_transactions, money_movements: [moved('DEBIT', '128.00')]});
    assert.deepEqual([open?.withdrawn, open?.amount.amount], [true, 0], 'given back already, though it is not decided');
    asked = [];
    assert.equal((await listed({status: 'UNDER_REVIEW', disputed_transactions: lost.disputed_transactions}))[0]?.amount.amount, 12800);
    assert.ok(!asked.some(path => path.startsWith('/v2/')), 'nobody is asked while nothing has moved');
  });

  it('that name no number are those of their capture', async () => {
    const disputes = await listed(...['CAP1', 'FOREIGN', 'GONE'].map(id => ({status: 'UNDER_REVIEW', disputed_transactions: [{seller_transaction_id: id}]})));
    assert.deepEqual(disputes.map(({providerDisputeNo, tradeNo}) => [providerDisputeNo, tradeNo]), [['PP-D-0', 'ht_7'], ['PP-D-2', undefined]]);
  });

  it('of another handler on the same account are left out', async () => {
    const disputes = await listed(
      {disputed_transactions: [{custom: 'ht_1', invoice_number: 'ht_1-paypal-hk'}]}, {disputed_transactions: [{custom: 'ht_2', invoice_number: 'ht_2'}]}, {disputed_transactions: [{custom: 'ht_3'}]});
    assert.deepEqual(disputes.map(({tradeNo}) => tradeNo), ['ht_2', 'ht_3']);
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
