import {watchPage} from './mutations.ts';
import {pageState} from './state.ts';

/** A merchant or provider given as an object: see `Merchant` and `PaymentProvider`. */
export interface Named {
  readonly id: string;
}

/** What holds for every tag of a page that does not say otherwise itself. */
export interface Configuration<M extends Named = Named, P extends Named = Named> {
  /** Origin of a UCP merchant, such as `https://shop.example`, or a `Merchant`. */
  readonly merchant?: string | M;
  /** Payment services in order of preference: ids, or `PaymentProvider`s. */
  readonly providers?: readonly (string | P)[];
  /** BCP 47, such as `zh-HK`. */
  readonly locale?: string;
  /** Names where a sale came from; travels with link, checkout, order and coupon. */
  readonly campaign?: string;
  /** ISO 4217; for prices that are written in the page without one. */
  readonly currency?: string;
  /** How a wallet is shown when it leaves the choice. */
  readonly display?: 'popup' | 'redirect' | 'qr' | 'sheet';
  /** Address of the UCP profile that the page's tags name as their own. */
  readonly agentProfile?: string;
}

/**
 * What holds for the page now: `configure()` first, then `<meta name="hangtag-merchant">`, `hangtag-locale` and `hangtag-campaign` as they were
 * written. A tag judges them like its own attributes.
 */
export function pageConfiguration(): Configuration {
  const set = pageState().$configuration.get();
  const inHead = ['merchant', 'locale', 'campaign'].map((name) => [name, set[name] ?? metaSetting(name)] as const);
  return {...set, ...Object.fromEntries(inHead)};
}

/** Calls `changed` whenever `pageConfiguration()` may answer otherwise; the returned function stops it. */
export function followConfiguration(changed: () => void): () => void {
  const stops = [pageState().$configuration.listen(changed), watchPage(changed)];
  return () => stops.forEach((stop) => stop());
}

function metaSetting(name: string): string | undefined {
  if (typeof document !== 'object') return undefined;
  return document.querySelector<HTMLMetaElement>(`meta[name="hangtag-${name}"]`)?.content.trim() || undefined;
}
