import {MerchantError} from '../../merchant/merchant.ts';
import type {Merchant} from '../../merchant/merchant.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import {readyProvider} from './connections.ts';
import type {Handoff} from './handoff.ts';
import {prepareHandoff} from './handoff.ts';
import {NotReady} from './not-ready.ts';
import type {Settings} from './settings.ts';
import type {Tag} from './tag.ts';

/** What is known when no provider could be made ready. */
export interface Want {
  readonly settings: Settings;
  readonly merchant: Merchant;
  /** Why there are no offers. */
  readonly missing: Error | undefined;
  readonly error: unknown;
  readonly place: Place;
  readonly signal: AbortSignal;
  hire(provider: PaymentProvider): Promise<void>;
  /** Somebody else's checkout. */
  readonly url: string | undefined;
}

/** What a tag does without a provider: the shop's own page, followed where that is possible, else somebody else's checkout. Throws what stands in the way when there is neither. */
export async function fallBack(tag: Tag, {settings, merchant, missing, error, place, signal, hire, url}: Want): Promise<{provider?: PaymentProvider; handoff: Handoff}> {
  // The tag may say something else by now, here and below, and somebody else be at work.
  signal.throwIfAborted();
  const handoff = (): Promise<Handoff> => prepareHandoff(tag, merchant);
  if (merchant.checkouts && !missing && !settings.checkoutHref && !settings.providers.length) {
    // A shop that takes nothing of ours has a page of its own.
    const provider = await readyProvider(['hosted-checkout'], place, signal, hire, []).catch(() => undefined);
    if (provider) return {provider, handoff: await handoff()};
    signal.throwIfAborted();
  }
  if (merchant.checkouts) void hire(bystander);
  // What a shop does not sell, its own page does not sell either.
  if (missing instanceof MerchantError && missing.code === 'not_found' && !settings.checkoutHref) throw missing;
  // To a buyer who can mend it, somebody else's checkout is no help: there the same wallet is out of reach.
  const mendable = !missing && !settings.checkoutHref && error instanceof NotReady && error.passed.some(({remedy}) => remedy);
  if (url === undefined || mendable) throw missing ?? error;
  return {handoff: await handoff()};
}

/** Stands in where no provider is available: what was begun is still followed to its end, and nothing new begins. */
const bystander: PaymentProvider = {
  id: 'none',
  surface: 'press',
  handlers: [],
  name: {en: ''},
  csp: {},
  available: () => ({status: 'available'}),
  start: () => Promise.resolve({ending: 'failed', code: 'provider_failed'}),
};
