import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {formatMoney} from '../../../commerce/money-format.ts';
import type {PaymentAction, SheetChoice} from '../../../commerce/payment-action.ts';
import {pause} from '../../../parts/icons.ts';
import {Countdown, clockTime} from '../../../parts/countdown.ts';
import {figure} from '../../../parts/price.ts';
import {fill} from '../../../words/sentence.ts';
import type {Tag} from '../tag.ts';
import {go, plain, waiting} from './buttons.ts';
import type {PanelView, Stage} from './panel-view.ts';

type Code = Extract<PaymentAction, {type: 'qr'}>;

/** What the buyer sees while the wallet has the word: a code, a window to go to, or only time passing. */
export class Wallet {
  readonly #tag: Tag;
  readonly #countdown: Countdown;
  #drawn: {readonly code: string; readonly picture: TemplateResult | typeof nothing} | undefined;

  constructor(tag: Tag) {
    this.#tag = tag;
    this.#countdown = new Countdown(tag);
  }

  render(view: PanelView, stage: Stage): TemplateResult {
    const {attempt, words, story} = view;
    if (attempt.action?.type === 'qr' && stage === 'scan') return this.#code(attempt.action, view);
    switch (stage) {
      case 'window':
        return waitingWindow(view);
      case 'leaving':
        return html`${amount(view)}<p role="status">${words.leavingHow}</p>${go(words.openWallet, () => story?.reopen())}${stop(view)}`;
      case 'sheet':
        return sheet(view);
      case 'pending':
        return html`<p class="note">${pause()}<span role="status">${words.pendingHow}</span></p>
          ${go(words.checkNow, () => story?.ask())}${attempt.action ? plain(words.openAgain, () => story?.reopen()) : nothing}`;
      default:
        return html`${amount(view)}${waiting(words.confirmingHow)}`;
    }
  }

  #code(action: Code, view: PanelView): TemplateResult {
    const {words} = view;
    const left = this.#countdown.secondsLeft(action.expiresAt);
    return html`${amount(view)}
      ${left
        ? html`<div class="code">${this.#picture(action.code, view)}</div>
            <p class="centred">${words.scanHow}<br /><span class="quiet figures" role="timer">${fill(words.validFor, {time: clockTime(left)})}</span></p>
            ${action.url ? html`<a class="plain" href=${action.url} target="_blank" rel="noopener">${words.sameDevice}</a>` : nothing}`
        : waiting(words.codeOver)}
      ${stop(view)}`;
  }

  /** Drawn once a code; until its drawing is loaded, its place is kept. */
  #picture(code: string, {words, language, attempt}: PanelView): TemplateResult | typeof nothing {
    if (this.#drawn?.code === code) return this.#drawn.picture;
    this.#drawn = {code, picture: nothing};
    void import('../../../parts/qr.ts').then(({qrCode}) => {
      this.#drawn = {code, picture: qrCode(code, fill(words.qrAlt, {total: formatMoney(attempt.total, language)}))};
      this.#tag.requestUpdate();
    });
    return nothing;
  }
}

const amount = ({attempt, language}: PanelView): TemplateResult => html`<p class="amount"><span>${figure(attempt.total, language)}</span></p>`;

const stop = ({story, words}: PanelView): TemplateResult => plain(words.stop, () => story?.stop());

function waitingWindow(view: PanelView): TemplateResult {
  const {attempt, words, story} = view;
  const blocked = attempt.problem?.code === 'popup_blocked';
  const known = attempt.action?.type === 'popup' && attempt.action.url !== '';
  return html`${amount(view)}
    <p role="status">${blocked ? words.blockedHow : words.windowHow}</p>
    ${go(blocked ? words.openWallet : words.openAgain, () => story?.reopen(), !known)}${stop(view)}`;
}

function sheet({attempt: {action}, story}: PanelView): TemplateResult {
  if (action?.type !== 'sheet') return html``;
  const choice = ({id, label, tone = 'plain'}: SheetChoice): TemplateResult =>
    plain(label, () => story?.choose(id), tone === 'primary' ? 'go' : tone === 'danger' ? 'plain bad' : 'plain');
  return html`${action.text ? html`<p>${action.text}</p>` : nothing}<div class="stack">${action.choices.map(choice)}</div>`;
}
