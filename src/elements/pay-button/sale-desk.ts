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
import {pay, takeUp} from '../../payment/pay.ts';
import type {PaymentProvider} from '../../payment/provider.ts';
import {readReturn} from '../../payment/return-address.ts';
import {PaymentHandoffEvent, PaymentStartEvent} from '../payment-events.ts';
import type {Face} from './face.ts';
import {faceOf} from './face-of.ts';
import {enough, goodsOf, itemsOf, sumOf} from './goods.ts';
import type {Choice, Good} from './goods.ts';
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
  #unmount: (() => void) | undefined;
  #stop: (() => void) | undefined;
  /** The buyer pressed before everything was here; `told`: and was asked to press again. */
  #early: 'no' | 'pressed' | 'told' = 'no';

  constructor(tag: Tag) {
    this.#tag = tag;
    this.#purchase = new PurchaseView(tag);
    this.#supplies = new Supplies(tag, {
      total: () => sumOf(this.#goods),
      stocked: () => this.#stocked(),
      staffed: (settings, merchant, provider) => this.#takeUp(settings, merchant, provider),
      ready: (provider) => void this.#ready(provider),
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
    const {settings, words, merchant, obstacle} = this.#supplies;
    const {attempt, panelOpen} = this.#purchase;
    const handsOff = this.#handoffUrl !== undefined;
    const ready = Boolean(this.#supplies.panel && (this.#supplies.provider ?? handsOff));
    return faceOf({tag: this.#tag, words, usable: Boolean(settings), mode: merchant?.mode, goods: this.#goods, ready, handsOff, obstacle, early: this.#early, attempt, panelOpen});
  }

  /** True while the provider's own button stands where ours would. */
  get ownButton(): boolean {
    return this.#unmount !== undefined && this.#supplies.provider?.surface === 'own-button' && !this.#purchase.attempt;
  }

  renderChoices(): TemplateResult | typeof nothing {
    const {words, settings, choices} = this.#supplies;
    if (!words || !settings) return nothing;
    const {language, disabled} = this.#tag;
    const choose = (choice: Choice): void => this.#choose(choice);
    return choices?.({goods: this.#goods, maxQuantity: settings.maxQuantity, words, language, fixed: this.#purchase.underWay || disabled, choose}) ?? nothing;
  }

  /** For the author alone, and loaded on their machine only. */
  renderMistakes(): readonly TemplateResult[] {
    if (!mistakesOf(this.#tag).length) return [];
    if (!this.#mistakes) {
      void import('./mistakes.ts').then(({renderMistakes}) => {
        this.#mistakes = renderMistakes;
        this.#tag.requestUpdate();
      });
    }
    return this.#mistakes?.(this.#tag) ?? [];
  }

  renderPanel(): TemplateResult | typeof nothing {
    const {words, panel, merchant} = this.#supplies;
    const {attempt, story, panelOpen} = this.#purchase;
    if (!attempt || !words || !panel) return nothing;
    if (merchant && attempt.state === 'review' && attempt.checkout?.links.length) reviewers.add(merchant.id);
    const view: PanelView = {
      words, attempt, story, open: panelOpen,
      language: this.#tag.language,
      mode: attempt.checkout?.extension?.mode ?? merchant?.mode ?? 'unknown',
      shop: merchant?.name,
      goods: this.#goods,
      show: (open) => this.#purchase.show(open),
      again: () => this.#again(),
    };
    return panel.render(view);
  }

  /** Answers whether a payment began in this tick. */
  readonly press = (): boolean => {
    const {settings, merchant, provider, panel, obstacle} = this.#supplies;
    const {attempt, underWay} = this.#purchase;
    if (attempt && (underWay || attempt.state === 'paid')) {
      // Begun at another tag: the same story is carried here, too.
      if (!this.#purchase.story && settings && merchant && provider) this.#purchase.carry(pay({...this.#request(settings, merchant, provider), total: attempt.total}), true);
      this.#purchase.show(true);
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
    if (url) this.#handOff(url, total);
    return false;
  };

  get #goods(): readonly Good[] {
    const {settings, offers} = this.#supplies;
    return settings ? goodsOf(settings.items, offers, this.#choice, settings.maxQuantity) : [];
  }

  get #handoffUrl(): string | undefined {
    const goods = this.#goods;
    return this.#supplies.handoffUrl(goods.length ? itemsOf(goods) : (this.#supplies.settings?.items ?? []));
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
    this.#tag.requestUpdate();
  }

  async #ready(provider: PaymentProvider | undefined): Promise<void> {
    if (provider) {
      const {merchant} = this.#supplies;
      const place = {merchant: {id: merchant?.id ?? '', mode: merchant?.mode ?? 'unknown'}, total: sumOf(this.#goods), locale: this.#tag.language} as const;
      this.#unmount?.();
      this.#unmount = provider.surface === 'press' ? undefined : await (await import('./provider-frame.ts')).mountProvider(this.#tag, provider, place, this.press);
    }
    if (this.#early === 'pressed') {
      // A press that the browser still counts as one can open a wallet's window; an older one cannot.
      if (globalThis.navigator.userActivation?.isActive) this.press();
      else this.#early = 'told';
    }
    this.#tag.requestUpdate();
  }

  #request(settings: Settings, merchant: Merchant, provider: PaymentProvider): TakeUpRequest {
    const {coupon, campaign, items, display} = settings;
    const goods = this.#goods;
    const tag = keyOf(settings, merchant, items);
    return {merchant, provider, items: goods.length ? itemsOf(goods) : items, coupon, campaign, locale: this.#tag.language, display, tag};
  }

  /** A purchase that was begun on this page, before a reload, in another tab, or whose buyer comes back from a wallet. */
  #takeUp(settings: Settings, merchant: Merchant, provider: PaymentProvider): void {
    if (this.#purchase.story) return;
    const back = readReturn(location.href) !== undefined;
    const story = takeUp(this.#request(settings, merchant, provider));
    if (story) this.#purchase.carry(story, back && readReturn(location.href) === undefined);
  }

  /** In the tick of the press: nothing may be awaited here. */
  #begin(settings: Settings, merchant: Merchant, provider: PaymentProvider, total: Money): boolean {
    const request = this.#request(settings, merchant, provider);
    const event = new PaymentStartEvent(request.items, total, provider.id);
    if (!this.#tag.dispatchEvent(event)) return false;
    if (this.#purchase.attempt) this.#purchase.story?.reset();
    const collectFirst = merchant.reviews || reviewers.has(merchant.id) || this.#goods.some(({variant}) => variant.needsDelivery);
    this.#purchase.carry(pay({...request, total, collectFirst}), true);
    return true;
  }

  #handOff(url: string, total: Money | undefined): void {
    const event = new PaymentStartEvent(itemsOf(this.#goods), total ?? {amount: 0, currency: 'XXX'}, 'checkout');
    if (!this.#tag.dispatchEvent(event)) return;
    open(url, '_blank', 'noopener');
    const handoff = new PaymentHandoffEvent('', url);
    this.#tag.dispatchEvent(handoff);
  }

  /** After an ending: back to a button that begins anew. */
  #again(): void {
    this.#purchase.story?.reset();
    this.#stocked();
  }
}

/** Merchants who show something to accept before every payment: from the second purchase on, no wallet is opened only to be closed again. */
const reviewers = new Set<string>();

const keyOf = ({coupon, campaign}: Settings, merchant: Merchant, items: Settings['items']): string => purchaseKey({merchant: merchant.id, items, coupon, campaign});
