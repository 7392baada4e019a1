import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import type {Trade} from '../../../../src/server/handlers/payment-handler.ts';
import type {Stand} from './stand.ts';
import {alipay, checkoutPage, instrument, intentFor, MINUTE, refundOf, signal, stand, START, wechatPay} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

const bookOf = async (tradeNo: string) => (await s.service.books()).find(one => one.tradeNo === tradeNo);

function redirectOf(trade: Trade): string {
  assert.ok(trade.status === 'waiting' && trade.action?.type === 'redirect', JSON.stringify(trade));
  return trade.action.url;
}

describe('A card at Stripe', () => {
  it('is charged, once, for the amount of our books', async () => {
    const intent = intentFor();
    const card = await s.card();
    const trade = await s.handler.create(intent, card, signal);
    assert.ok(trade.status === 'paid' && trade.providerTradeNo.startsWith('pi_'));
    assert.deepEqual(trade.amount, {amount: 12800, currency: 'HKD'});
    assert.equal(trade.paidAt.getTime(), START.getTime());
    assert.deepEqual(await s.handler.create(intent, card, signal), trade, 'the same press again');
    assert.equal((await s.handler.create(intent, await s.card(), signal)).status, 'paid', 'another card for the same trade finds the trade');
    assert.equal(s.service.world.charges.size, 1);
  });

  it('that is declined ends the trade for good, with the reason', async () => {
    const intent = intentFor();
    const trade = await s.handler.create(intent, await s.card('pm_card_visa_chargeDeclinedInsufficientFunds'), signal);
    assert.ok(trade.status === 'declined' && trade.reason === 'insufficient_funds', JSON.stringify(trade));
    assert.equal((await bookOf(intent.tradeNo))?.status, 'closed');
    assert.equal((await s.handler.create(intent, await s.card(), signal)).status, 'declined', 'no other card pays it');
    assert.equal((await s.handler.query({...intent, providerTradeNo: trade.providerTradeNo!}, signal)).status, 'declined');
  });

  it('whose bank asks more is answered in the page with Stripe’s script, or at an address without it', async () => {
    const inPage = intentFor();
    const asked = await s.handler.create(inPage, await s.card('pm_card_authenticationRequired', {next_action: 'stripe_js'}), signal);
    assert.ok(asked.status === 'waiting' && asked.action?.type === 'bridge' && asked.action.bridge === 'stripe' && asked.action.method === 'handleNextAction');
    assert.match(String(asked.action.params['clientSecret']), /^pi_\w+_secret_\w+$/);
    const away = intentFor();
    assert.match(redirectOf(await s.handler.create(away, await s.card('pm_card_authenticationRequired'), signal)), /^http.*\/wallet\/pi_/);
    for (const [intent, act, status] of [[inPage, 'approve', 'paid'], [away, 'cancel', 'declined']] as const) {
      await s.service.buyer(intent.tradeNo, act);
      assert.equal((await s.handler.query(intent, signal)).status, status);
    }
    assert.equal((await bookOf(away.tradeNo))?.status, 'closed', 'a failed challenge leaves nothing to be paid');
  });

  it('is declined after the bank was asked', async () => {
    const intent = intentFor();
    await s.handler.create(intent, await s.card('pm_card_authenticationRequiredChargeDeclined'), signal);
    await s.service.buyer(intent.tradeNo, 'approve');
    const trade = await s.handler.query(intent, signal);
    assert.ok(trade.status === 'declined' && trade.reason === 'generic_decline', JSON.stringify(trade));
  });

  it('cannot be paid with a token that is used, unknown or somebody else’s', async () => {
    const used = await s.card();
    await s.handler.create(intentFor(), used, signal);
    for (const token of [used, instrument('card', {type: 'stripe_confirmation_token', token: 'ctoken_unknown'})]) {
      const intent = intentFor();
      const trade = await s.handler.create(intent, token, signal);
      assert.ok(trade.status === 'closed' && trade.reason === 'failed', JSON.stringify(trade));
      assert.equal((await bookOf(intent.tradeNo))?.status, 'closed');
    }
  });

  it('may be authorised first and charged when our books are ready', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const intent = intentFor();
    const trade = await manual.create(intent, await s.card(), signal);
    assert.ok(trade.status === 'authorised' && trade.amount.amount === 12800);
    assert.equal((await bookOf(intent.tradeNo))?.paid, 0);
    assert.equal((await manual.capture!(intent, signal)).status, 'paid');
    assert.equal((await manual.capture!(intent, signal)).status, 'paid', 'safe to repeat');
    const given = intentFor();
    await manual.create(given, await s.card(), signal);
    assert.equal((await manual.close(given, signal)).status, 'closed');
    assert.equal((await manual.capture!(given, signal)).status, 'closed', 'what was given up is not charged');
    assert.deepEqual([(await bookOf(given.tradeNo))?.status, (await bookOf(given.tradeNo))?.paid], ['closed', 0]);
  });
});

describe('Wallets through Stripe', () => {
  it('lead to Alipay and hear of every way back', async () => {
    for (const [act, status, book] of [['approve', 'paid', 'paid'], ['decline', 'declined', 'closed'], ['cancel', 'closed', 'closed']] as const) {
      const intent = intentFor();
      const trade = await s.handler.create(intent, alipay, signal);
      assert.match(redirectOf(trade), /\/wallet\/pi_/);
      await s.service.buyer(intent.tradeNo, act);
      const after_ = await s.handler.query(intent, signal);
      assert.equal(after_.status, status);
      if (after_.status === 'closed') assert.equal(after_.reason, 'cancelled');
      assert.equal((await bookOf(intent.tradeNo))?.status, book);
    }
  });

  it('show WeChat Pay’s own code until the deadline, with a page to open it', async () => {
    const intent = intentFor();
    const trade = await s.handler.create(intent, wechatPay, signal);
    assert.ok(trade.status === 'waiting' && trade.action?.type === 'qr');
    assert.match(trade.action.code, /^weixin:\/\/wxpay\//);
    assert.equal(trade.action.expiresAt, intent.deadline.toISOString());
    assert.match(trade.action.url ?? '', /^http/);
  });

  it('charge at once even where cards are authorised first', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const intent = intentFor();
    await manual.create(intent, alipay, signal);
    await s.service.buyer(intent.tradeNo, 'approve');
    assert.equal((await manual.query(intent, signal)).status, 'paid');
  });
});

describe('Stripe’s own page', () => {
  it('opens where no script runs, and is found paid by either number', async () => {
    const intent = intentFor({instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}});
    const trade = await s.handler.create(intent, checkoutPage, signal);
    assert.match(redirectOf(trade), /\/page\/cs_/);
    assert.ok(trade.status === 'waiting' && trade.providerTradeNo?.startsWith('cs_'));
    assert.deepEqual(await s.handler.query(intent, signal), trade, 'its number need not have reached us');
    await s.service.buyer(intent.tradeNo, 'decline');
    assert.equal((await s.handler.query({...intent, providerTradeNo: trade.providerTradeNo}, signal)).status, 'waiting', 'on its page another card may be tried');
    await s.service.buyer(intent.tradeNo, 'approve');
    const paid = await s.handler.query({...intent, providerTradeNo: trade.providerTradeNo}, signal);
    assert.ok(paid.status === 'paid' && paid.providerTradeNo.startsWith('pi_') && paid.amount.amount === 12800);
    assert.equal((await s.handler.query({...intent, providerTradeNo: paid.providerTradeNo}, signal)).status, 'paid');
    assert.equal((await s.handler.refund({...intent, providerTradeNo: trade.providerTradeNo}, refundOf(500), signal)).status, 'done', 'refunds find the payment behind the page');
  });

  it('speaks the language of the checkout', async () => {
    const of = async (locale: string): Promise<string | undefined> => {
      const intent = intentFor({locale, instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}});
      await s.handler.create(intent, checkoutPage, signal);
      return s.service.world.tradeOf(intent.tradeNo).session?.locale;
    };
    for (const [ours, theirs] of [['en', 'en'], ['zh-Hans', 'zh'], ['zh-Hant', 'zh-HK'], ['fr', 'auto']] as const) assert.equal(await of(ours), theirs, ours);
  });

  it('is closed by us, and closes itself', async () => {
    const kind = {instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}};
    const ours = intentFor(kind);
    await s.handler.create(ours, checkoutPage, signal);
    assert.equal((await s.handler.close(ours, signal)).status, 'closed');
    const paid = intentFor(kind);
    await s.handler.create(paid, checkoutPage, signal);
    await s.service.buyer(paid.tradeNo, 'approve');
    assert.equal((await s.handler.close(paid, signal)).status, 'paid', 'the money was faster');
    const never = intentFor(kind);
    assert.equal((await s.handler.close(never, signal)).status, 'closed');
    const {status} = await s.handler.create(never, checkoutPage, signal);
    assert.equal(status, 'closed', 'what was closed before it was opened is never opened');
  });

  it('authorises first where the shop wants that, and gives that up again', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const kind = {instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}};
    const [kept, given] = [intentFor(kind), intentFor(kind)];
    for (const intent of [kept, given]) {
      await manual.create(intent, checkoutPage, signal);
      await s.service.buyer(intent.tradeNo, 'approve');
      assert.equal((await manual.query(intent, signal)).status, 'authorised');
    }
    assert.equal((await manual.capture!(kept, signal)).status, 'paid');
    assert.equal((await manual.close(given, signal)).status, 'closed');
    assert.deepEqual((await bookOf(given.tradeNo))?.status, 'closed');
  });

  it('is over when what was authorised there is given up in the dashboard', async () => {
    const manual = s.handlerWith({capture: 'manual'});
    const intent = intentFor({instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}});
    const trade = await manual.create(intent, checkoutPage, signal);
    assert.ok(trade.status === 'waiting' && trade.providerTradeNo?.startsWith('cs_'));
    await s.service.buyer(intent.tradeNo, 'approve');
    const known = {...intent, providerTradeNo: trade.providerTradeNo};
    const authorised = await manual.query(known, signal);
    assert.ok(authorised.status === 'authorised');
    await s.sdk.paymentIntents.cancel(authorised.providerTradeNo, {cancellation_reason: 'fraudulent'});
    assert.deepEqual(await manual.query(known, signal), {status: 'closed', providerTradeNo: authorised.providerTradeNo, reason: 'failed'});
  });
});

describe('What is lost on the way', () => {
  it('to opening the trade: the trade is found again by its key, and ruled out', async () => {
    const intent = intentFor();
    s.service.order('answer-lost', 1, 'open');
    await assert.rejects(s.handler.create(intent, await s.card(), signal));
    assert.equal((await s.handler.query(intent, signal)).status, 'absent', 'nobody has begun to pay it');
    assert.equal((await s.handler.close(intent, signal)).status, 'closed');
    assert.equal((await s.handler.create(intent, await s.card(), signal)).status, 'closed', 'a create that comes late finds it closed');
    assert.equal([...s.service.world.intents.values()].filter(({metadata}) => metadata['trade_no'] === intent.tradeNo).length, 1);
  });

  it('of a charge: it is found at once, though Stripe’s search does not know it yet', async () => {
    const intent = intentFor();
    s.service.order('answer-lost', 1, 'create');
    await assert.rejects(s.handler.create(intent, await s.card(), signal));
    assert.deepEqual((await s.sdk.paymentIntents.search({query: `metadata['trade_no']:'${intent.tradeNo}'`})).data, []);
    const trade = await s.handler.query(intent, signal);
    assert.ok(trade.status === 'paid' && trade.amount.amount === 12800);
    assert.equal((await s.handler.close(intent, signal)).status, 'paid');
  });

  it('when the settings have changed since: the trade is found by the search, or nothing is claimed', async () => {
    const intent = intentFor();
    await s.handler.create(intent, await s.card(), signal);
    const others = s.handlerWith({methods: ['card']});
    await assert.rejects(others.query(intent, signal));
    s.wait(2 * MINUTE);
    assert.equal((await others.query(intent, signal)).status, 'paid');
  });

  it('a day ago: the key may be forgotten, so no new trade is opened and the old one is found', async () => {
    const [paid, never] = [intentFor({createdAt: s.now()}), intentFor({createdAt: s.now()})];
    s.service.order('answer-lost', 1, 'create');
    await assert.rejects(s.handler.create(paid, await s.card(), signal));
    s.wait(25 * 60 * MINUTE);
    assert.equal((await s.handler.query(paid, signal)).status, 'paid');
    assert.equal((await s.handler.close(never, signal)).status, 'absent');
    assert.equal(await bookOf(never.tradeNo), undefined);
  });

  it('is unknown, never an ending: no answer, an error of theirs, a code that nobody knows', async () => {
    for (const fault of ['answer-lost', 'down', 'unknown-code'] as const) {
      for (const operation of ['open', 'create', 'query', 'close'] as const) {
        const intent = intentFor({createdAt: s.now()});
        if (operation === 'query' || operation === 'close') await s.handler.create(intent, alipay, signal);
        s.service.order(fault, 1, operation);
        const act = operation === 'query' ? s.handler.query(intent, signal) : operation === 'close' ? s.handler.close(intent, signal) : s.handler.create(intent, alipay, signal);
        const trade = await act.catch(() => ({status: 'unknown'}));
        assert.match(trade.status, /^(unknown|waiting)$/, `${fault} at ${operation}`);
      }
    }
  });

  it('and nothing more is sent once nobody waits for the answer', async () => {
    const intent = intentFor({createdAt: s.now()});
    const late = new AbortController();
    s.service.order('slow', 1, 'open');
    const creating = s.handler.create(intent, await s.card(), late.signal);
    late.abort();
    await assert.rejects(creating);
    assert.equal((await s.handler.close(intent, signal)).status, 'closed');
    assert.equal((await bookOf(intent.tradeNo))?.paid, 0);
  });

  it('while the same request is still being answered proves nothing', async () => {
    const intent = intentFor({createdAt: s.now()});
    const card = await s.card();
    const both = await Promise.allSettled([s.handler.create(intent, card, signal), s.handler.create(intent, card, signal)]);
    for (const one of both) assert.ok(one.status === 'rejected' || one.value.status === 'paid', JSON.stringify(one));
    assert.equal((await s.handler.query(intent, signal)).status, 'paid');
  });

  it('another trade’s payment is refused, whatever number led to it', async () => {
    const mine = intentFor({createdAt: s.now()});
    const trade = await s.handler.create(mine, await s.card(), signal);
    assert.ok(trade.status === 'paid');
    await assert.rejects(s.handler.query(intentFor({providerTradeNo: trade.providerTradeNo}), signal), /is not the trade/);
  });
});

describe('Closing at Stripe', () => {
  it('is for good, unless the money was faster or is on its way', async () => {
    const intent = intentFor({createdAt: s.now()});
    await s.handler.create(intent, alipay, signal);
    assert.equal((await s.handler.close(intent, signal)).status, 'closed');
    await s.service.buyer(intent.tradeNo, 'approve');
    assert.equal((await s.handler.query(intent, signal)).status, 'closed');
    const working = intentFor({createdAt: s.now()});
    const trade = await s.handler.create(working, alipay, signal);
    assert.ok(trade.status === 'waiting' && trade.providerTradeNo);
    s.service.world.intents.get(trade.providerTradeNo)!.status = 'processing';
    assert.equal((await s.handler.close(working, signal)).status, 'waiting', 'what is being processed cannot be cancelled');
    s.service.world.intents.get(trade.providerTradeNo)!.status = 'meditating' as 'processing';
    assert.equal((await s.handler.query(working, signal)).status, 'unknown');
  });

  it('says "expired" after the deadline', async () => {
    const intent = intentFor({createdAt: s.now(), deadline: new Date(s.now().getTime() - MINUTE)});
    await s.handler.create(intent, alipay, signal);
    const closed = await s.handler.close(intent, signal);
    assert.ok(closed.status === 'closed' && closed.reason === 'expired');
  });
});

describe('Amounts as Stripe counts them', () => {
  it('are exact in every currency, and refused where Stripe has no such amount', async () => {
    for (const [amount, currency] of [[500, 'JPY'], [1250, 'KWD'], [300, 'ISK'], [5000, 'UGX'], [20000, 'HUF'], [10000, 'TWD'], [500, 'MGA']] as const) {
      const intent = intentFor({createdAt: s.now(), amount: {amount, currency}});
      const trade = await s.handler.create(intent, await s.card(), signal);
      assert.ok(trade.status === 'paid', `${currency}: ${JSON.stringify(trade)}`);
      assert.deepEqual(trade.amount, {amount, currency});
      assert.equal((await bookOf(intent.tradeNo))?.paid, amount);
    }
    for (const [amount, currency, reason] of [[1255, 'KWD', 'amount_not_exact'], [550, 'MGA', 'amount_not_exact'], [399, 'HKD', 'amount_too_small']] as const) {
      const trade = await s.handler.create(intentFor({createdAt: s.now(), amount: {amount, currency}}), await s.card(), signal);
      assert.deepEqual(trade, {status: 'declined', reason});
    }
  });
});

describe('A refund at Stripe', () => {
  it('is made once by its number, also a day later when Stripe has forgotten the key', async () => {
    const intent = intentFor({createdAt: s.now()});
    const paid = await s.handler.create(intent, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    const [known, refund] = [{...intent, providerTradeNo: paid.providerTradeNo}, refundOf(5000)];
    s.service.order('answer-lost', 1, 'refund');
    await assert.rejects(s.handler.refund(known, refund, signal));
    s.wait(25 * 60 * MINUTE);
    const done = await s.handler.refund(known, refund, signal);
    assert.ok(done.status === 'done');
    assert.deepEqual(await s.handler.queryRefund(known, refund, signal), done);
    assert.equal((await bookOf(intent.tradeNo))?.refunded, 5000);
    assert.deepEqual(await s.handler.queryRefund(known, refundOf(1), signal), {status: 'unknown'});
  });

  it('that Stripe refuses has failed, and one without an answer is unknown', async () => {
    const intent = intentFor({createdAt: s.now()});
    const paid = await s.handler.create(intent, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    const known = {...intent, providerTradeNo: paid.providerTradeNo};
    assert.equal((await s.handler.refund(known, refundOf(12801), signal)).status, 'failed');
    assert.equal((await s.handler.refund(known, refundOf(12800), signal)).status, 'done');
    assert.deepEqual(await s.handler.refund(known, refundOf(1), signal), {status: 'failed', reason: 'charge_already_refunded'});
    for (const fault of ['down', 'unknown-code'] as const) {
      s.service.order(fault, 1, 'refund');
      await assert.rejects(s.handler.refund(known, refundOf(1), signal), fault);
    }
  });

  it('with a status that nobody knows is still under way, and hides no other', async () => {
    const intent = intentFor({createdAt: s.now()});
    const paid = await s.handler.create(intent, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    const known = {...intent, providerTradeNo: paid.providerTradeNo};
    const [odd, plain] = [refundOf(500), refundOf(700)];
    for (const refund of [odd, plain]) await s.handler.refund(known, refund, signal);
    const theirs = [...s.service.world.refunds.values()].find(({metadata}) => metadata['refund_no'] === odd.refundNo)!;
    for (const [status, reading, answer] of [['meditating', 'pending', 'unknown'], ['requires_action', 'pending', 'pending'], ['canceled', 'failed', 'failed']] as const) {
      theirs.status = status as 'pending';
      const listed = await s.handler.listRefunds!(known, signal);
      assert.deepEqual(listed.map(one => [one.refundNo, one.status]).sort(), [[odd.refundNo, reading], [plain.refundNo, 'done']].sort(), status);
      assert.equal((await s.handler.queryRefund(known, odd, signal)).status, answer, status);
    }
  });

  it('is listed whoever made it, and a dispute with what it took', async () => {
    const intent = intentFor({createdAt: s.now()});
    const paid = await s.handler.create(intent, await s.card(), signal);
    assert.ok(paid.status === 'paid');
    const known = {...intent, providerTradeNo: paid.providerTradeNo};
    const ours = refundOf(500);
    await s.handler.refund(known, ours, signal);
    await s.service.refundInDashboard!(intent.tradeNo, 700);
    const listed = await s.handler.listRefunds!(known, signal);
    assert.deepEqual(listed.map(({refundNo, amount, status}) => [refundNo, amount.amount, status]).sort(), [[ours.refundNo, 500, 'done'], [undefined, 700, 'done']].sort());
    const since = s.now();
    await s.service.dispute!(intent.tradeNo);
    const [opened] = await s.handler.listDisputes!(since, signal);
    assert.deepEqual([opened?.tradeNo, opened?.status, opened?.withdrawn, opened?.amount.amount], [intent.tradeNo, 'open', true, 12800]);
    assert.ok(opened?.respondBy);
    assert.deepEqual(await s.handlerWith({id: 'google-pay'}).listDisputes!(since, signal), [], 'another handler on the same account has none of it');
    s.wait(40 * MINUTE);
    const later = s.now();
    const before = new Date(since.getTime() - MINUTE);
    assert.deepEqual(await s.handler.listDisputes!(new Date(0), signal, before), [], 'nor is what came later than it was asked for');
    assert.equal((await s.handler.listDisputes!(new Date(0), signal, later)).length, 1);
    assert.deepEqual(await s.handler.listDisputes!(later, signal), [], 'nothing has changed since');
    await s.service.dispute!(intent.tradeNo, 'won');
    const [won] = await s.handler.listDisputes!(later, signal);
    assert.deepEqual([won?.providerDisputeNo, won?.status, won?.withdrawn], [opened?.providerDisputeNo, 'won', false], 'an old dispute that changed is found by its events');
    s.service.world.disputes.clear();
    assert.deepEqual(await s.handler.listDisputes!(later, signal), [], 'one that Stripe does not show any more is left out');
  });
});
