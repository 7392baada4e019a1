import {z} from 'zod';
import type {ProviderDispute} from '../payment-handler.ts';
import {fromPayPal} from './currencies.ts';
import type {Transport} from './transport.ts';

const Amount = z.object({currency_code: z.string(), value: z.string()});
const Page = z.object({
  items: z.array(z.object({dispute_id: z.string()})).default([]),
  links: z.array(z.object({href: z.string(), rel: z.string()})).default([]),
});
const Dispute = z.object({
  dispute_id: z.string(),
  reason: z.string().default('OTHER'),
  status: z.string(),
  dispute_amount: Amount,
  disputed_transactions: z.array(z.object({invoice_number: z.string().optional(), custom: z.string().optional()})).default([]),
  dispute_outcome: z.object({outcome_code: z.string().optional()}).optional(),
  money_movements: z.array(z.object({affected_party: z.string(), type: z.string(), amount: Amount})).default([]),
  seller_response_due_date: z.string().optional(),
});
type Dispute = z.output<typeof Dispute>;

/** PayPal looks back no further, in ms. */
const FURTHEST = 180 * 24 * 3_600_000;
const MOST_PAGES = 50;

/** Disputes that changed since then. PayPal's server SDK has no controller for them. */
export async function listDisputes(transport: Transport, since: Date, clock: () => Date, signal: AbortSignal): Promise<readonly ProviderDispute[]> {
  const after = new Date(Math.max(since.getTime(), clock().getTime() - FURTHEST));
  const disputes: ProviderDispute[] = [];
  let path: string | undefined = `/v1/customer/disputes?page_size=50&update_time_after=${encodeURIComponent(after.toISOString())}`;
  for (let pages = 0; path !== undefined && pages < MOST_PAGES; pages++) {
    const {items, links} = Page.parse((await transport.json(path, {signal})).body);
    for (const {dispute_id} of items) disputes.push(await readDispute(transport, dispute_id, signal));
    path = nextPath(links);
  }
  return disputes;
}

/** The list does not say what was bought; the dispute itself does. */
async function readDispute(transport: Transport, id: string, signal: AbortSignal): Promise<ProviderDispute> {
  const dispute = Dispute.parse((await transport.json(`/v1/customer/disputes/${encodeURIComponent(id)}`, {signal})).body);
  const amount = fromPayPal(inOurWords(dispute.dispute_amount));
  if (!amount) throw new Error('PayPal shows a dispute that cannot be read');
  const [transaction] = dispute.disputed_transactions;
  const tradeNo = transaction?.custom ?? transaction?.invoice_number;
  const respondBy = new Date(dispute.seller_response_due_date ?? Number.NaN);
  return {
    providerDisputeNo: dispute.dispute_id, amount, status: statusOf(dispute), withdrawn: isWithdrawn(dispute), reason: dispute.reason,
    ...(tradeNo === undefined ? {} : {tradeNo}), ...(Number.isNaN(respondBy.getTime()) ? {} : {respondBy}),
  };
}

const inOurWords = ({currency_code: currencyCode, value}: z.output<typeof Amount>): {currencyCode: string; value: string} => ({currencyCode, value});

const LOST = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);
const WON = new Set(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED']);

/** A resolution whose outcome we do not know stays open, so that a person looks. */
function statusOf({status, dispute_outcome}: Dispute): ProviderDispute['status'] {
  const outcome = dispute_outcome?.outcome_code ?? '';
  if (status !== 'RESOLVED') return 'open';
  return LOST.has(outcome) ? 'lost' : WON.has(outcome) ? 'won' : 'open';
}

/** What the seller gave, less what came back. Without a word about movements: money that is lost is gone. */
function isWithdrawn(dispute: Dispute): boolean {
  const ours = dispute.money_movements.filter(({affected_party}) => affected_party === 'SELLER');
  if (ours.length === 0) return statusOf(dispute) === 'lost';
  const given = ours.reduce((sum, {type, amount}) => sum + (type === 'DEBIT' ? 1 : -1) * (fromPayPal(inOurWords(amount))?.amount ?? 0), 0);
  return given > 0;
}

/** Only the path is taken: we speak to nobody else. */
function nextPath(links: z.output<typeof Page>['links']): string | undefined {
  const next = links.find(({rel}) => rel === 'next');
  if (!next) return undefined;
  const {pathname, search} = new URL(next.href, 'https://api-m.paypal.com');
  return pathname.startsWith('/v1/customer/disputes') ? pathname + search : undefined;
}
