import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {headerFor, textToSign} from '../../../../demo/services/antom/signatures.ts';
import {antomHandler} from '../../../../src/server/handlers/antom/antom-handler.ts';
import type {ToldDispute, VerifiedNotification} from '../../../../src/server/handlers/payment-handler.ts';
import {newKeys} from '../alipay/keys.ts';
import type {AntomShop} from './open-antom.ts';
import {CLIENT_ID, credential, openAntomShop} from './open-antom.ts';

const keys = newKeys();
const antomKeys = newKeys();
const clock = (): Date => new Date('2026-11-21T10:00:00Z');
const hkd = (value: string): object => ({currency: 'HKD', value});

describe('What Antom\'s notification says of a dispute', () => {
  const handler = antomHandler({clientId: CLIENT_ID, privateKey: keys.privateKey, antomPublicKey: antomKeys.publicKey, mode: 'test', clock});

  const told = async (news: object): Promise<VerifiedNotification | undefined> => {
    const body = JSON.stringify({disputeId: 'd1', paymentRequestId: 'ht_1', paymentId: 'p1', ...news});
    const time = String(clock().getTime());
    const headers = {'client-id': CLIENT_ID, 'request-time': time, signature: headerFor(textToSign('/notify/antom', CLIENT_ID, time, body), antomKeys.key)};
    return handler.verify(new Request('https://shop.example/notify/antom', {method: 'POST', headers}), body);
  };
  const said = async (news: object): Promise<unknown> => {
    const {status, withdrawn, amount} = (await told(news))?.payload['dispute'] as Partial<ToldDispute>;
    return [status, withdrawn, amount?.amount];
  };

  it('is read though it carries no notifyType, with what is disputed and until when to answer', async () => {
    const read = await told({disputeNotificationType: 'DISPUTE_CREATED', disputeAmount: hkd('12800'), disputeReasonMsg: 'Goods not received', disputeReasonCode: '4853', defenseDueTime: '2026-11-28T18:00:00+08:00'});
    assert.deepEqual([read?.about, read?.tradeNo, read?.providerTradeNo], ['dispute', 'ht_1', 'p1']);
    assert.deepEqual(read?.payload['dispute'], {
      providerDisputeNo: 'd1', status: 'open', withdrawn: false, reason: 'Goods not received', amount: {amount: 12800, currency: 'HKD'}, respondBy: '2026-11-28T18:00:00+08:00'});
  });

  it('ends it as won or lost by what is judged, at the amount that was judged', async () => {
    assert.deepEqual(await said({disputeNotificationType: 'DISPUTE_JUDGED', disputeJudgedResult: 'ACCEPT_BY_CUSTOMER', disputeJudgedAmount: hkd('12800')}), ['won', false, undefined]);
    assert.deepEqual(await said({disputeNotificationType: 'DISPUTE_JUDGED', disputeJudgedResult: 'ACCEPT_BY_MERCHANT', disputeAmount: hkd('12800'), disputeJudgedAmount: hkd('2800')}), ['lost', true, 2800]);
    assert.deepEqual(await said({disputeNotificationType: 'DISPUTE_ACCEPTED', disputeAmount: hkd('12800')}), ['lost', true, 12800]);
    assert.deepEqual(await said({disputeNotificationType: 'RDR_RESOLVED', disputeAmount: hkd('12800')}), ['lost', true, 12800]);
    assert.deepEqual(await said({disputeNotificationType: 'DISPUTE_CANCELLED'}), ['won', false, undefined]);
    for (const type of ['DEFENSE_SUPPLIED', 'DEFENSE_DUE_ALERT']) assert.deepEqual(await said({disputeNotificationType: type}), ['open', false, undefined]);
  });

  it('is for a person when it only asks for papers, or says what nobody knows', async () => {
    const odd = [
      {disputeNotificationType: 'DISPUTE_CREATED', disputeType: 'RETRIEVAL_REQUEST', disputeAmount: hkd('1')}, {disputeNotificationType: 'DISPUTE_JUDGED', disputeType: 'COMPLIANCE_REQUEST', disputeJudgedResult: 'VALIDATE_FAIL'},
      {disputeNotificationType: 'DISPUTE_JUDGED', disputeJudgedResult: 'SOMETHING_NEW'}, {disputeNotificationType: 'SOMETHING_NEW'},
    ];
    for (const news of odd) {
      const read = await told(news);
      assert.deepEqual([read?.about, read?.payload['dispute']], ['dispute', undefined], JSON.stringify(news));
    }
  });

  it('is about nothing when another shop of the same client made the payment, and so is news that names none', async () => {
    assert.equal((await told({disputeNotificationType: 'DISPUTE_CREATED', paymentRequestId: 'order-77'}))?.about, 'nothing');
    assert.equal((await told({notifyType: 'PAYMENT_RESULT', paymentRequestId: 'order-77'}))?.about, 'nothing');
    assert.equal((await told({notifyType: 'REFUND_RESULT', paymentRequestId: undefined, paymentId: undefined}))?.about, 'nothing', 'a refund of the dashboard is found in the list of the payment');
    assert.equal((await told({authorizationNotifyType: 'TOKEN_CANCELED', paymentRequestId: undefined, paymentId: undefined}))?.about, 'nothing');
    assert.equal((await told({notifyType: 'CAPTURE_RESULT'}))?.about, 'trade');
  });
});

describe('A dispute at Antom', () => {
  let world: AntomShop;
  before(async () => void (world = await openAntomShop()));
  after(() => world.close());

  const sold = async (): Promise<{tradeNo: string; checkout: string; id: string}> => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo, id} = await shop.payment(checkout);
    await antom.buyer(tradeNo, 'approve');
    await antom.notify(tradeNo);
    return {tradeNo, checkout, id};
  };
  const standing = async (tradeNo: string): Promise<unknown> => {
    const [row] = (await world.shop.disputes()).filter((one) => one.trade_no === tradeNo);
    return row && [row.status, row.amount, row.booked, row.lost];
  };

  it('keeps refunds back while it is open, and costs what was judged when it is lost', async () => {
    const {shop, antom} = world;
    const {tradeNo, id} = await sold();
    assert.equal(await antom.tellDispute(tradeNo, {type: 'DISPUTE_CREATED'}), 200);
    assert.deepEqual(await standing(tradeNo), ['open', 12800, 0, 0]);
    await assert.rejects(shop.server.money.refundPayment(id, 100, 'scratched', 'staff:test'), /disputes this payment/);
    assert.equal(await antom.tellDispute(tradeNo, {type: 'DISPUTE_JUDGED', judged: 'ACCEPT_BY_MERCHANT', amount: null, judgedAmount: {currency: 'HKD', value: '2800'}}), 200);
    assert.deepEqual(await standing(tradeNo), ['lost', 2800, 2800, 2800]);
    await shop.audit(antom);
  });

  it('costs nothing when it is won or given up, whatever amount is left unsaid', async () => {
    const {antom} = world;
    for (const end of [{type: 'DISPUTE_JUDGED', judged: 'ACCEPT_BY_CUSTOMER', amount: null}, {type: 'DISPUTE_CANCELLED', amount: null}]) {
      const {tradeNo} = await sold();
      await antom.tellDispute(tradeNo, {type: 'DISPUTE_CREATED'});
      await antom.tellDispute(tradeNo, end);
      assert.deepEqual(await standing(tradeNo), ['won', 12800, 0, 0]);
    }
  });

  it('stays judged when the news of its beginning comes last', async () => {
    const {shop, antom} = world;
    const {tradeNo} = await sold();
    await antom.tellDispute(tradeNo, {type: 'DISPUTE_JUDGED', judged: 'ACCEPT_BY_MERCHANT'});
    for (const type of ['DISPUTE_CREATED', 'DEFENSE_DUE_ALERT']) await antom.tellDispute(tradeNo, {type});
    assert.deepEqual(await standing(tradeNo), ['lost', 12800, 12800, 12800]);
    await shop.audit(antom);
  });

  it('is for a person when nothing says how much, or when it only asks for papers', async () => {
    const {shop, antom} = world;
    for (const news of [{type: 'DISPUTE_ACCEPTED', amount: null}, {type: 'DISPUTE_CREATED', kind: 'RETRIEVAL_REQUEST'}]) {
      const {tradeNo} = await sold();
      assert.equal(await antom.tellDispute(tradeNo, news), 200);
      assert.equal(await standing(tradeNo), undefined);
      assert.equal((await shop.inbox()).at(-1)?.state, 'held');
    }
  });

  it('is entered when the payment was not known yet to be paid', async () => {
    const {shop, antom} = world;
    const {checkout} = await shop.buy(credential());
    const {trade_no: tradeNo} = await shop.payment(checkout);
    await antom.buyer(tradeNo, 'approve');
    await antom.tellDispute(tradeNo, {type: 'DISPUTE_ACCEPTED'});
    assert.equal((await shop.payment(checkout)).captured, 12800);
    assert.deepEqual(await standing(tradeNo), ['lost', 12800, 12800, 12800]);
    await shop.audit(antom);
  });
});
