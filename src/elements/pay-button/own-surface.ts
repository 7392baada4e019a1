import type {TemplateResult} from 'lit';
import {nothing} from 'lit';
import type {Face} from './face.ts';
import {ProviderFrame} from './provider-frame.ts';
import type {PurchaseView} from './purchase-view.ts';
import type {Tag} from './tag.ts';

/** What a provider puts on the page itself, as the tag goes about it: when it is seen, where, and what pressing it means. */
export class OwnSurface {
  readonly frame: ProviderFrame;
  readonly #purchase: PurchaseView;
  readonly #face: () => Face;

  /** `face`: how the tag looks without it. */
  constructor(tag: Tag, purchase: PurchaseView, face: () => Face, press: () => boolean) {
    this.#purchase = purchase;
    this.#face = face;
    this.frame = new ProviderFrame(tag, () => (this.#reviewing ? this.#confirm() : press()));
  }

  /** Above its own button stands what it costs. */
  dress(face: Face): Face {
    return this.#isButton && !this.#hides ? {...face, price: undefined, caption: undefined, noPrice: true} : face;
  }

  /** True while the provider's own button stands where ours would. */
  get standsIn(): boolean {
    return this.#isButton && this.#resting && !this.#hides;
  }

  render(totalWord: string): TemplateResult | typeof nothing {
    return this.frame.surface && !this.#hides ? this.frame.render(this.#face(), totalWord, this.#resting) : nothing;
  }

  /** The provider's own button, where it is to be pressed in the panel. */
  get inPanel(): TemplateResult | undefined {
    return this.#reviewing ? this.frame.slot() : undefined;
  }

  get #isButton(): boolean {
    return this.frame.surface === 'own-button';
  }

  get #hides(): boolean {
    return this.#reviewing || /^(paid|off)$/.test(this.#face().state);
  }

  /** A press may begin a payment. */
  get #resting(): boolean {
    return !this.#purchase.underWay && this.#purchase.attempt?.state !== 'paid';
  }

  /** The second press is made in the panel. */
  get #reviewing(): boolean {
    const {attempt, open} = this.#purchase;
    return open !== 'no' && attempt?.state === 'review' && this.#isButton;
  }

  #confirm(): boolean {
    const {story} = this.#purchase;
    story?.confirm();
    return story?.playing ?? false;
  }
}
