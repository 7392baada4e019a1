import type {CheckoutHandler} from '../commerce/checkout.ts';
import type {Instrument} from '../commerce/instrument.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {Payment, PaymentProvider, ProviderEnding, Step} from '../payment/provider.ts';

/** What one provider said and asked while it carried payments. */
export interface Overheard {
  starts: number;
  readonly presented: PaymentAction[];
  readonly submitted: Instrument[];
  /** How often it told that the buyer may now pay on the merchant's own page. */
  entrusted: number;
  /** The ids of the payments that it was given. */
  readonly ids: string[];
  /** What it was told by the merchant. */
  readonly steps: Step[];
  readonly endings: ProviderEnding[];
  readonly thrown: unknown[];
  /** Runs at the first thing that it presents or submits. */
  onAct: () => void;
}

export const nothingYet = (): Overheard => ({starts: 0, presented: [], submitted: [], entrusted: 0, ids: [], steps: [], endings: [], thrown: [], onAct: () => undefined});

/** The provider with a listener in the middle. `given` is what the tag hands over beside the payment. */
export function overhear(provider: PaymentProvider, heard: Overheard, given: () => {readonly handlers: readonly CheckoutHandler[]; readonly frame?: HTMLElement}): PaymentProvider {
  const told = async (step: Promise<Step>): Promise<Step> => {
    const known = await step;
    heard.steps.push(known);
    return known;
  };
  const listening = (payment: Payment): Payment => {
    heard.ids.push(payment.id);
    const {handlers, frame} = given();
    return {
      ...payment,
      handlers: payment.handlers ?? handlers,
      ...(frame && {frame: payment.frame ?? frame}),
      present(action) {
        heard.onAct();
        heard.presented.push(action);
        return payment.present(action);
      },
      submit(instrument) {
        heard.onAct();
        heard.submitted.push(instrument);
        return told(payment.submit(instrument));
      },
      ask: () => told(payment.ask()),
      entrust() {
        heard.entrusted++;
        payment.entrust?.();
      },
    };
  };
  const play = (part: (payment: Payment) => Promise<ProviderEnding>) => async (payment: Payment): Promise<ProviderEnding> => {
    heard.starts++;
    try {
      const ending = await part.call(provider, listening(payment));
      heard.endings.push(ending);
      return ending;
    } catch (error) {
      heard.thrown.push(error);
      throw error;
    }
  };
  return {
    ...provider,
    start: play((payment) => provider.start(payment)),
    ...(provider.resume && {resume: play((payment) => provider.resume?.(payment) ?? Promise.reject(new Error('It cannot resume')))}),
  };
}
