import {html, nothing} from 'lit';
import type {TemplateResult} from 'lit';
import {adopt} from '../../parts/adopt.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import {findProvider} from '../../payment/known-providers.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import {waysWords} from '../../words/ways.ts';
import type {WaysWords} from '../../words/ways.ts';
import {fill} from '../../words/sentence.ts';
import type {Settings} from './settings.ts';
import type {Tag} from './tag.ts';
import {waysStyles} from './ways.styles.ts';

/** How a provider comes to stand behind the button. */
export interface Hiring {
  readonly signal: AbortSignal;
  place(): Place;
  /** Makes a provider ready for a press; after `signal` it puts up nothing more. Rejects when it cannot be. */
  hire(provider: PaymentProvider, signal: AbortSignal): Promise<void>;
  /** This one stands behind the button from now on; `undefined`: none yet. */
  use(provider: PaymentProvider | undefined): void;
}

/** The ways to pay; `undefined` where there is no choice. `chosen` is ready already, and those that were `passed` over are no choice. */
export async function findWays(tag: Tag, chosen: PaymentProvider, wanted: Settings['providers'], passed: readonly Unavailable[], hiring: Hiring): Promise<Ways | undefined> {
  const idOf = (one: string | PaymentProvider): string => (typeof one === 'string' ? one : one.id);
  const able = wanted.filter((one) => !passed.some(({provider}) => provider === idOf(one)));
  const found = await Promise.all(able.map(async (one) => (idOf(one) === chosen.id ? chosen : findProvider(one, hiring.place()))));
  const providers = found.filter((one) => 'start' in one);
  return providers.length > 1 ? new Ways(tag, providers, chosen, hiring, await waysWords(tag.language)) : undefined;
}

/** Lets the buyer choose how to pay, with native radio buttons. */
export class Ways {
  readonly #tag: Tag;
  readonly #hiring: Hiring;
  readonly #words: WaysWords;
  #providers: readonly PaymentProvider[];
  #chosen: PaymentProvider | undefined;
  /** Of the last choice: the one before it, which may still be on its way, must not come any more. */
  #choosing = new AbortController();
  /** Name of the one that could not be made ready. */
  #failed: string | undefined;

  constructor(tag: Tag, providers: readonly PaymentProvider[], chosen: PaymentProvider, hiring: Hiring, words: WaysWords) {
    this.#tag = tag;
    this.#providers = providers;
    this.#chosen = chosen;
    this.#hiring = hiring;
    hiring.signal.addEventListener('abort', () => this.#choosing.abort());
    this.#words = words;
    adopt(tag, waysStyles);
  }

  /** `fixed`: a purchase is under way. */
  render(fixed: boolean): TemplateResult {
    const words = this.#words;
    const way = (provider: PaymentProvider): TemplateResult => html`<label class="way">
      <input type="radio" name="way" .checked=${provider === this.#chosen} @change=${() => void this.#choose(provider)} /><span>${this.#nameOf(provider)}</span>
    </label>`;
    return html`<fieldset class="ways" part="ways" ?disabled=${fixed}>
      <legend class="choice-name">${words.payWith}</legend>
      ${this.#providers.map(way)}
      <p class="way-failed" role="status">${this.#failed ? fill(words.failed, {name: this.#failed}) : nothing}</p>
    </fieldset>`;
  }

  #nameOf({name}: PaymentProvider): string {
    return name[this.#tag.language] ?? name.en ?? '';
  }

  /** One that cannot be made ready is offered no more, and the one before it comes back. */
  async #choose(provider: PaymentProvider, failed?: PaymentProvider): Promise<void> {
    const {hire, use} = this.#hiring;
    const before = this.#chosen;
    if (before === provider || this.#hiring.signal.aborted) return;
    this.#choosing.abort();
    const {signal} = (this.#choosing = new AbortController());
    this.#chosen = provider;
    this.#failed = failed && this.#nameOf(failed);
    use(undefined);
    try {
      await hire(provider, signal);
      if (!signal.aborted) use(provider);
    } catch (error) {
      if (signal.aborted) return;
      console.error(`Hangtag: provider "${provider.id}" could not be made ready:`, error);
      this.#providers = this.#providers.filter((one) => one !== provider);
      if (before && before !== failed) await this.#choose(before, provider);
      else use(undefined);
    }
  }
}
