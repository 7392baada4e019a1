import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {cross} from '../../../parts/icons.ts';
import type {Tag} from '../tag.ts';
import {go, note, waiting} from './buttons.ts';
import type {AskingView, PanelView, Stage} from './panel-view.ts';
import {stageOf} from './panel-view.ts';
import {receipt} from './receipt.ts';
import {Wallet} from './wallet.ts';

/** Shown in few purchases: loaded only for those. */
type Rare = 'details' | 'review' | 'detours';

const rare = (stage: Stage): Rare => (stage === 'details' || stage === 'review' ? stage : 'detours');

/** The dialog that opens from a tag: delivery, totals, the wallet, the receipt. One at a time, of whatever the purchase is at. */
export class PaymentPanel {
  readonly #tag: Tag;
  readonly #wallet: Wallet;
  readonly #rare: Partial<Record<Rare, AskingView>> = {};
  /** What it is about to show is on its way, or could not be loaded. */
  #code: 'coming' | 'missing' | undefined;
  #view: PanelView | undefined;
  #stage: Stage | undefined;
  /** The attempt that it shows, and the stage whose title had the focus. */
  #shows: string | undefined;
  #focused: string | undefined;
  /** Contact and delivery have been given in this attempt. */
  #asked: string | undefined;
  /** Of tag and dialog, from the first time that this opens. */
  #sight: IntersectionObserver | undefined;

  constructor(tag: Tag) {
    this.#tag = tag;
    this.#wallet = new Wallet(tag);
  }

  /** Loads what only some purchases show, ahead of need. */
  async prepare(what: Rare): Promise<void> {
    const make = await makers[what]();
    const view = (this.#rare[what] ??= make(this.#tag, (attempt) => this.#give(attempt)));
    await view.prepare(this.#tag.language);
  }

  /** What it shows of a purchase; `undefined` for nothing. */
  stageOf(view: PanelView): Stage | undefined {
    const {id} = view.attempt;
    return view.open === 'no' ? undefined : stageOf(view, this.#shows === id, this.#asked === id);
  }

  /** What the tag says of a rare turn while the panel is put away. */
  sentence({attempt, words}: PanelView): string | undefined {
    return attempt.problem?.message ?? this.#rare.detours?.sentence?.(attempt, words);
  }

  render(view: PanelView): TemplateResult {
    const stage = this.stageOf(view);
    this.#view = view;
    this.#stage = stage;
    this.#shows = stage && view.attempt.id;
    return html`<dialog class="panel" part="panel" lang=${view.language} dir="ltr" aria-labelledby="title" @cancel=${this.#cancelled} @keydown=${this.#typed} @keypress=${keep} @keyup=${keep} @wheel=${keep} @touchmove=${keep}>
      ${stage ? this.#content(view, stage) : nothing}
    </dialog>`;
  }

  /** After the tag has rendered: opens or closes the dialog, and puts the focus on the title of what is new. */
  updated(): void {
    const dialog = this.#tag.shadowRoot?.querySelector<HTMLDialogElement>('.panel');
    if (!dialog) return;
    // A page may hide the tag with the panel open: a dialog that nobody sees would lock the page. Older engines cannot tell.
    const stage = (this.#tag.checkVisibility?.() ?? true) ? this.#stage : undefined;
    const {id: attempt, state = ''} = this.#view?.attempt ?? {};
    if (!stage) {
      if (/^(acting|pending|cancelled|failed|expired)$/.test(state)) this.#load('detours');
      this.#focused = undefined;
      if (dialog.open) this.#close(dialog);
      return;
    }
    if (!dialog.matches(':modal')) {
      // After a move it stands open still, but over nothing.
      dialog.close();
      dialog.showModal();
      this.#sight ??= new IntersectionObserver(() => this.updated());
      this.#sight.observe(this.#tag);
      this.#sight.observe(dialog);
      this.#focused = undefined;
    }
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
    if (nowhere && !this.#tag.shadowRoot?.activeElement) this.#tag.focus();
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
    const {words} = view;
    const own = this.#rare[rare(stage)]?.title?.(view, stage);
    return own ?? (stage in words ? words[stage as keyof typeof words] : words.moment);
  }

  #body(view: PanelView, stage: Stage): TemplateResult {
    if (stage === 'moment') return moment(view);
    if (stage === 'paid') return receipt(view);
    return /^(scan|window|confirming)$/.test(stage) ? this.#wallet.render(view, stage) : this.#seldom(view, stage);
  }

  #seldom(view: PanelView, stage: Stage): TemplateResult {
    const what = rare(stage);
    this.#load(what);
    const {words} = view;
    const seldom = this.#rare[what];
    if (this.#code !== 'missing') return seldom?.language ? seldom.render(view, stage) : moment(view);
    return html`${note(words.unreachable)}${go(words.retry, () => this.#turn())}`;
  }

  #load(what: Rare): void {
    if (this.#code || this.#rare[what]?.language === this.#tag.language) return;
    // One at a time: a second try that fails later would take back what the buyer presses after the first.
    this.#code = 'coming';
    void this.prepare(what).then(() => this.#turn(), () => this.#turn('missing'));
  }

  #turn(code?: 'missing'): void {
    this.#code = code;
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

  readonly #typed = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key !== 'Escape') return;
    // The panel is gone when the key comes up.
    addEventListener('keyup', keep, {capture: true, once: true});
    // In some engines the same key closes the page's popover around the tag, too.
    if (this.#tag.closest('[popover]')) this.#cancelled(event);
  };

  /** Before anything is paid, putting the panel away means not buying; later, the purchase goes on without it. */
  readonly #put = (): void => {
    const view = this.#view;
    const stage = this.#stage;
    if (!view || !stage) return;
    view.show('no');
    if (/^(moment|details|review)$/.test(stage)) view.story?.stop();
    if (stage === 'problem') view.again();
  };
}

const makers: Readonly<Record<Rare, () => Promise<(tag: Tag, given: (attempt: string | undefined) => void) => AskingView>>> = {
  details: async () => (await import('./delivery-form.ts')).deliveryForm,
  review: async () => (await import('./review.ts')).review,
  detours: async () => (await import('./detours.ts')).detours,
};

const moment = ({words}: PanelView): TemplateResult => waiting(html`<span class="spoken">${words.moment}</span>`);

/** What is typed and scrolled here is not for the page: it has shortcuts, dialogs that close with the same Escape, and scrolling of its own. */
const keep = {handleEvent: (event: Event) => event.stopPropagation(), passive: true};
