import type {ReactiveController, ReactiveControllerHost} from 'lit';
import type {ReadableAtom} from 'nanostores';

/** Renders its host again whenever a store of the page changes, while the host is in a document. */
export class StoreController<Value> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #store: ReadableAtom<Value>;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, store: ReadableAtom<Value>) {
    this.#host = host;
    this.#store = store;
    host.addController(this);
  }

  get value(): Value {
    return this.#store.get();
  }

  hostConnected(): void {
    this.#stop = this.#store.listen(() => this.#host.requestUpdate());
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
