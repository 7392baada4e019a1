import {nothing} from 'lit';
import type {ReactiveController, TemplateResult} from 'lit';
import {purchaseKey} from '../../commerce/item.ts';
import type {Money} from '../../commerce/money.ts';
import type {Merchant} from '../../merchant/merchant.ts';
import type {TakeUpRequest} from '../../payment/attempt.ts';
import {followConfiguration} from '../../page/configuration.ts';
import {mistakesOf} from '../../page/reports.ts';
import {adopt} from '../../parts/adopt.ts';
import {tokens} from '../../parts/tokens.styles.ts';
import {pageTill, pay} from '../../payment/pay.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import {isUnderWay} from '../../payment/under-way.ts';
import {PaymentStartEvent} from '../payment-events.ts';
import type {Face} from './face.ts';
import {faceOf} from './face-of.ts';
import {enough, goodsOf, itemsOf, sumOf} from './goods.ts';
import type {Choice, Good} from './goods.ts';
import type {OwnSurface} from './own-surface.ts';
import type {PanelView} from './panel/panel-view.ts';
import {panelStyles} from './panel/panel.styles.ts';
import {PurchaseView} from './purchase-view.ts';
import {saleStyles} from './sale.styles.ts';
import type {Settings} from './settings.ts';
import {Supplies} from './supplies.ts';
import type {Tag} from './tag.ts';

/** Everything behind a tag that is not its face: what is sold, what the buyer chooses, and the press that begins the payment. */
export class SaleDesk implements ReactiveController {
  readonly #tag: Tag;
  readonly #purchase: PurchaseView;
  readonly #supplies: Supplies;
  #choice: Choice = {};
  #mistakes: typeof import('./mistakes.ts').renderMistakes | undefined;
  /** For providers that put something of their own on the page. */
  #own: OwnSurface | undefined;
  #stop: (() => void) | undefined;
  /** The buyer pressed before everything was here; `told`: and was asked to press again. */
  #early: 'no' | 'pressed' | 'told' = 'no';

  constructor(tag: Tag) {
    this.#tag = tag;
    this.#purchase = new PurchaseView(tag);
    this.#supplies = new Supplies(tag, {
      total: () => sumOf(this.#goods),
      mount: (...hired) => this.#mount(...hired),
      stocked: () => this.#stocked(),
      staffed: (...hired) => this.#earlier(...hired),
      ready: () => this.#ready(),
    });
    tag.addController(this);
    adopt(tag, tokens, saleStyles, panelStyles);
    for (const interest of ['pointerenter', 'focusin']) tag.addEventListener(interest, () => void this.#supplies.complete());
    void this.#supplies.read();
  }

  hostConnected(): void {
    this.#stop ??= followConfiguration(() => this.#tag.requestUpdate());
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  hostUpdate(): void {
    void this.#supplies.read();
  }

  hostUpdated(): void {
    this.#supplies.panel?.updated();
  }

  /** The tag nears what the buyer sees: a press must find everything ready. */
  near(): void {
    this.#supplies.near();
  }

  get face(): Face {
    return this.#own?.dress(this.#face) ?? this.#face;
  }

  get #face(): Face {
    const {settings, words, merchant, obstacle, panel, provider, handoff} = this.#supplies;
    const {attempt} = this.#purchase;
    const handsOff = this.#handoffUrl !== undefined;
    const ready = Boolean(panel && (provider ?? handsOff));
    const view = this.#view;
    // What the panel says is not said twice.
    const rare = view && panel?.stageOf(view) ? null : view && panel?.sentence(view);
    return faceOf({tag: this.#tag, words, usable: Boolean(settings), mode: merchant?.mode, goods: this.#goods, ready, handsOff, handoff, obstacle: obstacle && (obstacle.sentence ?? ''), early: this.#early, attempt, rare});
  }

  /** True while the provider's own button stands where ours would. */
  get ownButton(): boolean {
    return this.#own?.standsIn ?? false;
  }

  renderChoices(): unknown {
    const {words, settings, choices, ways} = this.#supplies;
    if (!words || !settings) return nothing;
    const {language, disabled} = this.#tag;
    const fixed = this.#purchase.underWay || disabled;
    const choose = (choice: Choice): void => this.#choose(choice);
    return [choices?.({goods: this.#goods, maxQuantity: settings.maxQuantity, words, language, fixed, choose, supplies: this.#supplies}), ways?.render(fixed)];
  }

  /** What a provider puts on the page itself. */
  renderFrame(): TemplateResult | typeof nothing {
    return this.#own?.render(this.#supplies.words?.total ?? '') ?? nothing;
  }

  /** A way out for the buyer; and for the author alone, loaded on their machine only, what is wrong. */
  renderMistakes(): unknown {
    const wayOut = this.#supplies.obstacle?.wayOut?.();
    if (!mistakesOf(this.#tag).length) return wayOut;
    if (!this.#mistakes) {
      void import('./mistakes.ts').then(({renderMistakes}) => {
        this.#mistakes = renderMistakes;
        this.#tag.requestUpdate();
      });
    }
    return [wayOut, this.#mistakes?.(this.#tag)];
  }

  renderPanel(): TemplateResult | typeof nothing {
    const {panel, merchant} = this.#supplies;
    const view = this.#view;
    if (!view || !panel) return nothing;
    if (merchant && view.attempt.state === 'review' && view.attempt.checkout?.links.length) reviewers.add(merchant.id);
    return panel.render(view);
  }

  /** What the panel is to show. */
  get #view(): PanelView | undefined {
    const {words, merchant} = this.#supplies;
    const {attempt, story, open} = this.#purchase;
    if (!attempt || !words) return undefined;
    return {
      words, attempt, story, open,
      language: this.#tag.language,
      mode: attempt.checkout?.extension?.mode ?? merchant?.mode ?? 'unknown',
      shop: merchant?.name,
      goods: this.#goods,
      surface: this.#own?.frame.surface,
      ownButton: this.#own?.inPanel,
      show: (open) => this.#purchase.show(open),
      again: () => this.#again(),
    };
  }

  /** Answers whether a payment began in this tick. */
  readonly press = (): boolean => {
    const {settings, merchant, provider, panel, obstacle} = this.#supplies;
    const {attempt, underWay} = this.#purchase;
    if (attempt && (underWay || attempt.state === 'paid')) {
      // Begun at another tag: the same story is carried here, too.
      if (!this.#purchase.story && settings && merchant && provider) this.#purchase.carry(pay(Object.assign(this.#request(settings, merchant, provider), {total: attempt.total})), 'asked');
      this.#purchase.show('asked');
      return false;
    }
    const url = this.#handoffUrl;
    if (this.#tag.disabled || obstacle !== undefined || !this.#goods.every(enough)) return false;
    if (!panel || !settings || !merchant || !(provider ?? url)) {
      this.#early = 'pressed';
      this.#tag.requestUpdate();
      return false;
    }
    this.#early = 'no';
    const total = sumOf(this.#goods);
    if (provider && total) return this.#begin(settings, merchant, provider, total);
    if (url) this.#supplies.handoff?.press(url, itemsOf(this.#goods), total);
    return false;
  };

  get #goods(): readonly Good[] {
    const {settings, offers} = this.#supplies;
    return settings ? goodsOf(settings.items, offers, this.#choice, settings.maxQuantity) : [];
  }

  /** Where a press would lead, once it can: what is not loaded yet cannot be pressed. */
  get #handoffUrl(): string | undefined {
    const goods = this.#goods;
    return this.#supplies.handoff && this.#supplies.handoffUrl(goods.length ? itemsOf(goods) : (this.#supplies.settings?.items ?? []));
  }

  #choose(choice: Choice): void {
    this.#choice = {...this.#choice, ...choice};
    this.#stocked();
  }

  /** What is sold has changed: another purchase, unless one is under way. */
  #stocked(): void {
    const {settings, merchant} = this.#supplies;
    if (settings && merchant && !this.#purchase.underWay) {
      this.#purchase.release();
      this.#purchase.key = keyOf(settings, merchant, itemsOf(this.#goods));
    }
    if (this.#supplies.provider) void this.#own?.frame.update(this.#supplies.place).catch(reportError);
    this.#tag.requestUpdate();
  }

  async #mount(provider: PaymentProvider, place: Place, ready: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    if (provider.surface === 'press') {
      this.#own?.frame.remove();
      return ready;
    }
    // Whoever waits for it comes after the import.
    ready.catch(() => undefined);
    const {OwnSurface} = await import('./own-surface.ts');
    signal.throwIfAborted();
    this.#own ??= new OwnSurface(this.#tag, this.#purchase, () => this.#face, this.press);
    return this.#own.frame.show(provider, place, ready);
  }

  #ready(): void {
    if (this.#early === 'pressed') {
      // A press that the browser still counts as one can open a wallet's window; an older one cannot. Whoever pressed has seen neither fields nor another button.
      if (!this.#own?.frame.surface && globalThis.navigator.userActivation?.isActive) this.press();
      else this.#early = 'told';
    }
    this.#tag.requestUpdate();
  }

  #request(settings: Settings, merchant: Merchant, provider: PaymentProvider): TakeUpRequest {
    const {coupon, campaign, items, display} = settings;
    const goods = this.#goods;
    const tag = keyOf(settings, merchant, items);
    const frame = (): HTMLElement | undefined => this.#own?.frame.element;
    // The tag may be another shop's by then.
    const chosen = (): PaymentProvider => (this.#supplies.merchant?.id === merchant.id && this.#supplies.provider) || provider;
    return {
      merchant, items: goods.length ? itemsOf(goods) : items, coupon, campaign, locale: this.#tag.language, display, tag,
      get provider() { return chosen(); },
      get frame() { return frame(); },
    };
  }

  /** A purchase that was begun on this page, before a reload, in another tab, or whose buyer comes back from a wallet; `undefined` when there can be none. */
  #earlier(settings: Settings, merchant: Merchant, provider: PaymentProvider): Promise<void> | undefined {
    if (this.#purchase.story || !(isUnderWay() || pageTill().used)) return undefined;
    return import('../../payment/take-up.ts').then(({takeUp}) => {
      const taken = this.#purchase.story ? undefined : takeUp(this.#request(settings, merchant, provider));
      if (taken) this.#purchase.carry(taken.story, taken.back ? 'asked' : 'no');
    });
  }

  /** In the tick of the press: nothing may be awaited here. */
  #begin(settings: Settings, merchant: Merchant, provider: PaymentProvider, total: Money): boolean {
    const request = this.#request(settings, merchant, provider);
    const event = new PaymentStartEvent(request.items, total, provider.id);
    if (!this.#tag.dispatchEvent(event)) return false;
    if (this.#purchase.attempt) this.#purchase.story?.reset();
    const collectFirst = merchant.reviews || reviewers.has(merchant.id) || this.#goods.some(({variant}) => variant.needsDelivery);
    const story = pay(Object.assign(request, {total, collectFirst}));
    this.#purchase.carry(story, 'yes');
    return story.playing;
  }

  /** After an ending: back to a button that begins anew. */
  #again(): void {
    const paid = this.#purchase.attempt?.state === 'paid';
    this.#purchase.story?.reset();
    // What was typed was for that purchase.
    if (paid) void this.#own?.frame.renew().catch(reportError);
    this.#stocked();
  }
}

/** Merchants who show something to accept before every payment: from the second purchase on, no wallet is opened only to be closed again. */
const reviewers = new Set<string>();

const keyOf = ({coupon, campaign}: Settings, merchant: Merchant, items: Settings['items']): string => purchaseKey({merchant: merchant.id, items, coupon, campaign});
