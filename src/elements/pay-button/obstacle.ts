import {MerchantError} from '../../merchant/merchant.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import type {Place} from '../../payment/provider.ts';
import type {PayButtonWords} from '../../words/pay-button.ts';

/** Why nothing can be sold: the key of a sentence, and its values. */
export interface Obstacle {
  readonly word: keyof PayButtonWords;
  readonly values?: Readonly<Record<string, string>>;
  /** For the author's console. */
  readonly detail?: string;
}

/** Something that a press needs is not to be had; `obstacle` tells the buyer. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  readonly obstacle: Obstacle;
  constructor(obstacle: Obstacle, cause?: unknown) {
    super(obstacle.detail ?? obstacle.word, {cause});
    this.obstacle = obstacle;
  }
}

/** Why a provider cannot be used here, as an obstacle. */
export function obstacleOf({provider, reason, detail}: Unavailable, {total}: Place): Obstacle {
  const words: Readonly<Partial<Record<Unavailable['reason'], Obstacle['word']>>> = {
    currency: 'noProviderCurrency',
    csp: 'noProviderCsp',
    script: 'noProviderCsp',
    place: 'noProviderPlace',
  };
  return {
    word: words[reason] ?? 'noProvider',
    values: {currency: total?.currency ?? ''},
    detail: `Provider "${provider}" is unavailable here (${reason})${detail ? `: ${detail}` : '.'}`,
  };
}

/** What stands behind any failure to get ready. */
export function obstacleBehind(error: unknown): Obstacle {
  if (error instanceof NotReady) return error.obstacle;
  if (!(error instanceof MerchantError)) return {word: 'cannotSell'};
  return {word: error.code === 'not_found' ? 'notFound' : error.code === 'unreachable' || error.code === 'busy' ? 'shopAway' : 'cannotSell'};
}
