import type {Instrument} from '../../../commerce/instrument.ts';
import type {Payment, Presentation, ProviderEnding, Step} from '../../provider.ts';

/** A window that was opened in the tick of the press and has no address yet. */
export interface EmptyWindow {
  readonly presentation: Presentation;
  steer(url: string): void;
}

/** Call it before the first `await`: only in the tick of the press does a browser grant a window. */
export function openWindow(payment: Payment): EmptyWindow {
  let steer: (url: string) => void = () => undefined;
  const url = new Promise<string>((known) => (steer = known));
  return {presentation: payment.present({type: 'popup', url}), steer: (known) => steer(known)};
}

/** What the buyer's app answered: `ask` the merchant, or the buyer has `stopped`, which the merchant must confirm. */
export type AppWord = 'ask' | 'stopped';

/** A handler of the merchant and the credential for it. */
export interface HandOver {
  readonly handlerName: string;
  readonly type: string;
  readonly credential: NonNullable<Instrument['credential']>;
  readonly window?: EmptyWindow;
  /** Reads the answer to a `bridge` action. */
  readonly appWord?: (answer: string) => AppWord;
}

/** Hands the instrument over, shows what the merchant asks for, and answers with the merchant's word when that was seen. */
export async function handOver(payment: Payment, {window, appWord = () => 'ask', ...given}: HandOver): Promise<ProviderEnding> {
  const step = await submit(payment, given).catch((interrupted: unknown) => {
    window?.presentation.close();
    throw interrupted;
  });
  if (!step) {
    window?.presentation.close();
    return {ending: 'failed', code: 'handler', message: 'The shop does not take this wallet any more.'};
  }
  const shown = show(payment, step, window);
  if (!shown) return {ending: 'merchant', step};
  const done = await shown.done;
  const stopped = done.how === 'closed' || (done.how === 'chosen' && appWord(done.choice) === 'stopped') || (done.how === 'blocked' && !window);
  return stopped ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
}

async function submit(payment: Payment, {handlerName, type, credential}: Omit<HandOver, 'window' | 'appWord'>): Promise<Step | undefined> {
  const {handlers} = await payment.checkout;
  const handler = handlers.find(({name}) => name === handlerName);
  return handler && payment.submit({id: payment.id, handler_id: handler.id, type, credential});
}

/** An address goes into the window that stands open for it; anything else takes its place. */
function show(payment: Payment, step: Step, window: EmptyWindow | undefined): Presentation | undefined {
  const action = step.status === 'action' ? step.action : undefined;
  if (window && (action?.type === 'redirect' || (action?.type === 'popup' && typeof action.url === 'string'))) {
    window.steer(action.url as string);
    return window.presentation;
  }
  window?.presentation.close();
  return action && payment.present(action);
}
