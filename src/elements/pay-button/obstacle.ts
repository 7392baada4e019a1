import {MerchantError} from '../../merchant/merchant.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import {obstacleWords} from '../../words/obstacles.ts';
import type {ObstacleWords} from '../../words/obstacles.ts';
import type {WordsLocale} from '../../words/locale.ts';
import {fill} from '../../words/sentence.ts';
import {NotReady} from './not-ready.ts';

const reasons: Readonly<Partial<Record<Unavailable['reason'], keyof ObstacleWords>>> = {
  currency: 'noProviderCurrency',
  csp: 'noProviderCsp',
  script: 'noProviderCsp',
  place: 'noProviderPlace',
};

/** What the buyer is told when a tag cannot get ready; `currency` is that of the price. */
export async function obstacleSentence(error: unknown, language: WordsLocale, currency: string): Promise<string> {
  return fill((await obstacleWords(language))[wordFor(error)], {currency});
}

function wordFor(error: unknown): keyof ObstacleWords {
  if (error instanceof NotReady) return (error.reason && reasons[error.reason]) ?? 'noProvider';
  if (!(error instanceof MerchantError)) return 'cannotSell';
  return error.code === 'not_found' ? 'notFound' : error.code === 'unreachable' || error.code === 'busy' ? 'shopAway' : 'cannotSell';
}
