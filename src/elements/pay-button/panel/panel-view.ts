import type {TemplateResult} from 'lit';
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
  /** False while the buyer has put the panel away. */
  readonly open: boolean;
  show(open: boolean): void;
  /** After an ending: back to the button. */
  again(): void;
}

/** What is asked before a payment, with its own words and styles. */
export interface AskingView {
  /** Of its words, once they are there. */
  readonly language: WordsLocale | undefined;
  prepare(language: WordsLocale): Promise<void>;
  title?(view: PanelView): string | undefined;
  render(view: PanelView): TemplateResult;
}

export type Stage = 'moment' | 'details' | 'review' | 'scan' | 'window' | 'leaving' | 'sheet' | 'confirming' | 'pending' | 'paid' | 'problem';

/**
 * What to show of an attempt. Nothing while a provider may show something of its own: nothing of ours may cover that. `shown`: the panel has been seen
 * in this attempt. `asked`: contact and delivery have been given.
 */
export function stageOf({attempt, goods}: Pick<PanelView, 'attempt' | 'goods'>, shown: boolean, asked: boolean): Stage | undefined {
  switch (attempt.state) {
    case 'opening':
      return !attempt.checkout && goods.some(({variant}) => variant.needsDelivery) ? 'moment' : undefined;
    case 'needs-buyer':
      return asked ? 'review' : 'details';
    case 'review':
      return asked || !attempt.checkout?.extension?.needs_delivery ? 'review' : 'details';
    case 'acting':
      return actionStage(attempt);
    case 'confirming':
      return shown ? 'confirming' : undefined;
    case 'pending':
    case 'paid':
      return attempt.state;
    case 'failed':
    case 'expired':
      return 'problem';
    default:
      return undefined;
  }
}

function actionStage({action}: Attempt): Stage | undefined {
  switch (action?.type) {
    case 'qr':
      return 'scan';
    case 'popup':
      return 'window';
    case 'redirect':
    case 'form-post':
      return 'leaving';
    case 'sheet':
      return 'sheet';
    default:
      return undefined;
  }
}
