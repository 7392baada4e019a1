import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {choicesWords} from '../../src/words/choices.ts';
import {deliveryWords} from '../../src/words/delivery.ts';
import {detourWords} from '../../src/words/detours.ts';
import {handoffWords} from '../../src/words/handoff.ts';
import {obstacleWords} from '../../src/words/obstacles.ts';
import {payButtonFaceWords} from '../../src/words/pay-button-face.ts';
import {payButtonWords} from '../../src/words/pay-button.ts';
import {reviewWords} from '../../src/words/review.ts';
import {fill, placesOf} from '../../src/words/sentence.ts';
import {waysWords} from '../../src/words/ways.ts';

type Table = Readonly<Record<string, string>>;

const tables: Readonly<Record<string, Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', Table>>>> = {
  'pay-button': await inAll(payButtonWords),
  choices: await inAll(choicesWords),
  delivery: await inAll(deliveryWords),
  detours: await inAll(detourWords),
  handoff: await inAll(handoffWords),
  obstacles: await inAll(obstacleWords),
  review: await inAll(reviewWords),
  ways: await inAll(waysWords),
  face: {en: {...payButtonFaceWords.en}, 'zh-Hans': {...payButtonFaceWords['zh-Hans']}, 'zh-Hant': {...payButtonFaceWords['zh-Hant']}},
};

async function inAll(words: (locale: 'en' | 'zh-Hans' | 'zh-Hant') => Promise<Table>): Promise<Readonly<Record<'en' | 'zh-Hans' | 'zh-Hant', Table>>> {
  return {en: await words('en'), 'zh-Hans': await words('zh-Hans'), 'zh-Hant': await words('zh-Hant')};
}

/** Characters that only one of the two scripts uses, among those of our sentences. */
const onlySimplified = /[购买请读测试实际闭选项数减余联络电话门号邮编码继续结账单运费隐]/u;
const onlyTraditional = /[購買請讀測試實際閉選項數減餘聯絡電話門號郵編碼繼續結賬單運費隱]/u;

describe('The words of pay-button', () => {
  for (const [name, table] of Object.entries(tables)) {
    for (const locale of ['zh-Hans', 'zh-Hant'] as const) {
      it(`are complete for ${name} in ${locale}, with the same places`, () => {
        assert.deepEqual(Object.keys(table[locale]), Object.keys(table.en));
        for (const [key, sentence] of Object.entries(table.en)) {
          assert.notEqual(table[locale][key]?.trim(), '', `${key} is empty`);
          assert.deepEqual(placesOf(table[locale][key]!), placesOf(sentence), `${key} has other places`);
        }
      });
    }

    it(`keep to one script a language for ${name}`, () => {
      for (const [key, sentence] of Object.entries(table['zh-Hant'])) assert.doesNotMatch(sentence, onlySimplified, `${key}: ${sentence}`);
      for (const [key, sentence] of Object.entries(table['zh-Hans'])) assert.doesNotMatch(sentence, onlyTraditional, `${key}: ${sentence}`);
    });

    it(`use Chinese punctuation in Chinese for ${name}`, () => {
      for (const locale of ['zh-Hans', 'zh-Hant'] as const) {
        for (const [key, sentence] of Object.entries(table[locale])) assert.doesNotMatch(sentence, /[\p{sc=Han}][,;:?!]|\.\.\./u, `${key}: ${sentence}`);
      }
    });
  }
});

describe('A sentence with places', () => {
  it('is filled with values, which are never read as places', () => {
    assert.equal(fill('{count} × {title}', {count: 2, title: '{count}'}), '2 × {count}');
  });

  it('keeps a place without a value, so that it is seen', () => {
    assert.equal(fill('Pay {total}', {}), 'Pay {total}');
  });
});
