import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {cross} from '../../../parts/icons.ts';
import type {Tag} from '../tag.ts';
import {go, note, waiting} from './buttons.ts';
import type {AskingView, PanelView, Stage} from './panel-view.ts';
import {stageOf} from './panel-view.ts';
import {problem} from './problem.ts';
import {receipt} from './receipt.ts';
import {Wallet} from './wallet.ts';

/** Asked before a payment, of few purchases: loaded only for those. */
type Asking = 'details' | 'review';

/** The dialog that opens from a tag: delivery, totals, the wallet, the receipt. One at a time, of whatever the purchase is at. */
export class PaymentPanel {
  readonly #tag: Tag;
  readonly #root: ShadowRoot;
  readonly #wallet: Wallet;
  readonly #asking: Partial<Record<Asking, AskingView>> = {};
  /** Its code could not be loaded. */
  #missing = false;
  #view: PanelView | undefined;
  #stage: Stage | undefined;
  /** The attempt in which the panel has been seen, and the stage whose title had the focus. */
  #shown: string | undefined;
  #focused: string | undefined;
  /** Contact and delivery have been given in this attempt. */
  #asked: string | undefined;

  constructor(tag: Tag) {
    const root = tag.shadowRoot;
    if (!root) throw new Error('A tag has its panel only once it has been rendered');
    this.#tag = tag;
    this.#root = root;
    this.#wallet = new Wallet(tag);
  }

  /** Loads what is asked before the payment, ahead of need. */
  async prepare(stage: Asking): Promise<void> {
    const make = stage === 'details' ? (await import('./delivery-form.ts')).deliveryForm : (await import('./review.ts')).review;
    const view = (this.#asking[stage] ??= make(this.#tag, (attempt) => this.#give(attempt)));
    await view.prepare(this.#tag.language);
    this.#tag.requestUpdate();
  }

  render(view: PanelView): TemplateResult {
    const {attempt, open, language} = view;
    const stage = stageOf(view, this.#shown === attempt.id, this.#asked === attempt.id);
    this.#view = view;
    this.#stage = open ? stage : undefined;
    return html`<dialog class="panel" part="panel" lang=${language} dir="ltr" aria-labelledby="title" @cancel=${this.#cancelled} @keydown=${keepKeys}>
      ${this.#stage ? this.#content(view, this.#stage) : nothing}
    </dialog>`;
  }

  /** After the tag has rendered: opens or closes the dialog, and puts the focus on the title of what is new. */
  updated(): void {
    const dialog = this.#root.querySelector<HTMLDialogElement>('.panel');
    if (!dialog) return;
    const stage = this.#stage;
    const attempt = this.#view?.attempt.id;
    if (!stage) {
      this.#focused = undefined;
      if (dialog.open) this.#close(dialog);
      return;
    }
    if (!dialog.open) dialog.showModal();
    this.#shown = attempt;
    if (this.#focused === `${attempt} ${stage}`) return;
    this.#focused = `${attempt} ${stage}`;
    dialog.scrollTop = 0;
    dialog.querySelector<HTMLElement>('#title')?.focus();
  }

  /** The browser gives the focus back to where it was; when that is nowhere, the button takes it. */
  #close(dialog: HTMLDialogElement): void {
    dialog.close();
    const {activeElement} = this.#tag.getRootNode() as Document | ShadowRoot;
    const nowhere = !activeElement || activeElement === document.body || activeElement === this.#tag;
    if (nowhere && !this.#root.activeElement) this.#tag.focus();
  }

  #content(view: PanelView, stage: Stage): TemplateResult {
    const {words} = view;
    const test = view.mode === 'test' && stage !== 'paid' ? html`<p class="test">${words.test}</p>` : nothing;
    return html`<header>
        <h2 id="title" tabindex="-1">${this.#title(view, stage)}</h2>
        <button type="button" class="icon-button" aria-label=${words.close} @click=${this.#put}>${cross()}</button>
      </header>
      ${test}
      <div class="body" data-stage=${stage}>${this.#body(view, stage)}</div>`;
  }

  #title(view: PanelView, stage: Stage): string {
    const {attempt, words} = view;
    if (stage === 'details') return this.#asking.details?.title?.(view) ?? words.moment;
    if (stage === 'sheet') return attempt.action?.type === 'sheet' ? attempt.action.title : '';
    if (stage === 'problem') return attempt.problem?.code === 'declined' ? words.declined : attempt.state === 'expired' ? words.expired : words.failed;
    if (stage === 'window' && attempt.problem?.code === 'popup_blocked') return words.blocked;
    return words[stage];
  }

  #body(view: PanelView, stage: Stage): TemplateResult {
    switch (stage) {
      case 'moment':
        return moment(view);
      case 'details':
      case 'review':
        return this.#ask(view, stage);
      case 'paid':
        return receipt(view);
      case 'problem':
        return problem(view);
      default:
        return this.#wallet.render(view, stage);
    }
  }

  #ask(view: PanelView, stage: Asking): TemplateResult {
    const asking = this.#asking[stage];
    if (asking?.language !== view.language && !this.#missing) void this.prepare(stage).catch(() => this.#miss(true));
    if (!this.#missing) return asking?.language ? asking.render(view) : moment(view);
    return html`${note(view.words.unreachable)}${go(view.words.retry, () => this.#miss(false))}`;
  }

  #miss(missing: boolean): void {
    this.#missing = missing;
    this.#tag.requestUpdate();
  }

  /** `undefined`: the buyer wants to change what was given. */
  #give(attempt: string | undefined): void {
    this.#asked = attempt;
    this.#tag.requestUpdate();
  }

  readonly #cancelled = (event: Event): void => {
    event.preventDefault();
    this.#put();
  };

  /** Before anything is paid, putting the panel away means not buying; later, the purchase goes on without it. */
  readonly #put = (): void => {
    const view = this.#view;
    const stage = this.#stage;
    if (!view || !stage) return;
    view.show(false);
    if (stage === 'moment' || stage === 'details' || stage === 'review') view.story?.stop();
    if (stage === 'problem') view.again();
  };
}

const moment = ({words}: PanelView): TemplateResult => waiting(html`<span class="spoken">${words.moment}</span>`);

/** What is typed here is not for the shortcuts of the page. */
function keepKeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}
