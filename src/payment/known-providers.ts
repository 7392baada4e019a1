import type {Availability, PaymentProvider, Place} from './provider.ts';

/** The providers that come with the package, in the order in which a tag tries them when its author names none. */
const known: Readonly<Record<string, () => Promise<PaymentProvider>>> = {
  sandbox: async () => (await import('./providers/sandbox.ts')).sandbox,
};

/** The ids that `providers="…"` may name without a script of their own. */
export const knownProviders: readonly string[] = Object.keys(known);

export interface Unavailable extends Extract<Availability, {status: 'unavailable'}> {
  /** Its id. */
  readonly provider: string;
  /** Itself, unless its code could not be had. */
  readonly of?: PaymentProvider;
}

/** Which provider serves a tag here, or why each one cannot. */
export type ProviderChoice =
  | {readonly status: 'chosen'; readonly provider: PaymentProvider}
  | {readonly status: 'none'; readonly reasons: readonly Unavailable[]};

/**
 * The first of `wanted` that is available here: ids of known providers or providers themselves. Without any, the first known
 * one that is. An unknown id is a reason, never an error.
 */
export async function chooseProvider(wanted: readonly (string | PaymentProvider)[], place: Place): Promise<ProviderChoice> {
  const reasons: Unavailable[] = [];
  for (const one of wanted.length ? wanted : knownProviders) {
    const provider = typeof one === 'string' ? one : one.id;
    let found: PaymentProvider | undefined;
    try {
      found = typeof one === 'string' ? await (Object.hasOwn(known, one) ? known[one]?.() : undefined) : one;
      const answer = found ? await found.available(place) : unknown(provider);
      if (answer.status === 'unavailable') reasons.push({...answer, provider, of: found});
      else if (found) return {status: 'chosen', provider: found};
    } catch (error) {
      reasons.push({status: 'unavailable', reason: 'script', detail: String(error), provider, of: found});
    }
  }
  return {status: 'none', reasons};
}

const unknown = (id: string): Availability => ({
  status: 'unavailable',
  reason: 'unknown',
  detail: `There is no provider called "${id}"; known are ${knownProviders.join(', ')}`,
});
