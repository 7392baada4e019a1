import type {Merchant} from '../../merchant/merchant.ts';
import {ucpMerchant} from '../../merchant/ucp-merchant.ts';
import {pageConfiguration} from '../../page/configuration.ts';
import type {Unavailable} from '../../payment/known-providers.ts';
import {findProvider} from '../../payment/known-providers.ts';
import type {PaymentProvider, Place} from '../../payment/provider.ts';
import {NotReady} from './not-ready.ts';
import type {Settings} from './settings.ts';

/** The merchant of a tag. Tags of one page with the same shop get the same one, and so ask it together. */
export async function findMerchant({merchant, price, currency, label, checkoutHref}: Settings): Promise<Merchant> {
  if (typeof merchant === 'object') return merchant;
  if (merchant) return ucpMerchant(merchant, {agentProfile: pageConfiguration().agentProfile});
  const [{pageMerchant}, {structuredOffer}] = await Promise.all([import('../../merchant/page-merchant.ts'), import('../../page/structured-offer.ts')]);
  return pageMerchant({price, currency, label, checkoutHref, structuredOffer});
}

/** The first provider, in order of preference, that works here and that `hire` makes ready; those before it go into `passed`. Throws `NotReady`. */
export async function readyProvider(wanted: Settings['providers'], place: Place, signal: AbortSignal, hire: (provider: PaymentProvider) => Promise<void>, passed: Unavailable[]): Promise<PaymentProvider> {
  for (const one of wanted) {
    const found = await findProvider(one, place);
    signal.throwIfAborted();
    if (!('start' in found)) passed.push(found);
    else {
      const why = await hire(found).then(() => undefined, (error: unknown) => unfit(found, error));
      signal.throwIfAborted();
      if (!why) return found;
      passed.push(why);
    }
  }
  throw new NotReady('No payment provider is available here.', passed);
}

/** What could not be made ready, told like what is not available. */
const unfit = (of: PaymentProvider, error: unknown): Unavailable => ({
  status: 'unavailable', provider: of.id, of, detail: error instanceof Error ? error.message : String(error),
  reason: (error as {readonly reason?: unknown} | undefined)?.reason === 'csp' ? 'csp' : 'script',
});

/** A vendor's script that takes longer is as good as none; ms. */
const patience = 3000;

/** Loads what a press needs. Rejects when that fails, and when a vendor keeps it waiting. */
export function prepared(provider: PaymentProvider, place: Place, signal: AbortSignal): Promise<unknown> {
  const fetches = Object.keys(provider.csp).length > 0;
  const late = new Promise((_, reject) => fetches && setTimeout(() => reject(new Error(`It was not ready after ${patience} ms`)), patience));
  return Promise.race([provider.prepare?.(place, signal), late]);
}
