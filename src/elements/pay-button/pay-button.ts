import {LitElement, adoptStyles, html, isServer, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import type {Merchant} from '../../merchant/merchant.ts';
import {hangtag} from '../../page/define.ts';
import {followMistakes} from '../../page/reports.ts';
import {LocaleController} from '../../parts/locale-controller.ts';
import {whenNear} from '../../parts/near-viewport.ts';
import {accent} from '../../parts/accent.styles.ts';
import type {PaymentProvider} from '../../payment/provider.ts';
import {isUnderWay} from '../../payment/under-way.ts';
import type {WordsLocale} from '../../words/locale.ts';
import type {PayButtonFaceWords} from '../../words/pay-button-face.ts';
import {payButtonFaceWords} from '../../words/pay-button-face.ts';
import type {Face} from './face.ts';
import {payButtonStyles} from './pay-button.styles.ts';
import type {SaleDesk} from './sale-desk.ts';
import type {Tag} from './tag.ts';

export type * from './props.ts';

/**
 * A button that sells: it shows what something costs, takes the payment with the wallet that the buyer has, and shows what came of it.
 *
 * The author's own `<a href>` inside it is what people see before the script runs, without script, and whenever the tag cannot act.
 *
 * @tag pay-button
 *
 * @slot - A link to where the same thing can be bought without this tag. Hidden while the tag can act.
 * @slot label - Replaces the word "Buy".
 *
 * @csspart button - The button.
 * @csspart label - The words on the button.
 * @csspart price - The price on the button.
 * @csspart status - The sentence under the button.
 * @csspart choices - Variant and quantity, when there is something to choose.
 * @csspart ways - The ways to pay, when there are several.
 * @csspart variants - The native select with the variants.
 * @csspart quantity - The quantity with its two buttons.
 * @csspart panel - The dialog in which delivery, totals, the wallet and the receipt are shown.
 * @csspart pay - The button in the panel that goes on or pays.
 * @csspart qr - The QR code.
 * @csspart receipt - The receipt.
 *
 * @cssprop --hangtag-accent - The one accent, taken from the page. Default: the system's accent.
 * @cssprop --hangtag-on-accent - Text on the accent. Default: black or white, whichever is read better.
 * @cssprop --hangtag-surface - Background of the panel.
 * @cssprop --hangtag-ink - Text in the panel.
 * @cssprop --hangtag-font - Font family. Default: the page's.
 * @cssprop --hangtag-radius - Corners. Default: 8px.
 * @cssprop --hangtag-border - Lines, as in `border`.
 * @cssprop --hangtag-shadow - Shadow of the panel.
 * @cssprop --pay-button-width - The least width of the tag. Default: 15rem.
 * @cssprop --pay-button-height - The least height of the button. Default: 52px.
 * @cssprop --pay-button-radius - Corners of the button.
 * @cssprop --pay-button-background - Background of the button. Default: the accent.
 * @cssprop --pay-button-color - Text on the button.
 *
 * @cssstate busy - Something is on its way and a press changes nothing.
 * @cssstate ready - A press pays.
 * @cssstate paid - The merchant confirmed the order.
 * @cssstate off - The tag cannot act.
 * @cssstate test - No money moves.
 *
 * @fires {PaymentStartEvent} payment-start - Before anything happens; cancelable.
 * @fires {PaymentPendingEvent} payment-pending - The merchant does not know yet whether money moved.
 * @fires {PaymentCompleteEvent} payment-complete - The merchant confirmed the order.
 * @fires {PaymentCancelEvent} payment-cancel - The buyer stopped; no money moved.
 * @fires {PaymentErrorEvent} payment-error - Declined, expired or failed; no money moved.
 * @fires {PaymentHandoffEvent} payment-handoff - Somebody else's checkout was opened; its end is not known here.
 */
export class PayButton extends LitElement implements Tag {
  static readonly [hangtag] = 'pay-button';
  // A server would write them into the page, where a strict one refuses them; there is only a slot to show, anyway.
  static override styles = isServer ? [] : [accent, payButtonStyles];
  static override properties = {
    merchant: {},
    item: {},
    providers: {},
    coupon: {},
    campaign: {},
    locale: {reflect: true},
    disabled: {type: Boolean, reflect: true},
    price: {},
    currency: {},
    label: {},
    checkoutHref: {attribute: 'checkout-href'},
    maxQuantity: {attribute: 'max-quantity'},
  };

  /** Origin of a UCP merchant, such as `https://shop.example`, or a `Merchant`. Default: the page's configuration. */
  declare merchant: string | Merchant | null | undefined;
  /** What is sold: `sku`, `sku:2` or `sku1:2,sku2:1`. */
  declare item: string | null | undefined;
  /** Ids of payment providers in order of preference, separated by spaces, or a list of ids and `PaymentProvider`s. Default: the best available. */
  declare providers: string | readonly (string | PaymentProvider)[] | null | undefined;
  /** A coupon code. */
  declare coupon: string | null | undefined;
  /** Names where the sale came from. */
  declare campaign: string | null | undefined;
  /** BCP 47; default: the nearest `lang` around the tag. */
  declare locale: string | null | undefined;
  /** Switches the tag off; the author's link stays hidden. */
  declare disabled: boolean;
  /** On a page without a merchant server: the price in major units, such as `128.00`. */
  declare price: string | null | undefined;
  /** On a page without a merchant server: ISO 4217, such as `HKD`. */
  declare currency: string | null | undefined;
  /** On a page without a merchant server: what is sold, in words. */
  declare label: string | null | undefined;
  /** A hosted checkout or payment link to open when there is nothing to pay with here. */
  declare checkoutHref: string | null | undefined;
  /** Lets the buyer choose how many, up to this number and the stock. Default: `item` says how many. */
  declare maxQuantity: string | number | null | undefined;

  readonly #locale = new LocaleController(this);
  readonly #internals = this.attachInternals?.();
  #desk: SaleDesk | undefined;
  #broken = false;
  #pressed = false;
  #hydrated = false;
  #hasLink = false;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.disabled = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    tags.add(this);
    followMistakes(this, () => this.requestUpdate());
    this.#stop = whenNear(this, () => this.#near());
    for (const sign of ['pointerenter', 'focusin'] as const) this.addEventListener(sign, this.#near, {once: true});
    // Nobody has to scroll for it to go on.
    if (isUnderWay()) this.#near();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    tags.delete(this);
    followMistakes(this, undefined);
    this.#stop?.();
  }

  /** A page that moves the tag with `moveBefore` tears nothing out. */
  protected connectedMoveCallback(): void {}

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const declared = this.shadowRoot;
    // What a server rendered can only be taken over by a Lit that has the support for it, which adds this; else it would be there twice.
    if (declared && !Object.hasOwn(LitElement, 'observedAttributes')) declared.replaceChildren();
    this.#hydrated = !declared?.firstChild;
    const root = super.createRenderRoot() as ShadowRoot;
    // Hydration takes a server's styles for granted.
    if (!this.#hydrated) adoptStyles(root, PayButton.elementStyles);
    return root;
  }

  protected override render(): TemplateResult {
    if (isServer || !this.#hydrated) return html`<slot></slot>`;
    const words = payButtonFaceWords[this.language];
    const face = this.#face;
    const button = (face.canAct || !this.#hasLink) && !this.#desk?.ownButton;
    return html`<div class="tag" lang=${this.language} @click=${keepFromLink}>
      ${this.#desk?.renderChoices() ?? nothing}
      <div class="deck">${this.#desk?.renderFrame() ?? nothing}${button ? this.#button(face, words) : nothing}</div>
      <slot ?hidden=${face.canAct} @slotchange=${this.#linkChanged}></slot>
      <p class="status" part="status" role="status" id="status" dir="ltr">${face.status ?? (button || this.#desk?.ownButton ? nothing : face.label)}</p>
      ${this.#desk?.renderMistakes() ?? nothing}
      ${this.#desk?.renderPanel() ?? nothing}
    </div>`;
  }

  protected override updated(): void {
    if (!this.#hydrated) {
      this.#hydrated = true;
      this.requestUpdate();
    }
    const {state, test} = this.#face;
    for (const name of ['busy', 'ready', 'paid', 'off'] as const) this.#setState(name, state === name);
    this.#setState('test', Boolean(test));
  }

  /** The language that the tag speaks. */
  get language(): WordsLocale {
    return this.#locale.value;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.buy')?.focus(options);
  }

  override click(): void {
    this.renderRoot.querySelector<HTMLElement>('.buy')?.click();
  }

  get #face(): Face {
    if (this.#desk) return this.#desk.face;
    return {state: this.disabled || this.#broken ? 'off' : this.#pressed ? 'busy' : 'waiting', canAct: !this.#broken};
  }

  #button(face: Face, words: PayButtonFaceWords): TemplateResult {
    const {state, price} = face;
    const still = state === 'busy' || state === 'off';
    return html`<button
      class="buy ${looks[state]}" part="button" type="button"
      aria-disabled=${still ? 'true' : nothing} aria-busy=${state === 'busy' ? 'true' : nothing} aria-describedby="status" @click=${this.#press}
    >
      <span class="label" part="label">
        ${face.label ?? (state === 'busy' ? words.moment : html`<slot name="label">${words.buy}</slot>`)}
        ${state === 'busy' ? html`<span class="dots" aria-hidden="true"><i></i></span>` : nothing}
      </span>
      ${price
        ? html`<span class="price" part="price">${price}</span>`
        : state === 'off' || face.noPrice ? nothing : html`<span class="coming" role="img" aria-label=${words.priceComing}></span>`}
      ${face.caption ? html`<span class="caption">${face.caption}</span>` : nothing}
      ${face.title ? html`<span class="spoken" lang=${face.language ?? nothing}>, ${face.title}</span>` : nothing}
    </button>`;
  }

  readonly #press = (): void => {
    if (this.disabled || this.#broken) return;
    if (this.#desk) return void this.#desk.press();
    this.#pressed = true;
    this.requestUpdate();
    this.#near();
  };

  /** The tags of a page ask for their prices together, in one request. */
  readonly #near = (): void => {
    for (const tag of tags) void tag.#open();
    void this.#open().then(() => this.#desk?.near());
  };

  async #open(): Promise<void> {
    if (this.#desk || isServer) return;
    try {
      const {SaleDesk} = await (code ??= import('./sale-desk.ts'));
      if (this.#desk) return;
      this.#desk = new SaleDesk(this);
      if (this.#pressed) this.#desk.press();
    } catch (error) {
      console.error(`<${this.localName}> could not load its code:`, error);
      this.#broken = true;
    }
    this.requestUpdate();
  }

  #linkChanged(event: Event): void {
    const content = (event.target as HTMLSlotElement).assignedNodes();
    this.#hasLink = content.some((node) => node instanceof Element || Boolean(node.textContent?.trim()));
    this.requestUpdate();
  }

  #setState(name: string, on: boolean): void {
    try {
      this.#internals?.states[on ? 'add' : 'delete'](name);
    } catch {
      // Older engines want dashes in front of a state's name; they do without.
    }
  }
}

const looks: Readonly<Record<Face['state'], string>> = {waiting: '', ready: '', busy: 'under', open: 'under', off: 'off', paid: 'done'};

/** Every tag in a document. */
const tags = new Set<PayButton>();
let code: Promise<typeof import('./sale-desk.ts')> | undefined;

/** A link around the tag must not act when something of ours is pressed. What needs its default action keeps it: browsers end there. */
function keepFromLink(event: Event): void {
  const [target] = event.composedPath();
  if (!(target instanceof Element) || target.closest('a, button:not([type=button]), input[type=radio], .card')) return;
  event.preventDefault();
  target.closest('label')?.control?.focus();
}
