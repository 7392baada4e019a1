import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {tick} from '../../parts/icons.ts';
import {figure, oldPrice} from '../../parts/price.ts';
import type {Attempt, AttemptState} from '../../payment/attempt.ts';
import type {PayButtonWords} from '../../words/pay-button.ts';
import type {Face} from './face.ts';
import {enough, oldSumOf, sumOf, titleOf} from './goods.ts';
import type {Good} from './goods.ts';
import type {Handoff} from './handoff.ts';
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
  /** Somebody else's checkout would be opened. */
  readonly handsOff: boolean;
  readonly handoff: Pick<Handoff, 'caption' | 'sentence'> | undefined;
  /** Why nothing can be sold; empty while the sentence is on its way. */
  readonly obstacle: string | undefined;
  readonly early: 'no' | 'pressed' | 'told';
  readonly attempt: Attempt | undefined;
  /** What is said of a rare turn, when that is loaded; `null` while the panel says it. */
  readonly rare: string | null | undefined;
}

export function faceOf(known: Known): Face {
  const {goods, attempt, words, mode, handsOff} = known;
  const [good] = goods;
  const test = mode === 'test' && !handsOff;
  const common = {
    price: priceOf(known),
    title: goods.map(titleOf).join(', '),
    language: good?.offer.language,
    caption: test ? words?.test : known.handoff?.caption,
    test,
    noPrice: handsOff && !goods.length,
  };
  return {...common, ...(attempt && words ? underWay(attempt, words, known.rare) : atRest(known))};
}

function priceOf({attempt, goods, words, tag: {language}}: Known): TemplateResult | undefined {
  const total = attempt?.total ?? sumOf(goods);
  return total && html`<span>${figure(total, language)}</span>${attempt ? nothing : oldPrice(oldSumOf(goods), total, language, words?.oldPrice ?? '')}`;
}

type Standing = Pick<Face, 'state' | 'label' | 'status' | 'canAct'>;

/** Nothing has been begun, or it came to a bad end and may be begun again. */
function atRest({tag, words, usable, goods, ready, obstacle, early, handoff}: Known): Standing {
  if (obstacle !== undefined || !usable) return {state: 'off', canAct: false, status: obstacle};
  if (goods.length && !goods.every(enough)) {
    const another = goods.some(({offer}) => offer.variants.length > 1 && offer.variants.some(({available}) => available));
    return {state: 'off', canAct: another, label: words?.soldOut};
  }
  if (tag.disabled) return {state: 'off', canAct: true};
  if (ready) return {state: 'ready', canAct: true, status: early === 'told' ? words?.ready : handoff?.sentence};
  return {state: early === 'no' ? 'waiting' : 'busy', canAct: true};
}

/** Of each state: how the tag looks, what the button says, and the sentence that goes with it; rare turns have their own. */
const standings: Readonly<Record<AttemptState, readonly [state: Face['state'], label?: keyof PayButtonWords, sentence?: keyof PayButtonWords]>> = {
  ready: ['busy', 'opening'],
  opening: ['busy', 'opening'],
  'needs-buyer': ['open', 'review'],
  review: ['open', 'review'],
  acting: ['open', 'waiting'],
  confirming: ['busy', 'confirming', 'confirmingHow'],
  pending: ['open', 'pending'],
  paid: ['paid', 'paidShort', 'paid'],
  cancelled: ['ready'],
  failed: ['ready', 'retry'],
  expired: ['ready', 'retry'],
  'handed-off': ['ready'],
};

function underWay({state: stands}: Attempt, words: PayButtonWords, rare: Known['rare']): Standing {
  const [state, label, sentence] = standings[stands];
  const text = label && words[label];
  return {state, canAct: true, label: state === 'paid' ? html`${tick()}${text}` : text, status: rare === null ? undefined : sentence ? words[sentence] : rare};
}
