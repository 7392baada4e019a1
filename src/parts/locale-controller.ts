import type {ReactiveController, ReactiveElement} from 'lit';
import {followLocale, localeOf} from '../page/locale.ts';
import type {WordsLocale} from '../words/locale.ts';

/** The language of an element: found when it is connected, followed while it is, and rendered again when it changes. */
export class LocaleController implements ReactiveController {
  readonly #host: ReactiveElement;
  #stop: (() => void) | undefined;
  value: WordsLocale = 'en';

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#set(localeOf(this.#host));
    this.#stop = followLocale(this.#host, (locale) => this.#set(locale));
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #set(locale: WordsLocale): void {
    if (locale === this.value) return;
    this.value = locale;
    this.#host.requestUpdate();
  }
}
