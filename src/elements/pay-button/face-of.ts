import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {tick} from '../../parts/icons.ts';
import {figure, oldPrice} from '../../parts/price.ts';
import type {Attempt} from '../../payment/attempt.ts';
import type {PayButtonWords} from '../../words/pay-button.ts';
import type {Face} from './face.ts';
import {enough, oldSumOf, sumOf, titleOf} from './goods.ts';
import type {Good} from './goods.ts';
import type {Tag} from './tag.ts';

/** What is known behind the face. */
export interface Known {
  readonly tag: Pick<Tag, 'disabled' | 'language'>;
  readonly words: PayButtonWords | undefined;
  /** False when what is written on the tag leaves nothing to sell. */
  readonly usable: boolean;
  readonly mode: 'test' | 'live' | 'unknown' | undefined;
  readonly goods: readonly Good[];
  /** A press would pay, or open somebody else's checkout. */
  readonly ready: boolean;
  readonly handsOff: boolean;
  /** Why nothing can be sold; empty while the sentence is on its way. */
  readonly obstacle: string | undefined;
  readonly early: 'no' | 'pressed' | 'told';
  readonly attempt: Attempt | undefined;
  readonly panelOpen: boolean;
}

export function faceOf(known: Known): Face {
  const {goods, attempt, words, mode, handsOff} = known;
  const [good] = goods;
  const test = mode === 'test' && !handsOff;
  const common = {
    price: priceOf(known),
    title: goods.map(titleOf).join(', '),
    language: good?.offer.language,
    caption: test ? words?.test : undefined,
    test,
    noPrice: handsOff && !goods.length,
  };
  return {...common, ...(attempt && words ? underWay(attempt, words, known.panelOpen) : atRest(known))};
}

function priceOf({attempt, goods, words, tag: {language}}: Known): TemplateResult | undefined {
  const total = attempt?.total ?? sumOf(goods);
  return total && html`<span>${figure(total, language)}</span>${attempt ? nothing : oldPrice(oldSumOf(goods), total, language, words?.oldPrice ?? '')}`;
}

type Standing = Pick<Face, 'state' | 'label' | 'status' | 'canAct'>;

/** Nothing has been begun, or it came to a bad end and may be begun again. */
function atRest({tag, words, usable, goods, ready, obstacle, early}: Known): Standing {
  if (obstacle !== undefined || !usable) return {state: 'off', canAct: false, status: obstacle};
  if (goods.length && !goods.every(enough)) {
    const another = goods.some(({offer}) => offer.variants.length > 1 && offer.variants.some(({available}) => available));
    return {state: 'off', canAct: another, label: words?.soldOut};
  }
  if (tag.disabled) return {state: 'off', canAct: true};
  if (ready) return {state: 'ready', canAct: true, status: early === 'told' ? words?.ready : undefined};
  return {state: early === 'no' ? 'waiting' : 'busy', canAct: true};
}

function underWay({state, problem}: Attempt, words: PayButtonWords, panelOpen: boolean): Standing {
  const canAct = true;
  const quietly = (status: string): string | undefined => (panelOpen ? undefined : status);
  switch (state) {
    case 'ready':
    case 'opening':
      return {state: 'busy', canAct, label: words.opening};
    case 'needs-buyer':
    case 'review':
      return {state: 'open', canAct, label: words.review};
    case 'acting':
      return {state: 'open', canAct, label: words.waiting, status: quietly(words.windowHow)};
    case 'confirming':
      return {state: 'busy', canAct, label: words.confirming, status: quietly(words.confirmingHow)};
    case 'pending':
      return {state: 'open', canAct, label: words.pending, status: quietly(words.pendingHow)};
    case 'paid':
      return {state: 'paid', canAct, label: html`${tick()}${words.paidShort}`, status: quietly(words.paid)};
    case 'cancelled':
      return {state: 'ready', canAct, status: words.cancelled};
    case 'failed':
    case 'expired':
      return {state: 'ready', canAct, label: words.retry, status: quietly(problem?.message ?? words[problem?.code ?? 'unknown'])};
    case 'handed-off':
      return {state: 'ready', canAct};
  }
}
