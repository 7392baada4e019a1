import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import fc from 'fast-check';
import {addCardToken} from '../../../../demo/services/stripe/cards.ts';
import type {StripeFault} from '../../../../demo/services/stripe/trouble.ts';
import type {PaymentIntent, Trade} from '../../../../src/server/handlers/payment-handler.ts';
import {stripeProcessor} from '../../../../src/server/handlers/stripe/stripe-processor.ts';
import type {Stand} from './stand.ts';
import {alipay, checkoutPage, intentFor, signal, stand} from './stand.ts';

let s: Stand;
before(async () => { s = await stand(); });
after(() => s.close());

type Means = 'card' | 'alipay' | 'page' | 'wallet';
type Call = 'create' | 'close' | 'query' | 'capture';

const FINAL = new Set(['closed', 'declined', 'absent']);
const bookOf = async (tradeNo: string) => (await s.service.books()).find(one => one.tradeNo === tradeNo);

/** A wallet's processor takes cards only, and asks for trades as such. */
const handlerFor = (means: Means, capture: 'automatic' | 'manual') => s.handlerWith({capture, ...(means === 'wallet' ? {methods: ['card']} : {})});

/** One process of several that do the same at the same time; each opens its own client. */
async function call(what: Call, intent: PaymentIntent, means: Means, capture: 'automatic' | 'manual'): Promise<Trade> {
  const handler = handlerFor(means, capture);
  if (what !== 'create') return what === 'capture' ? handler.capture!(intent, signal) : handler[what](intent, signal);
  if (means === 'card') return handler.create(intent, await s.card(), signal);
  if (means !== 'wallet') return handler.create(intent, {alipay, page: checkoutPage}[means], signal);
  const {service} = s;
  const processor = stripeProcessor({
    secretKey: service.secretKey, publishableKey: service.publishableKey, webhookSecrets: [service.webhookSecret], mode: 'test', apiBase: service.origin, clock: s.now, capture});
  return processor.create(intent, {wallet: 'google-pay', token: JSON.stringify({id: addCardToken(service.world, 'pm_card_visa').id})}, signal);
}

describe('Several processes at the same trade at the same time', () => {
  it('never charge it after one of them has heard that it is over, and never twice', async () => {
    const calls = fc.array(fc.constantFrom<Call>('create', 'create', 'close', 'query', 'capture'), {minLength: 2, maxLength: 6});
    const trouble = fc.option(fc.constantFrom<StripeFault>('answer-lost', 'busy', 'broke', 'slow'), {nil: undefined});
    await fc.assert(fc.asyncProperty(calls, fc.constantFrom<Means>('card', 'alipay', 'page', 'wallet'), fc.constantFrom('automatic' as const, 'manual' as const), trouble, async (all, means, capture, fault) => {
      const before_ = [...s.service.world.charges.values()].length;
      const intent = intentFor({createdAt: s.now(), ...(means === 'page' ? {instrument: {id: 'hosted', handler_id: 'stripe', type: 'stripe_checkout'}} : {})});
      if (fault) s.service.order(fault, 1);
      const heard = (await Promise.allSettled(all.map(what => call(what, intent, means, capture)))).flatMap(one => one.status === 'fulfilled' ? [one.value.status] : []);
      s.service.endTrouble();
      // Only closing rules a create out; whoever merely asks may hear that there is nothing yet.
      const ended = await handlerFor(means, capture).close(intent, signal);
      await s.service.buyer(intent.tradeNo, 'approve');
      const book = await bookOf(intent.tradeNo);
      assert.ok(FINAL.has(ended.status) ? (book?.paid ?? 0) === 0 : ended.status === 'paid' && book?.paid === 12800, `${ended.status}: ${JSON.stringify(book)}`);
      if (heard.includes('paid')) assert.equal(book?.paid, 12800, 'what was said to be paid is');
      if (heard.some(status => status === 'declined' || status === 'closed')) assert.equal(book?.paid ?? 0, 0, 'what was said to be over is');
      assert.ok([...s.service.world.charges.values()].length <= before_ + 1, 'one charge at most');
    }), {numRuns: Number(process.env['STRIPE_RUNS'] ?? 8) * 5, endOnFailure: false});
  });
});
