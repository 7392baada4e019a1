import {z} from 'zod';
import type {ToldDispute} from '../handlers/payment-handler.ts';
import type {Services} from '../services.ts';
import {askAfter} from './ask.ts';
import {recordTold} from './record-dispute.ts';

const Told = z.object({
  providerDisputeNo: z.string().min(1), status: z.enum(['open', 'won', 'lost']), withdrawn: z.boolean(), reason: z.string(),
  amount: z.object({amount: z.int().min(0), currency: z.string()}).optional(), respondBy: z.string().optional(),
}) satisfies z.ZodType<ToldDispute>;

/** What a notification said of a dispute; `undefined`: a person must read it. */
export function toldIn(payload: Readonly<Record<string, unknown>>): ToldDispute | undefined {
  return Told.safeParse(payload['dispute']).data;
}

/** Enters a dispute of which the provider's signed notification is all that there is. `held`: nothing says of which amount. */
export async function takeInTold(
  services: Services, handlerId: string, told: ToldDispute, payment: {readonly id: string; readonly captured: number},
): Promise<'recorded' | 'held'> {
  if (payment.captured === 0) await askAfter(services, payment.id, {cause: 'dispute', actor: 'provider'});
  return recordTold(services, handlerId, told, payment.id);
}
