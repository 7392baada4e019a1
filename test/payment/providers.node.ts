import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {findProvider} from '../../src/payment/known-providers.ts';
import type {PaymentProvider, Place} from '../../src/payment/provider.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {sheetIn} from '../../src/payment/providers/sandbox-sheet.ts';

const place = (more: Partial<Place> = {}): Place => ({merchant: {id: 'https://shop.example', mode: 'test'}, locale: 'en', ...more});
const handlers = [{name: 'dev.hangtag.sandbox', id: 'sandbox', config: {}}];
const never: PaymentProvider = {...sandbox, id: 'never', available: () => ({status: 'unavailable', reason: 'currency', detail: 'No HKD'})};

describe('Finding a provider', () => {
  it('finds one by its id, or takes the one that is given', async () => {
    const other = {...sandbox, id: 'other'};
    assert.equal(await findProvider(other, place()), other);
    assert.equal(await findProvider('sandbox', place({handlers})), sandbox);
  });

  it('gives a reason for each that cannot be had, and never throws', async () => {
    const broken: PaymentProvider = {...sandbox, id: 'broken', available: () => {
      throw new Error('no SDK');
    }};
    const reasons = (await Promise.all([never, broken, 'toString', 'toll'].map((one) => findProvider(one, place())))).filter((one) => 'reason' in one);
    assert.deepEqual(reasons.map(({provider, reason}) => `${provider} ${reason}`), ['never currency', 'broken script', 'toString unknown', 'toll unknown']);
    assert.deepEqual(reasons.map(({of}) => of), [never, broken, undefined, undefined]);
    assert.match(reasons.at(-1)?.detail ?? '', /no provider called "toll"; known are .*sandbox/);
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
    const sheets = await Promise.all(['en', 'zh-HK', 'zh-CN', 'fr', 'zh-Hans-HK', 'yue'].map(sheetIn));
    const titles = sheets.map((sheet) => sheet.type === 'sheet' && sheet.text);
    assert.match(String(titles[0]), /No money moves/);
    assert.match(String(titles[1]), /應如何結束/);
    assert.match(String(titles[2]), /应如何结束/);
    assert.deepEqual(titles.slice(3), [titles[0], titles[2], titles[1]]);
    const ids = sheets.map((sheet) => sheet.type === 'sheet' && sheet.choices.map(({id}) => id).join());
    assert.equal(new Set(ids).size, 1);
  });
});
