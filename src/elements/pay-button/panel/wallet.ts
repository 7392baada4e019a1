import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {formatMoney} from '../../../commerce/money-format.ts';
import type {PaymentAction} from '../../../commerce/payment-action.ts';
import {Countdown, clockTime} from '../../../parts/countdown.ts';
import {fill} from '../../../words/sentence.ts';
import type {Tag} from '../tag.ts';
import {amount, go, stop, waiting} from './buttons.ts';
import type {PanelView, Stage} from './panel-view.ts';

type Code = Extract<PaymentAction, {type: 'qr'}>;

/** What the buyer sees while the wallet has the word: a code, a window to go to, or only time passing. */
export class Wallet {
  readonly #tag: Tag;
  readonly #countdown: Countdown;
  /** The last code that was over when it was first seen: this device's clock is wrong, for no shop sends such a code. */
  #timeless: string | undefined;
  #drawn: {readonly code: string; readonly picture: TemplateResult | typeof nothing} | undefined;

  constructor(tag: Tag) {
    this.#tag = tag;
    this.#countdown = new Countdown(tag);
  }

  render(view: PanelView, stage: Stage): TemplateResult {
    const {attempt: {action}, words, story} = view;
    if (stage === 'window') {
      const known = action?.type === 'popup' && action.url !== '';
      return html`${amount(view)}<p role="status">${words.windowHow}</p>${go(words.openAgain, () => story?.reopen(), !known)}${stop(view)}`;
    }
    return html`${amount(view)}${action?.type === 'qr' && stage === 'scan' ? this.#code(action, view) : waiting(words.confirmingHow)}`;
  }

  #code({expiresAt, code, url}: Code, view: PanelView): TemplateResult {
    const {words} = view;
    const left = this.#countdown.secondsLeft(expiresAt);
    if (!left && this.#drawn?.code !== code) this.#timeless = code;
    const shown = left > 0 || this.#timeless === code;
    const time = (seconds: number): string => (left ? fill(words.validFor, {time: clockTime(seconds)}) : '');
    // Who listens hears once that the last minute has begun, and that the code is over.
    return html`${shown ? html`<div class="code">${this.#picture(code, view)}</div>` : nothing}
      <p class="centred"><span role="status">${shown ? words.scanHow : words.codeOver}</span><br /><span class="quiet figures" role="timer">${time(left)}</span></p>
      <p class="spoken" role="status">${left > 60 ? nothing : time(60)}</p>
      ${shown && url ? html`<a class="plain" href=${url} target="_blank" rel="noopener">${words.sameDevice}</a>` : nothing}${stop(view)}`;
  }

  /** Drawn once a code; until its drawing is loaded, its place is kept; it is asked for again while time passes. */
  #picture(code: string, {words, language, attempt}: PanelView): TemplateResult | typeof nothing {
    if (this.#drawn?.code === code) return this.#drawn.picture;
    this.#drawn = {code, picture: nothing};
    void import('../../../parts/qr.ts').then(({qrCode}) => {
      this.#drawn = {code, picture: qrCode(code, fill(words.qrAlt, {total: formatMoney(attempt.total, language)}))};
      this.#tag.requestUpdate();
    }, () => (this.#drawn = undefined));
    return nothing;
  }
}
