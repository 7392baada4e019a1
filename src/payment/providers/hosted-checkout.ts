import {embeddedAddress} from '../../commerce/embedded-protocol.ts';
import type {Payment, PaymentProvider, Place, Availability, ProviderEnding} from '../provider.ts';
import {converse} from './hosted-checkout/conversation.ts';
import type {Told} from './hosted-checkout/conversation.ts';

export {openHostedPage} from './hosted-checkout/open-page.ts';
export type {HostedPage, HostedPageEnding, HostedPageOptions} from './hosted-checkout/open-page.ts';

export interface HostedCheckoutOptions {
  /** The scheme of the merchant's page; by default what the buyer's system prefers. */
  readonly colorScheme?: 'light' | 'dark';
  /** Hears what the merchant's page tells: `start`, each `change`, `complete`, `error`. Its word is news, never the proof. */
  readonly told?: (told: Told) => void;
}

/**
 * The merchant's own checkout in a window of its own, for any UCP merchant that names a `continue_url`, with or without the Embedded Checkout Protocol. The window
 * opens in the tick of the press; paid is only what the merchant says when it is asked.
 */
export function hostedCheckoutWith(options: HostedCheckoutOptions = {}): PaymentProvider {
  return {
    id: 'hosted-checkout',
    surface: 'press',
    // It speaks for none: the merchant's page has them all.
    handlers: [],
    continues: 'merchant-page',
    name: {en: 'Checkout page', 'zh-Hans': '结账页面', 'zh-Hant': '結帳頁面'},
    csp: {},
    available,
    start: (payment) => start(payment, options),
  };
}

export const hostedCheckout: PaymentProvider = hostedCheckoutWith();

function available({merchant}: Place): Availability {
  if (!merchant.id.startsWith('page:')) return {status: 'available'};
  return {status: 'unavailable', reason: 'handler', detail: 'This shop has no checkout page: it lives in this page'};
}

async function start(payment: Payment, {colorScheme, told}: HostedCheckoutOptions): Promise<ProviderEnding> {
  let steer: (url: string) => void = () => undefined;
  let giveUp: (why: unknown) => void = () => undefined;
  const url = new Promise<string>((known, failed) => ([steer, giveUp] = [known, failed]));
  // Before the first await: the browser grants a window only in the tick of the press.
  const window = payment.present({type: 'popup', url, opener: true});
  const over = new AbortController();
  payment.signal.addEventListener('abort', () => over.abort());
  try {
    const {continue_url: address} = await payment.checkout;
    if (address === undefined) throw new NoPage();
    const ended = new Promise<'complete' | 'error'>((resolve) => converse({
      partner: () => window.window,
      origins: [new URL(address).origin],
      signal: over.signal,
      told(news) {
        if (news.says === 'complete' || news.says === 'error') resolve(news.says);
        tell(told, news);
      },
    }));
    payment.entrust?.();
    steer(embeddedAddress(address, {origin: location.origin, colorScheme}));
    const how = await Promise.race([ended, closed(payment, window.done)]);
    // Whatever was told, and however the window went: the merchant knows.
    let step = await payment.ask();
    if (how === 'complete' && step.status === 'review') {
      // Its page may know before its books do: the story goes on asking for as long as the buyer looks at the page.
      await closed(payment, window.done);
      step = await payment.ask();
    }
    window.close();
    return {ending: 'merchant', step};
  } catch (error) {
    window.close();
    giveUp(error);
    if (error instanceof NoPage) return {ending: 'failed', code: 'provider_failed', message: error.message};
    throw error;
  } finally {
    over.abort();
  }
}

class NoPage extends Error {
  override readonly message = 'The merchant names no page on which this checkout can be continued';
}

/** Resolves when the window is gone for good: one that the browser has refused may still be opened by hand. */
async function closed(payment: Payment, done: ReturnType<Payment['present']>['done']): Promise<void> {
  const {how} = await done;
  if (how === 'blocked') await new Promise((resolve) => payment.signal.addEventListener('abort', resolve));
}

/** What an author's function throws is the author's. */
function tell(told: HostedCheckoutOptions['told'], news: Told): void {
  try {
    told?.(news);
  } catch (error) {
    reportError(error);
  }
}
