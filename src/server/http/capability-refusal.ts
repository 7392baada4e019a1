import type {Services} from '../services.ts';
import type {Answer} from './envelope.ts';
import {errorAnswer, unrecoverable} from './envelope.ts';
import {checkoutLocale, preferredLocales, say} from './locale.ts';
import type {Visit} from './visit.ts';

/** The answer when the two sides share no capability that the operation needs: an outcome of negotiation, so HTTP 200. */
export function capabilityRefusal({config}: Services, visit: Visit, root: string): Answer {
  const locale = checkoutLocale(preferredLocales(undefined, visit.acceptLanguage), config.defaultLocale);
  const content = say(locale, config.defaultLocale, 'incompatible');
  return errorAnswer(root, visit.agreed, [unrecoverable('capabilities_incompatible', content)], config.home);
}
