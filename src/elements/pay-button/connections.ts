import type {Merchant} from '../../merchant/merchant.ts';
import {ucpMerchant} from '../../merchant/ucp-merchant.ts';
import {pageConfiguration} from '../../page/configuration.ts';
import {chooseProvider, knownProviders} from '../../payment/known-providers.ts';
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

/** The first provider, in order of preference, that works here and is ready for a press. Throws `NotReady` with the reasons. */
export async function readyProvider(wanted: Settings['providers'], place: Place, signal: AbortSignal, found: (provider: PaymentProvider) => void): Promise<PaymentProvider> {
  let reason: NotReady | undefined;
  for (const one of wanted.length ? wanted : knownProviders) {
    const choice = await chooseProvider([one], place);
    signal.throwIfAborted();
    if (choice.status === 'none') {
      const [why] = choice.reasons;
      reason ??= new NotReady(`Provider "${why?.provider}" is unavailable here (${why?.reason})${why?.detail ? `: ${why.detail}` : '.'}`, undefined, why?.reason);
      continue;
    }
    const {provider} = choice;
    try {
      found(provider);
      await provider.prepare?.(place, signal);
      return provider;
    } catch (error) {
      reason ??= new NotReady(`Provider "${provider.id}" could not be prepared.`, error);
    }
  }
  throw reason ?? new NotReady('No payment provider was found.');
}

/** Stands in where no provider is available: what was begun is still followed to its end, and nothing new begins. */
export const bystander: PaymentProvider = {
  id: 'none',
  surface: 'press',
  handlers: [],
  name: {en: ''},
  csp: {},
  available: () => ({status: 'available'}),
  start: () => Promise.resolve({ending: 'failed', code: 'provider_failed'}),
};
