import type {Checkout} from '../commerce/checkout.ts';
import type {ProviderEnding} from './provider.ts';
import {PaymentInterrupted} from './provider.ts';

/** One press. The provider's part of it may go on after the story has turned elsewhere, and is then no longer heard. */
export class Run {
  readonly abort = new AbortController();
  /** The checkout that the provider may have paid. */
  checkout = new Promise<Checkout>(() => undefined);
  /** True while the provider is at it. */
  playing = false;

  open(checkout: Promise<Checkout>): void {
    this.checkout = checkout;
    // A provider need not look at it.
    checkout.catch(() => undefined);
  }

  /** Calls the provider's part in this very tick. What it throws is reported, and means that it failed. */
  play(part: () => Promise<ProviderEnding>, concluded: (end: ProviderEnding) => void, report: (error: unknown) => void): void {
    this.playing = true;
    const broke = (error: unknown): ProviderEnding => {
      if (!(error instanceof PaymentInterrupted)) report(error);
      return {ending: 'failed', code: error instanceof PaymentInterrupted ? 'interrupted' : 'provider_failed'};
    };
    let ending: Promise<ProviderEnding>;
    try {
      ending = Promise.resolve(part()).catch(broke);
    } catch (error) {
      ending = Promise.resolve(broke(error));
    }
    void ending.then((end) => {
      this.playing = false;
      concluded(end);
    });
  }
}
