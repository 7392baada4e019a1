import type {Availability, PaymentProvider, Place} from './provider.ts';

/** The providers that come with the package, in the order in which a tag tries them when its author names none. */
const known: Readonly<Record<string, () => Promise<PaymentProvider>>> = {
  sandbox: async () => (await import('./providers/sandbox.ts')).sandbox,
};

/** The ids that `providers="…"` may name without a script of their own. */
export const knownProviders: readonly string[] = Object.keys(known);

export type Unavailable = Extract<Availability, {status: 'unavailable'}> & {readonly provider: string};

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
    const [provider, found] = await look(one, place);
    if (provider && found.status === 'available') return {status: 'chosen', provider};
    if (found.status === 'unavailable') reasons.push({...found, provider: idOf(one)});
  }
  return {status: 'none', reasons};
}

const idOf = (one: string | PaymentProvider): string => (typeof one === 'string' ? one : one.id);

async function look(one: string | PaymentProvider, place: Place): Promise<[PaymentProvider | undefined, Availability]> {
  try {
    const provider = typeof one === 'string' ? await (Object.hasOwn(known, one) ? known[one]?.() : undefined) : one;
    if (!provider) return [undefined, missing(`There is no provider called "${idOf(one)}"; known are ${knownProviders.join(', ')}`)];
    return [provider, await provider.available(place)];
  } catch (error) {
    return [undefined, missing(error instanceof Error ? error.message : String(error))];
  }
}

const missing = (detail: string): Availability => ({status: 'unavailable', reason: 'script', detail});
