import type {TemplateResult} from 'lit';
import type {Surface} from '../../../payment/provider.ts';
import type {Attempt, PaymentStory} from '../../../payment/attempt.ts';
import type {PayButtonWords} from '../../../words/pay-button.ts';
import type {WordsLocale} from '../../../words/locale.ts';
import type {Good} from '../goods.ts';

/** What the panel shows. */
export interface PanelView {
  readonly words: PayButtonWords;
  readonly language: WordsLocale;
  readonly attempt: Attempt;
  /** `undefined` for a purchase that another copy of the script carries. */
  readonly story: PaymentStory | undefined;
  readonly mode: 'test' | 'live' | 'unknown';
  /** The shop's name for people, when it says one. */
  readonly shop: string | undefined;
  readonly goods: readonly Good[];
  /** Of the provider, when it has put something on the page itself. */
  readonly surface: Surface | undefined;
  /** The provider's own button, where it is to be pressed instead of ours. */
  readonly ownButton: TemplateResult | undefined;
  /** `no`: the buyer has put the panel away. `asked`: they have asked for it. */
  readonly open: Open;
  show(open: Open): void;
  /** After an ending: back to the button. */
  again(): void;
}

/** Whether a buyer wants to see the panel. */
export type Open = 'no' | 'yes' | 'asked';

/** What only some purchases show, with its own words and styles. */
export interface AskingView {
  /** Of its words, once they are there. */
  readonly language: WordsLocale | undefined;
  prepare(language: WordsLocale): Promise<void>;
  title?(view: PanelView, stage: Stage): string | undefined;
  render(view: PanelView, stage: Stage): TemplateResult;
  /** What the tag says while the panel is put away. */
  sentence?(attempt: Attempt, words: PanelView['words']): string | undefined;
}

export type Stage = 'moment' | 'details' | 'review' | 'scan' | 'window' | 'blocked' | 'app' | 'leaving' | 'sheet' | 'confirming' | 'pending' | 'paid' | 'problem';

/**
 * What to show of an attempt. Nothing while a provider may show something of its own: what is modal would cover it. `showing`: the panel stands open, so there is
 * nothing behind it. `asked`: contact and delivery have been given.
 */
export function stageOf({attempt, goods, surface, open, story}: PanelView, showing: boolean, asked: boolean): Stage | undefined {
  const {state, checkout, problem} = attempt;
  switch (state) {
    case 'opening':
      return !checkout && goods.some(({variant}) => variant.needsDelivery) ? 'moment' : undefined;
    case 'needs-buyer':
      return asked ? 'review' : 'details';
    case 'review':
      return asked || !checkout?.extension?.needs_delivery ? 'review' : 'details';
    case 'acting':
      return actionStage(attempt);
    case 'confirming':
      return showing ? state : undefined;
    case 'pending':
      return showing || open === 'asked' || !story?.playing ? state : undefined;
    case 'paid':
      return state;
    case 'failed':
      // Nothing was sent: what is to be put right stands in the provider's fields, and the tag says so beside them.
      return surface && /^(provider_failed|invalid_input|popup_blocked)$/.test(problem?.code ?? '') ? undefined : 'problem';
    case 'expired':
      return 'problem';
    default:
      return undefined;
  }
}

const actions: Readonly<Partial<Record<string, Stage>>> = {qr: 'scan', popup: 'window', redirect: 'leaving', 'form-post': 'leaving', sheet: 'sheet', bridge: 'app'};

const actionStage = ({action, problem}: Attempt): Stage | undefined => (problem?.code === 'popup_blocked' ? 'blocked' : actions[action?.type ?? '']);
