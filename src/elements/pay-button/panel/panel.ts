import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {adopt} from '../../../parts/adopt.ts';
import {cross} from '../../../parts/icons.ts';
import type {PayButtonWords} from '../../../words/pay-button.ts';
import type {Tag} from '../tag.ts';
import type {DeliveryForm} from './delivery-form.ts';
import type {PanelView, Stage} from './panel-view.ts';
import {stageOf} from './panel-view.ts';
import {panelStyles} from './panel.styles.ts';
import {problem} from './problem.ts';
import {receipt} from './receipt.ts';
import {Review} from './review.ts';
import {Wallet} from './wallet.ts';

const titles: Readonly<Record<Exclude<Stage, 'details' | 'sheet' | 'problem'>, keyof PayButtonWords>> = {
  moment: 'moment',
  review: 'review',
  code: 'scan',
  window: 'window',
  leaving: 'leaving',
  confirming: 'confirming',
  pending: 'pending',
  paid: 'paid',
};

/** The dialog that opens from a tag: delivery, totals, the wallet, the receipt. One at a time, of whatever the purchase is at. */
export class PaymentPanel {
  readonly #tag: Tag;
  readonly #root: ShadowRoot;
  readonly #review: Review;
  readonly #wallet: Wallet;
  #form: DeliveryForm | undefined;
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
    this.#review = new Review(tag, () => this.#ask());
    this.#wallet = new Wallet(tag);
    adopt(tag, panelStyles);
  }

  /** Loads the delivery form ahead of need. */
  async prepareForm(): Promise<void> {
    const {DeliveryForm} = await import('./delivery-form.ts');
    this.#form ??= new DeliveryForm(this.#tag, (attempt) => this.#given(attempt));
    await this.#form.prepare(this.#tag.language);
    this.#tag.requestUpdate();
  }

  render(view: PanelView): TemplateResult {
    const {attempt, open, words, language} = view;
    const stage = stageOf(view, this.#shown === attempt.id, this.#asked === attempt.id);
    this.#view = view;
    this.#stage = open ? stage : undefined;
    if (stage === 'details' && this.#form?.language !== language) void this.prepareForm();
    return html`<dialog class="panel" part="panel" lang=${language} dir="ltr" aria-labelledby="title" @cancel=${this.#cancelled} @keydown=${keepKeys}>
      ${this.#stage ? this.#content(view, this.#stage, words) : nothing}
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

  #content(view: PanelView, stage: Stage, words: PayButtonWords): TemplateResult {
    const test = view.mode === 'test' && stage !== 'paid' ? html`<p class="test">${view.words.test}</p>` : nothing;
    return html`<header>
        <h2 id="title" tabindex="-1">${this.#title(view, stage)}</h2>
        <button type="button" class="icon-button" aria-label=${words.close} @click=${this.#put}>${cross()}</button>
      </header>
      ${test}
      <div class="body" data-stage=${stage}>${this.#body(view, stage)}</div>`;
  }

  #title(view: PanelView, stage: Stage): string {
    const {attempt, words} = view;
    if (stage === 'details') return this.#form?.title(view) ?? words.moment;
    if (stage === 'sheet') return attempt.action?.type === 'sheet' ? attempt.action.title : '';
    if (stage === 'problem') return attempt.problem?.code === 'declined' ? words.declined : attempt.state === 'expired' ? words.expired : words.failed;
    if (stage === 'window' && attempt.problem?.code === 'popup_blocked') return words.blocked;
    return words[titles[stage]];
  }

  #body(view: PanelView, stage: Stage): TemplateResult {
    switch (stage) {
      case 'moment':
        return waiting(view.words.moment);
      case 'details':
        return this.#form?.render(view) ?? waiting(view.words.moment);
      case 'review':
        return this.#review.render(view);
      case 'paid':
        return receipt(view);
      case 'problem':
        return problem(view);
      default:
        return this.#wallet.render(view, stage);
    }
  }

  #ask(): void {
    this.#asked = undefined;
    this.#tag.requestUpdate();
  }

  #given(attempt: string): void {
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

const waiting = (text: string): TemplateResult => html`<p class="busy" role="status"><span class="dots" aria-hidden="true"><i></i></span><span class="spoken">${text}</span></p>`;

/** What is typed here is not for the shortcuts of the page. */
function keepKeys(event: KeyboardEvent): void {
  if (event.key !== 'Escape') event.stopPropagation();
}
