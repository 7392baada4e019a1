import {z} from 'zod';
import type {ProviderDispute} from '../payment-handler.ts';
import {Amount, inOurWords} from './api-amount.ts';

/** `party` and `affected_party` are the newer and the older name of the same. */
export const Movement = z.object({
  party: z.string().optional(), affected_party: z.string().optional(), type: z.string().optional(), reason: z.string().default(''), amount: Amount.optional()});

/** The parts of a dispute that say how it stands. */
export interface Standing {
  readonly status: string;
  readonly dispute_outcome?: {readonly outcome_code?: string | undefined} | undefined;
  readonly fund_movements?: readonly z.output<typeof Movement>[] | undefined;
  readonly money_movements?: readonly z.output<typeof Movement>[] | undefined;
}

const LOST = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);
const WON = new Set(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED']);

/** What is resolved stays so. An outcome that says nothing, or that we do not know, is told by where the money is. */
export function statusOf(dispute: Standing): ProviderDispute['status'] {
  const outcome = dispute.dispute_outcome?.outcome_code ?? '';
  if (dispute.status !== 'RESOLVED') return 'open';
  if (LOST.has(outcome)) return 'lost';
  return WON.has(outcome) || !((givenBySeller(dispute) ?? 0) > 0) ? 'won' : 'lost';
}

/** Without a word about movements: money that is lost is gone. */
export function isWithdrawn(dispute: Standing): boolean {
  const given = givenBySeller(dispute);
  return given === undefined ? statusOf(dispute) === 'lost' : given > 0;
}

/** What PayPal charges for the dispute itself (`DISPUTE_FEE`, `DISPUTE_SETTLEMENT_FEE`, `CHARGEBACK_FEE`) is none of the buyer's money. */
const isFee = (reason: string): boolean => reason.endsWith('_FEE');

/** What the seller gave to settle, less what came back, in minor units. */
function givenBySeller({fund_movements: newer, money_movements: older}: Standing): number | undefined {
  const ours = (newer ?? older ?? []).filter(({party, affected_party: affected, reason}) => (party ?? affected) === 'SELLER' && !isFee(reason));
  if (ours.length === 0) return undefined;
  return ours.reduce((sum, {type, amount}) => sum + (type === 'DEBIT' ? 1 : -1) * (inOurWords(amount)?.amount ?? 0), 0);
}
