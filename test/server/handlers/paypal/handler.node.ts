import assert from 'node:assert/strict';
import {beforeEach, describe, it} from 'node:test';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import type {PaymentIntent, RefundIntent, Trade} from '../../../../src/server/handlers/payment-handler.ts';
import {fromPayPal, toPayPal} from '../../../../src/server/handlers/paypal/currencies.ts';
import {readOrder} from '../../../../src/server/handlers/paypal/read-order.ts';
import {takes} from '../../../../src/server/handlers/takes.ts';
import type {Laid, LaidOptions} from './shop.ts';
import {API, CLIENT, layPayPal} from './shop.ts';

const signal = new AbortController().signal;
const redirect: Instrument = {id: 'one', handler_id: 'paypal', type: 'paypal', credential: {type: 'redirect'}};
const intent: PaymentIntent = {
  id: 'pay_1', tradeNo: 'ht_1', amount: {amount: 12800, currency: 'HKD'}, subject: 'Tea', locale: 'zh-Hant', deadline: new Date(Date.now() + 900_000),
  returnUrl: 'https://page.example/tea?a=1#hangtag=chk.0123456789', notifyUrl: 'https://shop.example/notify/paypal',
};
const anHourAgo = (): Date => new Date(Date.now() - 3_600_000);
const refund: RefundIntent = {id: 'refund_1', refundNo: 'refund_1', amount: {amount: 500, currency: 'HKD'}, reason: 'chipped'};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

describe('PayPal as a payment handler', () => {
  let laid: Laid;
  let sent: Sent[];
  let at = 0;
  const lay = async (more: LaidOptions = {}): Promise<void> => {
    sent = [];
    laid = await layPayPal({
      now: () => new Date(Date.now() + at), ...more,
      fetch: async (url, init) => {
        const request = new Request(url, init);
        const text = await request.clone().text();
        sent.push({method: request.method, path: request.url.replace(API, ''), headers: request.headers, body: /^[{[]/.test(text) ? JSON.parse(text) as unknown : text});
        return laid.paypal.fetch(request);
      },
    });
  };
  beforeEach(() => {
    at = 0;
    return lay();
  });

  const created = async (one = intent): Promise<PaymentIntent> => {
    const trade = await laid.handler.create(one, redirect, signal);
    assert.ok(trade.status === 'waiting' && trade.providerTradeNo);
    return {...one, providerTradeNo: trade.providerTradeNo};
  };
  const approved = async (one = intent): Promise<PaymentIntent> => {
    const known = await created(one);
    await laid.paypal.buyer(one.tradeNo, 'approve');
    return known;
  };
  const paid = async (one = intent): Promise<PaymentIntent> => {
    const known = await approved(one);
    assert.equal((await laid.handler.capture!(known, signal)).status, 'paid');
    return known;
  };

  it('orders what is bought, to be paid now, once, with our number on it', async () => {
    await created();
    const [, order] = sent;
    assert.deepEqual(order?.body, {
      intent: 'CAPTURE',
      purchase_units: [{reference_id: 'capture', amount: {currency_code: 'HKD', value: '128.00'}, custom_id: 'ht_1', invoice_id: 'ht_1', description: 'Tea'}],
      payment_source: {paypal: {experience_context: {
        locale: 'zh-HK', shipping_preference: 'NO_SHIPPING', user_action: 'PAY_NOW', payment_method_preference: 'IMMEDIATE_PAYMENT_REQUIRED',
        return_url: 'https://page.example/tea?a=1#hangtag=chk.0123456789&', cancel_url: 'https://page.example/tea?a=1#hangtag=chk.0123456789&'}}},
    });
    assert.equal(order?.headers.get('paypal-request-id'), 'ht_1');
    assert.match(order?.headers.get('authorization') ?? '', /^Bearer A21AA/);
    assert.equal(order?.headers.get('prefer'), 'return=representation');
  });

  it('finds the order that an earlier call made, in any of its states', async () => {
    await created();
    await laid.handler.create(intent, redirect, signal);
    assert.equal(laid.paypal.orders.orders.size, 1);
    const trade = await laid.handler.query(intent, signal);
    assert.ok(trade.status === 'waiting' && trade.action?.type === 'redirect');
    await laid.paypal.buyer('ht_1', 'approve');
    assert.equal((await laid.handler.query(intent, signal)).status, 'authorised');
  });

  it('knows nothing of a payment that has no order when its time is over', async () => {
    assert.deepEqual(await laid.handler.query({...intent, deadline: new Date(0)}, signal), {status: 'absent'});
    assert.equal(laid.paypal.orders.orders.size, 0);
  });

  it('captures once, whoever asks how often, and whatever answers get lost', async () => {
    const known = await approved();
    await laid.paypal.trouble('answer-lost', 1, 'capture');
    await assert.rejects(laid.handler.capture!(known, signal));
    const answers: Trade[] = [];
    for (let time = 0; time < 3; time++) {
      at += 90_000;
      answers.push(await laid.handler.capture!(known, signal));
    }
    for (const answer of answers) assert.ok(answer.status === 'paid' && answer.amount.amount === 12800 && answer.amount.currency === 'HKD');
    assert.equal(laid.paypal.orders.ofTrade('ht_1').captures.length, 1);
  });

  it('captures nothing but the amount that the books agreed to, and no order of somebody else\'s', async () => {
    const known = await approved();
    assert.deepEqual(await laid.handler.capture!({...known, amount: {amount: 12799, currency: 'HKD'}}, signal), {status: 'unknown'});
    assert.deepEqual(await laid.handler.capture!({...known, tradeNo: 'ht_2'}, signal), {status: 'unknown'});
    assert.equal(laid.paypal.orders.ofTrade('ht_1').captures.length, 0);
  });

  it('closes so that a capture under way elsewhere is refused by PayPal', async () => {
    const known = await approved();
    assert.deepEqual(await laid.handler.close(known, signal), {status: 'closed', providerTradeNo: known.providerTradeNo, reason: 'cancelled'});
    assert.equal((await laid.handler.capture!(known, signal)).status, 'closed');
    assert.equal((await laid.handler.query(known, signal)).status, 'closed');
    assert.throws(() => laid.paypal.orders.capture(known.providerTradeNo ?? ''), /ACTION_DOES_NOT_MATCH_INTENT/);
    assert.equal((await laid.handler.close(known, signal)).status, 'closed');
  });

  it('either captures or closes when both happen at once', async () => {
    for (let round = 0; round < 10; round++) {
      const one = await approved({...intent, tradeNo: `ht_race_${round}`});
      const [captured, closed] = await Promise.all([laid.handler.capture!(one, signal), laid.handler.close(one, signal)]);
      const [book] = (await laid.paypal.books()).filter(({tradeNo}) => tradeNo === one.tradeNo);
      assert.equal(captured.status === 'paid', book?.paid === 12800);
      assert.equal(closed.status === 'paid' || closed.status === 'unknown', captured.status === 'paid', `${captured.status} and ${closed.status}`);
    }
  });

  it('closes what was never answered, also before PayPal has heard of it', async () => {
    assert.equal((await laid.handler.close(intent, signal)).status, 'closed');
    assert.equal((await laid.handler.create(intent, redirect, signal)).status, 'closed');
    await laid.paypal.buyer('ht_1', 'approve');
    assert.equal((await laid.handler.query(intent, signal)).status, 'closed');
  });

  it('answers "paid" when it should close and the money was faster', async () => {
    assert.equal((await laid.handler.close(await paid(), signal)).status, 'paid');
  });

  it('asks once for the money after a decline, until something changes or a pause is over', async () => {
    const known = await created();
    await laid.paypal.buyer('ht_1', 'decline');
    const declined = await laid.handler.capture!(known, signal);
    assert.ok(declined.status === 'waiting' && declined.action?.type === 'redirect' && declined.action.url.endsWith(`token=${known.providerTradeNo}`));
    assert.equal((await laid.handler.query(known, signal)).status, 'waiting');
    at += 21_000;
    assert.equal((await laid.handler.query(known, signal)).status, 'authorised');
    await laid.handler.capture!(known, signal);
    const ids = sent.filter(({path}) => path.endsWith('/capture')).map(({headers}) => headers.get('paypal-request-id'));
    assert.equal(new Set(ids).size, 2, 'another attempt is another request: PayPal answers a repeat with the old decline');
  });

  it('leads to where PayPal is played and not to PayPal itself, also when a later look finds that it was declined', async () => {
    for (const [more, pages] of [[{}, 'https://www.sandbox.paypal.com'], [{apiUrl: API}, API]] as const) {
      await lay(more);
      const known = await created();
      await laid.paypal.buyer('ht_1', 'decline');
      await laid.handler.capture!(known, signal);
      const later = await laid.handler.query(known, signal);
      assert.deepEqual(later.status === 'waiting' && later.action, {type: 'redirect', url: `${pages}/checkoutnow?token=${known.providerTradeNo}`});
    }
  });

  it('is over when it is closed and PayPal would not even make its order, whatever the reason', async () => {
    await laid.paypal.trouble('unknown-code', 2, 'create');
    assert.deepEqual(await laid.handler.query(intent, signal), {status: 'unknown'});
    assert.deepEqual(await laid.handler.close(intent, signal), {status: 'absent'});
    await laid.paypal.trouble('down', 1, 'create');
    await assert.rejects(laid.handler.close(intent, signal), 'no answer is no refusal');
  });

  it('marks what it makes with its own id, so that two handlers can share an account', async () => {
    await lay({id: 'paypal-hk'});
    const known = await paid();
    assert.deepEqual(laid.paypal.orders.ofTrade('ht_1').unit, {
      reference_id: 'capture', amount: {currency_code: 'HKD', value: '128.00'}, custom_id: 'ht_1', invoice_id: 'ht_1-paypal-hk', description: 'Tea'});
    assert.equal((await laid.handler.refund(known, refund, signal)).status, 'done');
    await laid.paypal.refundInDashboard!('ht_1', 700);
    const list = await laid.handler.listRefunds!(known, signal);
    assert.deepEqual(list.map(({refundNo, amount}) => [refundNo, amount.amount]), [['refund_1', 500], [undefined, 700]]);
    assert.deepEqual(laid.paypal.orders.ofTrade('ht_1').refunds[0]?.custom_id, 'ht_1-paypal-hk');
    await laid.paypal.dispute!('ht_1');
    assert.deepEqual((await laid.handler.listDisputes!(anHourAgo(), signal)).map(({tradeNo}) => tradeNo), ['ht_1']);
    const disputed = async (since: number, until: number): Promise<number> => (await laid.handler.listDisputes!(new Date(Date.now() + since), signal, new Date(Date.now() + until))).length;
    assert.deepEqual([await disputed(-3_600_000, 1000), await disputed(-3_600_000, -1_800_000), await disputed(-400 * 86_400_000, -300 * 86_400_000)], [1, 0, 0], 'in the part of the list that was asked for');
    const {handler} = await layPayPal({fetch: (url, init) => laid.paypal.fetch(new Request(url, init))});
    assert.deepEqual(await handler.listDisputes!(anHourAgo(), signal), []);
  });

  it('gives up what it reserved when PayPal refuses to move it, since nobody can agree to it again', async () => {
    for (const issue of ['TRANSACTION_REFUSED', 'INSTRUMENT_DECLINED']) {
      await lay({intent: 'authorize'});
      const known = await approved();
      assert.equal((await laid.handler.query(known, signal)).status, 'authorised');
      laid.paypal.orders.ofTrade('ht_1').fate = issue === 'TRANSACTION_REFUSED' ? 'refused' : 'declined';
      await laid.paypal.trouble('unknown-code', 1, 'close');
      assert.deepEqual(await laid.handler.capture!(known, signal), {status: 'unknown'}, 'it is still reserved');
      at += 61_000;
      assert.deepEqual(await laid.handler.capture!(known, signal), {status: 'declined', providerTradeNo: known.providerTradeNo, reason: `PayPal refused the payment: ${issue}`});
      assert.equal(laid.paypal.orders.ofTrade('ht_1').authorizations[0]?.status, 'VOIDED');
    }
  });

  it('says at once that a shop may not reserve, and that a refund is not possible', async () => {
    await lay({intent: 'authorize'});
    const known = await approved();
    laid.paypal.orders.refusals.push('AUTH_CAPTURE_NOT_ENABLED');
    assert.equal((await laid.handler.query(known, signal)).status, 'declined');
    await lay();
    const sold = await paid();
    for (const issue of ['REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK', 'REFUND_IS_RESTRICTED', 'REFUND_AMOUNT_TOO_LOW']) {
      laid.paypal.orders.refusals.push(issue);
      assert.deepEqual(await laid.handler.refund(sold, {...refund, refundNo: `refund_${issue}`}, signal), {status: 'failed', reason: `PayPal refused the refund: ${issue}`});
    }
  });

  it('has not ended when PayPal refuses the money for good, and the closing too', async () => {
    const known = await created();
    await laid.paypal.approveAs('ht_1', 'refused');
    await laid.paypal.trouble('unknown-code', 1, 'close');
    assert.deepEqual(await laid.handler.capture!(known, signal), {status: 'unknown'});
    assert.equal((await laid.handler.capture!(known, signal)).status, 'declined');
    assert.equal((await laid.handler.query(known, signal)).status, 'closed');
  });

  it('takes no code that it does not know for an ending', async () => {
    const known = await approved();
    for (const operation of ['create', 'query', 'capture', 'close'] as const) {
      await laid.paypal.trouble('unknown-code', 1, operation);
      const act = {
        create: () => laid.handler.create({...intent, tradeNo: 'ht_2'}, redirect, signal), query: () => laid.handler.query(known, signal),
        capture: () => laid.handler.capture!(known, signal), close: () => laid.handler.close(known, signal),
      };
      const answer = await act[operation]().catch((): Trade => ({status: 'unknown'}));
      assert.equal(answer.status, 'unknown', operation);
    }
    assert.deepEqual(await laid.handler.query({...known, providerTradeNo: 'NOSUCHORDER'}, signal), {status: 'absent'});
  });

  it('takes no answer that gets lost, comes late or fails for one', async () => {
    const known = await approved();
    await laid.paypal.trouble('down', 1, 'query');
    await assert.rejects(laid.handler.query(known, signal));
    await laid.paypal.trouble('answer-lost', 1, 'query');
    await assert.rejects(laid.handler.query(known, signal));
    await laid.paypal.trouble('slow', 1, 'query');
    const hurried = new AbortController();
    setTimeout(() => hurried.abort(), 10);
    await assert.rejects(laid.handler.query(known, hurried.signal));
  });

  it('refunds once by its number, in part and in whole, and says when it cannot', async () => {
    const known = await paid();
    assert.deepEqual(await laid.handler.queryRefund(known, refund, signal), {status: 'unknown'});
    await laid.paypal.trouble('answer-lost', 1, 'refund');
    await assert.rejects(laid.handler.refund(known, refund, signal));
    const done = await laid.handler.refund(known, refund, signal);
    assert.equal(done.status, 'done');
    assert.deepEqual(await laid.handler.queryRefund(known, refund, signal), done);
    const rest = {...refund, refundNo: 'refund_2', amount: {amount: 12300, currency: 'HKD'}};
    const over = await laid.handler.refund(known, {...rest, refundNo: 'refund_3', amount: {amount: 12301, currency: 'HKD'}}, signal);
    assert.deepEqual(over, {status: 'failed', reason: 'PayPal refused the refund: REFUND_AMOUNT_EXCEEDED'});
    assert.equal((await laid.handler.refund(known, rest, signal)).status, 'done');
    const list = await laid.handler.listRefunds!(known, signal);
    assert.deepEqual(list.map(({refundNo, amount, status}) => [refundNo, amount.amount, status]), [['refund_1', 500, 'done'], ['refund_2', 12300, 'done']]);
    const trade = await laid.handler.query(known, signal);
    assert.ok(trade.status === 'paid' && trade.amount.amount === 12800);
  });

  it('lists what was given back in the dashboard, without a number of ours', async () => {
    const known = await paid();
    await laid.paypal.refundInDashboard!('ht_1', 700);
    const [one] = await laid.handler.listRefunds!(known, signal);
    assert.deepEqual([one?.refundNo, one?.amount], [undefined, {amount: 700, currency: 'HKD'}]);
  });

  it('gives nothing back half a year later', async () => {
    const known = await paid();
    at += 181 * 86_400_000;
    laid.paypal.access.revoke();
    assert.deepEqual(await laid.handler.refund(known, refund, signal), {status: 'failed', reason: 'PayPal refused the refund: REFUND_TIME_LIMIT_EXCEEDED'});
    assert.equal(laid.handler.refundDays, 180);
  });

  it('reads every page of disputes', async () => {
    for (let one = 0; one < 5; one++) {
      await paid({...intent, tradeNo: `ht_d${one}`});
      await laid.paypal.dispute!(`ht_d${one}`, one === 4 ? 'won' : 'open');
    }
    const disputes = await laid.handler.listDisputes!(anHourAgo(), signal);
    assert.deepEqual(disputes.map(({tradeNo}) => tradeNo), ['ht_d0', 'ht_d1', 'ht_d2', 'ht_d3', 'ht_d4']);
    assert.deepEqual(disputes.map(({status}) => status), ['open', 'open', 'open', 'open', 'won']);
  });

  describe('with tokens', () => {
    it('asks for one and keeps it, until it is old', async () => {
      await Promise.all([created(), created({...intent, tradeNo: 'ht_2'})]);
      await laid.handler.query({...intent}, signal);
      assert.equal(laid.paypal.access.asked, 1);
      at += 32_400_000 - 30_000;
      await laid.handler.query({...intent, deadline: new Date(Date.now() + at + 1000)}, signal);
      assert.equal(laid.paypal.access.asked, 2);
    });

    it('asks for another when PayPal has taken it back, and repeats the same request', async () => {
      await created();
      laid.paypal.access.revoke();
      await created({...intent, tradeNo: 'ht_2'});
      assert.equal(laid.paypal.access.asked, 2);
      assert.equal(laid.paypal.orders.orders.size, 2);
    });

    it('works again after a time in which there was none', async () => {
      laid.paypal.access.failing = 1;
      await assert.rejects(laid.handler.create(intent, redirect, signal));
      await created();
    });

    it('says neither id nor secret when they are wrong', async () => {
      await lay({clientSecret: 'the-wrong-secret'});
      const error = await laid.handler.create(intent, redirect, signal).then(() => undefined, (reason: unknown) => reason as Error);
      assert.ok(error && !error.message.includes('wrong-secret') && !error.message.includes(CLIENT.clientId));
    });
  });

  it('takes its own instruments only', () => {
    const {handler} = laid;
    for (const credential of [undefined, {type: 'redirect'}, {type: 'sdk'}]) assert.equal(handler.accepts({...redirect, ...(credential ? {credential} : {})}), true);
    assert.notEqual(handler.accepts({...redirect, credential: {type: 'token'}}), true);
    assert.notEqual(handler.accepts({...redirect, type: 'card'}), true);
  });

  it('tells the page what its script needs, and the hosted page how to begin', () => {
    const config = laid.handler.profile('https://shop.example')['config'] as Record<string, unknown>;
    assert.deepEqual([config['client_id'], config['environment']], [CLIENT.clientId, 'sandbox']);
    assert.deepEqual(laid.handler.hostedMethods?.({locale: 'zh-Hant', currency: 'HKD'}), [{label: 'PayPal', instrument: {...redirect, id: 'hosted'}}]);
  });

  it('refuses an amount that PayPal cannot take, without asking it', async () => {
    const before = sent.length;
    for (const amount of [{amount: 150, currency: 'HUF'}, {amount: 1, currency: 'VND'}]) {
      assert.equal((await laid.handler.create({...intent, amount}, redirect, signal)).status, 'declined');
    }
    assert.equal(sent.length, before);
  });

  it('is offered as far as PayPal takes the amount', () => {
    const offered = (amount: number, currency: string): boolean => takes(laid.handler, {amount, currency}, 'test');
    assert.deepEqual([offered(39_500, 'TWD'), offered(39_550, 'TWD'), offered(39_550, 'HUF'), offered(39_550, 'HKD'), offered(39_551, 'JPY')], [true, false, false, true, true]);
  });
});

describe('PayPal\'s amounts', () => {
  it('have the decimals that PayPal knows', () => {
    const cases = [
      [12800, 'HKD', '128.00'], [5, 'USD', '0.05'], [500, 'JPY', '500'], [150_000, 'TWD', '1500'], [990_000, 'HUF', '9900'], [1, 'EUR', '0.01'], [99_999_999, 'THB', '999999.99'],
    ] as const;
    for (const [amount, currency, value] of cases) {
      assert.deepEqual(toPayPal({amount, currency}), {currencyCode: currency, value});
      assert.deepEqual(fromPayPal({currencyCode: currency, value}), {amount, currency});
    }
    assert.equal(toPayPal({amount: 150_050, currency: 'TWD'}), undefined);
    assert.deepEqual(fromPayPal({currencyCode: 'JPY', value: '500.00'}), {amount: 500, currency: 'JPY'});
    for (const wrong of [{currencyCode: 'JPY', value: '500.50'}, {currencyCode: 'HKD', value: 'much'}, {currencyCode: 'HKD'}, undefined]) assert.equal(fromPayPal(wrong), undefined);
  });
});

describe('An order as PayPal shows it', () => {
  const unit = (payments: object = {}, more: object = {}): object => ({referenceId: 'capture', customId: 'ht_1', amount: {currencyCode: 'HKD', value: '128.00'}, payments, ...more});
  const order = (status: string, payments?: object, more: object = {}): object => ({id: 'ORDER1', intent: 'CAPTURE', status, purchaseUnits: [unit(payments)], ...more});
  const money = {amount: {currencyCode: 'HKD', value: '128.00'}, createTime: '2026-11-21T10:00:00Z', id: 'C1'};
  const capture = (status: string, more: object = {}): object => ({captures: [{...money, status, ...more}]});

  it('is read with certainty or not at all', () => {
    const cases: readonly (readonly [object, Trade['status']])[] = [
      [order('CREATED'), 'waiting'], [order('PAYER_ACTION_REQUIRED'), 'waiting'], [order('SAVED'), 'waiting'], [order('APPROVED'), 'authorised'],
      [order('VOIDED'), 'closed'], [order('COMPLETED'), 'unknown'], [order('PENDING_APPROVAL'), 'unknown'], [order('SOMETHING_NEW'), 'unknown'],
      [order('APPROVED', undefined, {intent: 'AUTHORIZE'}), 'closed'], [order('CREATED', undefined, {intent: 'AUTHORIZE'}), 'closed'],
      [order('COMPLETED', capture('COMPLETED')), 'paid'], [order('COMPLETED', capture('REFUNDED')), 'paid'], [order('COMPLETED', capture('PARTIALLY_REFUNDED')), 'paid'],
      [order('COMPLETED', capture('PENDING')), 'waiting'], [order('COMPLETED', capture('DECLINED')), 'declined'], [order('COMPLETED', capture('FAILED')), 'declined'],
      [order('COMPLETED', capture('SOMETHING_NEW')), 'unknown'], [order('COMPLETED', capture('COMPLETED', {amount: {currencyCode: 'HKD', value: '?'}})), 'unknown'],
      [order('COMPLETED', capture('COMPLETED', {createTime: undefined})), 'unknown'],
      [order('COMPLETED', {authorizations: [{...money, status: 'CREATED'}]}), 'authorised'], [order('COMPLETED', {authorizations: [{...money, status: 'PENDING'}]}), 'waiting'],
      [order('COMPLETED', {authorizations: [{...money, status: 'VOIDED'}]}), 'closed'], [order('COMPLETED', {authorizations: [{...money, status: 'DENIED'}]}), 'declined'],
      [order('COMPLETED', {authorizations: [{...money, status: 'EXPIRED'}]}), 'unknown'],
      [{}, 'unknown'], [{id: 'O', status: 'APPROVED', purchaseUnits: []}, 'unknown'], [{id: 'O', status: 'APPROVED', purchaseUnits: [unit(), unit()]}, 'unknown'],
    ];
    for (const [shown, status] of cases) assert.equal(readOrder(shown).status, status, JSON.stringify(shown));
  });

  it('is paid with the sum of what was captured, and a capture that failed is no money', () => {
    const two = readOrder(order('COMPLETED', {captures: [{...money, status: 'DECLINED'}, {...money, status: 'COMPLETED'}]}));
    assert.ok(two.status === 'paid' && two.amount.amount === 12800);
    const part = readOrder(order('COMPLETED', {captures: [{...money, status: 'COMPLETED'}, {...money, status: 'COMPLETED'}]}));
    assert.ok(part.status === 'paid' && part.amount.amount === 25600);
  });
});
