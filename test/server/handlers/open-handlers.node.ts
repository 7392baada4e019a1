import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {z} from 'zod';
import type {HandlerKind} from '../../../src/server/handlers/handler-kind.ts';
import {openHandlers} from '../../../src/server/handlers/open-handlers.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {takes} from '../../../src/server/handlers/takes.ts';
import {MerchantConfigSchema} from '../../../src/server/merchant-config.ts';

const SECRET = 'lk_test_do-not-print-me';

/** A service whose key says which mode it is for. */
const lantern: HandlerKind<{id: string; methods: string[]}> = {
  type: 'lantern',
  settings: z.object({id: z.string().default('lantern'), methods: z.array(z.enum(['glow', 'flame'])).min(1)}).strict(),
  secrets: [
    {variable: 'LANTERN_KEY', what: 'the secret key, in Lantern\'s dashboard under Keys', required: true},
    {variable: 'LANTERN_HOOK_SECRET', what: 'the secret of the notify address', required: false},
  ],
  async open({id, methods}, {LANTERN_KEY: key = '', LANTERN_HOOK_SECRET: hook}, {currency}) {
    if (methods.includes('flame')) throw new Error('flame is not allowed indoors');
    return {id, mode: key.startsWith('lk_live') ? 'live' : 'test', currencies: ['HKD'], profile: () => ({methods, hook, currency})} as unknown as PaymentHandler;
  },
};

describe('The payment services of the settings', () => {
  const warnings: string[] = [];
  const log = {info() {}, warn: (event: string) => void warnings.push(event), error() {}};
  const kinds = {lantern: async () => lantern as HandlerKind};
  const open = (payments: unknown, environment: Record<string, string> = {LANTERN_KEY: SECRET}, {mode = 'test', currency = 'HKD'}: {mode?: 'test' | 'live'; currency?: string} = {}) =>
    openHandlers(MerchantConfigSchema.parse({payments, currency}), environment, {mode, origin: 'https://shop.example', log, kinds});

  it('are opened in their order, with secrets from the environment', async () => {
    const [one, two] = await open([{type: 'lantern', methods: ['glow']}, {type: 'lantern', id: 'second', methods: ['glow']}], {LANTERN_KEY: ` ${SECRET}\n`, LANTERN_HOOK_SECRET: 'h'});
    assert.deepEqual([one?.id, two?.id], ['lantern', 'second']);
    assert.deepEqual(one?.profile(''), {methods: ['glow'], hook: 'h', currency: 'HKD'});
    assert.deepEqual(await open([]), []);
  });

  it('are refused with a sentence that says where and what to do, and holds no secret', async () => {
    const glow = {type: 'lantern', methods: ['glow']};
    const cases: readonly (readonly [Promise<unknown>, RegExp])[] = [
      [open([{type: 'lantrn'}]), /^payments\[0\]\.type: "lantrn" is no payment service .*; the known ones are lantern\.$/],
      [open([{type: 'sandbox'}]), /switched on with --sandbox/],
      [open([{type: 'toString'}]), /is no payment service/],
      [open([glow], {}), /^payments\[0\] \(lantern\): set the environment variable LANTERN_KEY: the secret key, in Lantern's dashboard under Keys\.$/],
      [open([glow], {LANTERN_KEY: '  '}), /LANTERN_KEY/],
      [open([glow, {type: 'lantern', methods: []}]), /^payments\[1\]\.methods: /],
      [open([{type: 'lantern', methods: ['glow', 'x']}]), /^payments\[0\]\.methods\[1\]: /],
      [open([{...glow, key: SECRET}]), /^payments\[0\]: .*"key"/],
      [open([{type: 'lantern', methods: ['flame']}]), /^payments\[0\] \(lantern\): flame is not allowed indoors\.$/],
      [open([glow, glow]), /^payments\[1\] \(lantern\): the id "lantern" is taken/],
      [open([glow], {LANTERN_KEY: 'lk_live_1'}), /these are live keys, and this server runs in test mode \(--sandbox\)/],
      [open([glow], {LANTERN_KEY: SECRET}, {mode: 'live'}), /these are test keys, and this server is live/],
    ];
    for (const [opening, expected] of cases) {
      await assert.rejects(opening, (error: Error) => {
        assert.match(error.message, expected);
        assert.ok(!error.message.includes(SECRET), error.message);
        return error.name === 'PaymentSettingsError';
      });
    }
  });

  it('are warned of when they do not take the currency of the shop', async () => {
    await open([{type: 'lantern', methods: ['glow']}], {LANTERN_KEY: SECRET}, {currency: 'EUR'});
    assert.deepEqual(warnings, ['payment_service.currency']);
  });
});

describe('What a payment service takes', () => {
  const handler = {mode: 'test', currencies: ['HKD', 'CNY'], limits: {HKD: {min: 400, max: 1_000_000}}} as const;
  const hkd = (amount: number) => takes(handler, {amount, currency: 'HKD'}, 'test');

  it('is bounded by mode, currency and limits, both included', () => {
    assert.deepEqual([399, 400, 1_000_000, 1_000_001].map(hkd), [false, true, true, false]);
    assert.equal(takes(handler, {amount: 1, currency: 'CNY'}, 'test'), true);
    assert.equal(takes(handler, {amount: 500, currency: 'USD'}, 'test'), false);
    assert.equal(takes(handler, {amount: 500, currency: 'HKD'}, 'live'), false);
    assert.equal(takes({mode: 'test'}, {amount: 1, currency: 'JPY'}, 'test'), true);
  });

  it('is whole steps, where it cannot charge what lies between', () => {
    const dinars = {mode: 'test', limits: {KWD: {min: 100, step: 10}}} as const;
    assert.deepEqual([90, 100, 1234, 1230].map(amount => takes(dinars, {amount, currency: 'KWD'}, 'test')), [false, true, false, true]);
    assert.equal(takes(dinars, {amount: 0, currency: 'KWD'}, 'test'), true);
  });

  it('is anything in its currency where nothing is to pay', () => assert.equal(hkd(0), true));
});
