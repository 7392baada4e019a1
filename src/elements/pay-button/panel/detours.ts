import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {SheetChoice} from '../../../commerce/payment-action.ts';
import {adopt} from '../../../parts/adopt.ts';
import {pause} from '../../../parts/icons.ts';
import type {Attempt} from '../../../payment/attempt.ts';
import {detourWords} from '../../../words/detours.ts';
import type {DetourWords} from '../../../words/detours.ts';
import type {WordsLocale} from '../../../words/locale.ts';
import type {Tag} from '../tag.ts';
import {amount, go, note, plain, stop} from './buttons.ts';
import {noteStyles} from './note.styles.ts';
import type {AskingView, PanelView, Stage} from './panel-view.ts';

/** What most purchases never show: other ways to the wallet, doubt, and bad ends. */
export const detours = (tag: Tag): AskingView => {
  adopt(tag, noteStyles);
  return new Detours();
};

class Detours implements AskingView {
  #words: DetourWords | undefined;
  language: WordsLocale | undefined;

  async prepare(language: WordsLocale): Promise<void> {
    this.#words = await detourWords(language);
    this.language = language;
  }

  title({attempt: {action, problem, state}}: PanelView, stage: Stage): string | undefined {
    const own = this.#words;
    if (stage === 'sheet') return action?.type === 'sheet' ? action.title : '';
    if (stage === 'problem') return problem?.code === 'declined' ? own?.declined : state === 'expired' ? own?.expired : own?.failed;
    return own?.[stage as 'app' | 'blocked' | 'leaving'];
  }

  render(view: PanelView, stage: Stage): TemplateResult {
    const words = this.#words;
    const {attempt, story, again} = view;
    const reopen = (): void => story?.reopen();
    if (!words) return html``;
    switch (stage) {
      case 'sheet':
        return sheet(view);
      case 'app':
        return html`${amount(view)}<p role="status">${words.appHow}</p>${go(view.words.openAgain, reopen)}${stop(view)}`;
      case 'leaving':
      case 'blocked':
        return html`${amount(view)}<p role="status">${words[`${stage}How`]}</p>${go(words.openWallet, reopen)}${stop(view)}`;
      case 'pending':
        return html`<p class="note">${pause()}<span role="status">${words.pendingHow}</span></p>
          ${go(words.checkNow, () => story?.ask())}${attempt.action ? plain(view.words.openAgain, reopen) : nothing}`;
      default:
        return html`${problem(attempt, {...view.words, ...words})}${go(view.words.retry, again)}`;
    }
  }

  sentence({state, problem, action}: Attempt, {unreachable, windowHow}: PanelView['words']): string | undefined {
    const words = this.#words;
    if (state === 'acting' && !problem) return action?.type === 'popup' ? windowHow : undefined;
    if (state === 'pending') return words?.pendingHow;
    if (state === 'cancelled') return words?.cancelled;
    return words && {...words, unreachable}[problem?.code ?? 'unknown'];
  }
}

/** A confirmed bad ending: what happened, that nothing was charged, and what to do next. */
function problem({problem: found, state}: Attempt, words: DetourWords & PanelView['words']): TemplateResult {
  const code = found?.code ?? (state === 'expired' ? 'expired' : 'unknown');
  const ours = code === 'declined' ? words.declinedHow : code === 'expired' || code === 'cancelled' ? words.expiredHow : words[code];
  return note(found?.message ? html`${found.message}<br />${ours}` : ours);
}

function sheet({attempt: {action}, story}: PanelView): TemplateResult {
  if (action?.type !== 'sheet') return html``;
  const choice = ({id, label, tone = 'plain'}: SheetChoice): TemplateResult =>
    plain(label, () => story?.choose(id), tone === 'primary' ? 'go' : tone === 'danger' ? 'plain bad' : 'plain');
  return html`${action.text ? html`<p>${action.text}</p>` : nothing}<div class="stack">${action.choices.map(choice)}</div>`;
}
