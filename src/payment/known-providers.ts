import {SANDBOX_HANDLER} from '../commerce/ucp.ts';
import type {UnknownProvider} from './provider-table.ts';
import type {Availability, PaymentProvider, Place} from './provider.ts';

// A shop that has nothing but the sandbox needs no table of the others.
const table = (): Promise<typeof import('./provider-table.ts')> => import('./provider-table.ts');

/** The ids of the providers that a tag tries at this place, in order of preference, when its author names none. */
export async function providersFor({handlers = []}: Place): Promise<readonly string[]> {
  return handlers.some(({name}) => name !== SANDBOX_HANDLER) ? (await table()).providersSpeakingFor(handlers) : ['sandbox'];
}

/** Throws when there is none of that id, or its code cannot be had. */
export async function loadKnown(id: string): Promise<PaymentProvider> {
  return id === 'sandbox' ? (await import('./providers/sandbox.ts')).sandbox : (await table()).loadProvider(id);
}

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
 * The first of `wanted` that is available here: ids of known providers or providers themselves. Without any, the first of those that the merchant takes. An unknown id
 * is a reason, never an error.
 */
export async function chooseProvider(wanted: readonly (string | PaymentProvider)[], place: Place): Promise<ProviderChoice> {
  const reasons: Unavailable[] = [];
  for (const one of wanted.length ? wanted : await providersFor(place)) {
    const provider = typeof one === 'string' ? one : one.id;
    let of: PaymentProvider | undefined;
    try {
      of = typeof one === 'string' ? await loadKnown(one) : one;
      const answer = await of.available(place);
      if (answer.status === 'available') return {status: 'chosen', provider: of};
      reasons.push({...answer, provider, of});
    } catch (error) {
      const {reason = 'script', message = String(error)} = error as Partial<UnknownProvider>;
      reasons.push({status: 'unavailable', reason, detail: message, provider, of});
    }
  }
  return {status: 'none', reasons};
}
