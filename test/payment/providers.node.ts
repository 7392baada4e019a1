import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {chooseProvider} from '../../src/payment/known-providers.ts';
import type {PaymentProvider, Place} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {sheetIn} from '../../src/payment/providers/sandbox-sheet.ts';

const place = (more: Partial<Place> = {}): Place => ({merchant: {id: 'https://shop.example', mode: 'test'}, locale: 'en', ...more});
const handlers = [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}];
const never: PaymentProvider = {...sandbox, id: 'never', available: () => ({status: 'unavailable', reason: 'currency', detail: 'No HKD'})};

describe('Choosing a provider', () => {
  it('takes the first that is available, in the order of preference', async () => {
    const other = {...sandbox, id: 'other'};
    const choice = await chooseProvider([never, other, 'sandbox'], place());
    assert.deepEqual(choice, {status: 'chosen', provider: other});
  });

  it('takes the best that the shop declares when none is named', async () => {
    const choice = await chooseProvider([], place({handlers}));
    assert.equal(choice.status === 'chosen' && choice.provider.id, 'sandbox');
  });

  it('gives a reason for each that cannot be had, and never throws', async () => {
    const broken: PaymentProvider = {...sandbox, id: 'broken', available: () => {
      throw new Error('no SDK');
    }};
    const choice = await chooseProvider([never, broken, 'toString', 'toll'], place());
    assert.equal(choice.status, 'none');
    assert.deepEqual(choice.status === 'none' && choice.reasons.map(({provider, reason}) => `${provider} ${reason}`), ['never currency', 'broken script', 'toString unknown', 'toll unknown']);
    assert.match(choice.status === 'none' && choice.reasons.at(-1)?.detail || '', /no provider called "toll"; known are .*sandbox/);
  });
});

describe('The sandbox', () => {
  it('is there where the shop declares it, or lives in the page, and never in a live shop', async () => {
    const word = async (where: Place): Promise<string> => {
      const found = await sandbox.available(where);
      return found.status === 'available' ? 'available' : found.reason;
    };
    assert.equal(await word(place({handlers})), 'available');
    assert.equal(await word(place()), 'available');
    assert.equal(await word(place({handlers: []})), 'handler');
    assert.equal(await word(place({handlers, merchant: {id: 'https://shop.example', mode: 'live'}})), 'mode');
    assert.equal(await word(place({handlers: [], merchant: {id: 'page:https://blog.example/', mode: 'test'}})), 'available');
  });

  it('asks in the buyer\'s language, with the same choices', async () => {
    const sheets = await Promise.all(['en', 'zh-HK', 'zh-CN', 'fr'].map(sheetIn));
    const titles = sheets.map((sheet) => sheet.type === 'sheet' && sheet.text);
    assert.match(String(titles[0]), /No money moves/);
    assert.match(String(titles[1]), /應如何結束/);
    assert.match(String(titles[2]), /应如何结束/);
    assert.equal(titles[3], titles[0]);
    const ids = sheets.map((sheet) => sheet.type === 'sheet' && sheet.choices.map(({id}) => id).join());
    assert.equal(new Set(ids).size, 1);
  });
});
