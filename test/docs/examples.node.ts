import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import ts from 'typescript';
import type {Checkout, Payment, PaymentAction, PaymentProvider, Step} from '../../src/payment/index.ts';
import {PaymentInterrupted} from '../../src/payment/index.ts';
import {signWebhook} from '../../src/server/money/deliver.ts';
import {fences} from './read-docs.ts';

/** Runs the one example that has `mark` in it, and answers what it exports. */
async function example<Exports>(file: string, mark: string): Promise<Exports> {
  const [found, ...others] = fences('ts').filter((fence) => fence.file === file && fence.code.includes(mark));
  assert.ok(found && !others.length, `${file} has one example with ${mark}`);
  const code = ts.transpile(found.code, {target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext});
  return (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as Exports;
}

describe('The example of a receiver of webhooks', () => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  const now = Math.floor(Date.now() / 1000);
  const receive = async (timestamp: number, sent: string, came = sent): Promise<boolean> => {
    const {isGenuine} = await example<{isGenuine(headers: Headers, body: string, secret: string): boolean}>('docs/server.md', 'isGenuine');
    return isGenuine(new Headers(signWebhook(secret, 'msg_1', timestamp, sent)), came, secret);
  };

  it('takes what the server sends', async () => assert.equal(await receive(now, '{"type":"order.placed"}'), true));
  it('refuses what was changed on the way', async () => assert.equal(await receive(now, '{"type":"order.placed"}', '{}'), false));
  it('refuses what is old', async () => assert.equal(await receive(now - 3600, '{}'), false));
});

describe('The example of a provider', () => {
  const load = async (): Promise<PaymentProvider> => (await example<{lantern: PaymentProvider}>('docs/providers.md', 'steer')).lantern;
  const shop = {handlers: [{name: 'com.example.lantern', id: 'lantern-1', config: {}}]} as unknown as Checkout;

  /** A payment that notes what its provider does with it. */
  function payment(checkout: Promise<Checkout>, step: Step, how: 'closed' | 'settled' = 'settled') {
    const notes: string[] = [];
    let shown: PaymentAction | undefined;
    const told: Payment = {
      id: 'attempt', merchant: {id: 'https://shop.example', mode: 'live'}, total: {amount: 12_800, currency: 'HKD'}, locale: 'en', checkout,
      signal: new AbortController().signal,
      present(action) {
        shown = action;
        notes.push(`shows ${action.type}`);
        return {done: Promise.resolve({how}), close: () => void notes.push('closes it')};
      },
      async submit({handler_id: handler}) {
        notes.push(`submits to ${handler}`);
        return step;
      },
      async ask() {
        notes.push('asks');
        return {status: 'waiting', pollAfter: 0};
      },
    };
    return {told, notes, address: async () => (shown?.type === 'popup' ? await shown.url : undefined)};
  }

  const toWallet: Step = {status: 'action', action: {type: 'redirect', url: 'https://lantern.example/pay/1'}};

  it('opens its window in the tick of the press and steers it to the wallet', async () => {
    const {told, notes, address} = payment(Promise.resolve(shop), toWallet);
    const ending = (await load()).start(told);
    assert.deepEqual(notes, ['shows popup']);
    assert.deepEqual(await ending, {ending: 'merchant', step: {status: 'waiting', pollAfter: 0}});
    assert.equal(await address(), 'https://lantern.example/pay/1');
    assert.deepEqual(notes, ['shows popup', 'submits to lantern-1', 'asks']);
  });

  it('says that the buyer stopped when the window is closed, and no more', async () => {
    const {told} = payment(Promise.resolve(shop), toWallet, 'closed');
    assert.deepEqual(await (await load()).start(told), {ending: 'stopped'});
  });

  it('closes its window when the buyer must see something first', async () => {
    const {told, notes} = payment(Promise.reject(new PaymentInterrupted('review')), toWallet);
    await assert.rejects((await load()).start(told), PaymentInterrupted);
    assert.deepEqual(notes, ['shows popup', 'closes it']);
  });

  it('hands on what the merchant says at once', async () => {
    const {told, notes} = payment(Promise.resolve(shop), {status: 'declined'});
    assert.deepEqual(await (await load()).start(told), {ending: 'merchant', step: {status: 'declined'}});
    assert.deepEqual(notes, ['shows popup', 'submits to lantern-1', 'closes it']);
  });

  it('works for its own currency only', async () => {
    const {available} = await load();
    const place = {merchant: {id: 'https://shop.example', mode: 'live'}, locale: 'en'} as const;
    assert.deepEqual(await available({...place, total: {amount: 1, currency: 'HKD'}}), {status: 'available'});
    assert.deepEqual(await available({...place, total: {amount: 1, currency: 'EUR'}}), {status: 'unavailable', reason: 'currency'});
  });
});
