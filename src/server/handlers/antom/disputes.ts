import {z} from 'zod';
import type {ToldDispute} from '../payment-handler.ts';
import {AntomAmount, fromAntom} from './amount.ts';

const News = z.looseObject({
  disputeId: z.string().min(1).max(64), disputeNotificationType: z.string(), disputeType: z.string().optional(), disputeJudgedResult: z.string().optional(),
  disputeAmount: AntomAmount.optional(), disputeJudgedAmount: AntomAmount.optional(), defenseDueTime: z.iso.datetime({offset: true}).optional(),
  disputeReasonMsg: z.string().optional(), disputeReasonCode: z.string().optional(),
});
type News = z.output<typeof News>;

/** They ask for papers; no money is at stake (yet). */
const ASKS_FOR_PAPERS: ReadonlySet<string> = new Set(['RETRIEVAL_REQUEST', 'COMPLIANCE_REQUEST']);

/** By the type of the notification. `RDR_RESOLVED`: the card network has given the money back by itself. */
const STANDING: ReadonlyMap<string, ToldDispute['status']> = new Map([
  ['DISPUTE_CREATED', 'open'], ['DEFENSE_SUPPLIED', 'open'], ['DEFENSE_DUE_ALERT', 'open'], ['DISPUTE_CANCELLED', 'won'], ['DISPUTE_ACCEPTED', 'lost'], ['RDR_RESOLVED', 'lost'],
]);
const JUDGED: ReadonlyMap<string, ToldDispute['status']> = new Map([['ACCEPT_BY_CUSTOMER', 'won'], ['ACCEPT_BY_MERCHANT', 'lost']]);

/**
 * What `notifyDispute` says; Antom has no call that lists disputes or asks after one. `undefined` when a person must look. While a dispute is open Antom freezes the
 * money in the merchant's account, which is not taking it away.
 */
export function readDispute(body: unknown): ToldDispute | undefined {
  const {success, data: news} = News.safeParse(body);
  const status = success ? statusOf(news) : undefined;
  if (!success || !status) return undefined;
  const {disputeAmount, disputeJudgedAmount, defenseDueTime} = news;
  const amount = status === 'lost' ? disputeJudgedAmount ?? disputeAmount : disputeAmount;
  return {
    providerDisputeNo: news.disputeId, status, withdrawn: status === 'lost', reason: (news.disputeReasonMsg ?? news.disputeReasonCode ?? 'unknown').slice(0, 256),
    ...(amount && {amount: fromAntom(amount)}), ...(defenseDueTime && {respondBy: defenseDueTime}),
  };
}

function statusOf({disputeType, disputeNotificationType: type, disputeJudgedResult: judged = ''}: News): ToldDispute['status'] | undefined {
  if (ASKS_FOR_PAPERS.has(disputeType ?? '')) return undefined;
  return type === 'DISPUTE_JUDGED' ? JUDGED.get(judged) : STANDING.get(type);
}
