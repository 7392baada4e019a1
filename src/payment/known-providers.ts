import {providerAtHand} from './provider-at-hand.ts';
import type {UnknownProvider} from './provider-table.ts';
import type {Availability, PaymentProvider, Place} from './provider.ts';

const table = (): Promise<typeof import('./provider-table.ts')> => import('./provider-table.ts');

/** The ids of the providers that a tag tries at this place, in order of preference, when its author names none. */
export async function providersFor({handlers = []}: Place): Promise<readonly string[]> {
  const {id, handlers: its} = providerAtHand;
  return handlers.every(({name}) => its.includes(name)) ? [id] : (await table()).providersSpeakingFor(handlers);
}

/** Rejects when there is none of that id, or its code cannot be had. */
export async function loadKnown(id: string): Promise<PaymentProvider> {
  return id === providerAtHand.id ? providerAtHand.load() : (await table()).loadProvider(id);
}

export interface Unavailable extends Extract<Availability, {status: 'unavailable'}> {
  /** Its id. */
  readonly provider: string;
  /** Itself, unless its code could not be had. */
  readonly of?: PaymentProvider;
}

/** The provider that is wanted, by its id or itself, or why it cannot serve a tag here. An unknown id is a reason, never an error. */
export async function findProvider(wanted: string | PaymentProvider, place: Place): Promise<PaymentProvider | Unavailable> {
  const provider = typeof wanted === 'string' ? wanted : wanted.id;
  let of: PaymentProvider | undefined;
  try {
    of = typeof wanted === 'string' ? await loadKnown(wanted) : wanted;
    const answer = await of.available(place);
    return answer.status === 'available' ? of : {...answer, provider, of};
  } catch (error) {
    const {reason = 'script', message = String(error)} = error as Partial<UnknownProvider>;
    return {status: 'unavailable', reason, detail: message, provider, of};
  }
}
