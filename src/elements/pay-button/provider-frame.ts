import {html, nothing} from 'lit';
import type {ReactiveController, TemplateResult} from 'lit';
import {hangtag} from '../../page/define.ts';
import {adopt} from '../../parts/adopt.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import type {Face} from './face.ts';
import {providerFrameStyles} from './provider-frame.styles.ts';
import type {Tag} from './tag.ts';

/** What takes longer than this to come up does not come; ms. A vendor's fields may take longer than its script. */
const patience = 10_000;

const rooms = {press: 0, fields: 220, 'own-button': 52};

/**
 * A provider's own fields or button: in the light DOM, where vendors' frames work, with its place kept free. It is told when total or language change,
 * survives every state of the tag, and goes when the tag has left the page.
 */
export class ProviderFrame implements ReactiveController {
  readonly #tag: Tag;
  readonly #press: () => boolean;
  readonly #room = new CSSStyleSheet();
  #provider: PaymentProvider | undefined;
  #place: Place | undefined;
  #unmount: (() => void) | undefined;
  #relays: readonly Element[] = [];
  #mounts = 0;
  /** The latest of them, while its frame is up. */
  #mounting: Promise<void> | undefined;
  #focusWas: 'frame' | 'button' | undefined;
  /** What is handed into the payment. */
  element: HTMLElement | undefined;

  constructor(tag: Tag, press: () => boolean) {
    this.#tag = tag;
    this.#press = press;
    tag.addController(this);
    adopt(tag, providerFrameStyles);
    const {shadowRoot: root} = tag;
    if (root) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#room];
  }

  get surface(): PaymentProvider['surface'] | undefined {
    return this.#provider?.surface;
  }

  /**
   * Keeps the place free at once, and mounts the provider when it is `ready`. The same provider is told what has changed; another takes its place. Rejects
   * when it cannot put anything up.
   */
  async show(provider: PaymentProvider, place: Place, ready: Promise<unknown>): Promise<void> {
    const known = provider === this.#provider;
    if (!known) {
      this.remove();
      this.#provider = provider;
      this.#room.replaceSync(`.frame{min-block-size:${provider.frameHeight ?? rooms[provider.surface]}px}`);
      this.#tag.requestUpdate();
    }
    await ready;
    if (provider !== this.#provider) return;
    if (this.element) await this.update(place);
    else await (this.#mounting = this.#mount(provider, place));
  }

  /** Total or language have changed. */
  async update(place: Place): Promise<void> {
    await this.#mounting;
    const {element} = this;
    const provider = this.#provider;
    const {total, locale} = this.#place ?? {};
    if (!element || !provider || (locale === place.locale && JSON.stringify(total) === JSON.stringify(place.total))) return;
    this.#place = place;
    nameFrame(element, provider, place);
    if (provider.update) provider.update(element, place);
    else await this.renew();
  }

  /** The provider fills another frame. */
  async renew(): Promise<void> {
    const [provider, place] = [this.#provider, this.#place];
    this.#takeDown();
    if (provider && place) await (this.#mounting = this.#mount(provider, place));
  }

  remove(): void {
    this.#takeDown();
    this.#provider = this.#place = undefined;
  }

  /** On its way elsewhere the page has torn vendors' frames out and put them in again, empty. */
  hostConnected(): void {
    if (!this.element || this.element.querySelector('iframe')) void this.renew().catch(reportError);
  }

  /** A tag that is only moved is back at once. */
  hostDisconnected(): void {
    queueMicrotask(() => this.#tag.isConnected || this.#takeDown());
  }

  /** What is about to be hidden takes the focus with it. */
  hostUpdate(): void {
    const ours = this.#tag.shadowRoot?.activeElement?.matches('.buy');
    this.#focusWas = this.element?.matches(':focus-within') ? 'frame' : ours ? 'button' : undefined;
  }

  hostUpdated(): void {
    const {shadowRoot: root} = this.#tag;
    const seen = root?.querySelector('.frame:not(.behind)');
    if (this.#focusWas === 'frame' && !seen) this.#tag.focus();
    else if (this.#focusWas === 'button' && seen && !root?.querySelector('.buy')) this.element?.focus();
  }

  /** In the tag: `resting` while a press may begin a payment. A provider's own button cannot say what it costs, so the tag does. */
  render(face: Face, totalWord: string, resting: boolean): TemplateResult {
    if (this.surface === 'fields') return this.slot();
    return html`<p class="due"><span>${totalWord}</span> <span class="price" part="price">${face.price}</span> ${face.caption ? html`<span class="caption">${face.caption}</span>` : nothing}</p>${this.slot(!resting)}`;
  }

  /** Where the frame is seen; in one place at a time. */
  slot(behind = false): TemplateResult {
    const looks = ['frame', this.surface, behind ? 'behind' : '', this.#unmount ? '' : 'on-its-way'];
    return html`<div class=${looks.filter(Boolean).join(' ')}><slot name="provider"></slot></div>`;
  }

  async #mount(provider: PaymentProvider, place: Place): Promise<void> {
    const mine = ++this.#mounts;
    const element = document.createElement('div');
    element.role = 'group';
    element.tabIndex = -1;
    nameFrame(element, provider, place);
    this.#place = place;
    this.element = element;
    this.#relays = putUp(this.#tag, element);
    this.#tag.requestUpdate();
    try {
      const unmount = await inTime(provider.mount?.(element, place, this.#press) ?? Promise.resolve(() => undefined));
      if (mine !== this.#mounts) unmount();
      else this.#unmount = unmount;
    } catch (error) {
      if (mine === this.#mounts) {
        this.remove();
        throw error;
      }
    }
    this.#tag.requestUpdate();
    // Where another frame has taken the place of this one, that one counts.
    if (mine !== this.#mounts) await this.#mounting;
  }

  #takeDown(): void {
    this.#mounts++;
    this.#mounting = undefined;
    const unmount = this.#unmount;
    this.#unmount = undefined;
    try {
      unmount?.();
    } catch (error) {
      reportError(error);
    }
    for (const part of [this.element, ...this.#relays]) part?.remove();
    this.element = undefined;
  }
}

function nameFrame(element: Element, {name}: PaymentProvider, {locale}: Place): void {
  element.ariaLabel = name[locale] ?? name.en ?? '';
}

/** What comes too late is taken down again. */
async function inTime(mounting: Promise<() => void>): Promise<() => void> {
  let late = false;
  const tooLate = new Promise<never>((_, reject) => {
    setTimeout(() => {
      late = true;
      reject(new Error(`It had put up nothing after ${patience} ms`));
    }, patience);
  });
  void mounting.then((unmount) => late && unmount(), () => undefined);
  return Promise.race([mounting, tooLate]);
}

/** Vendors' frames fail inside shadow roots: the frame becomes a child of the outermost of our tags, and slots hand it down. Returns those. */
function putUp(tag: Element, frame: Element): readonly Element[] {
  const relays: Element[] = [];
  let host = tag;
  // The tag may be a copy that the page has made of another, such as for a carousel: what was in that frame is dead here.
  for (const dead of tag.querySelectorAll(':scope > [slot=provider]')) dead.remove();
  frame.slot = 'provider';
  for (let root = host.getRootNode(); root instanceof ShadowRoot && hangtag in root.host.constructor; root = host.getRootNode()) {
    const relay = document.createElement('slot');
    relay.slot = frame.slot;
    relay.name = frame.slot = `provider-${++relayed}`;
    host.append(relay);
    relays.push(relay);
    ({host} = root);
  }
  host.append(frame);
  return relays;
}

let relayed = 0;
