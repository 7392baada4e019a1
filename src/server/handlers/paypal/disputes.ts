import {z} from 'zod';
import {eachOf} from '../each-of.ts';
import type {ProviderDispute} from '../payment-handler.ts';
import {fromPayPal} from './currencies.ts';
import {isTradeNo} from '../our-number.ts';
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
  dispute_amount: Amount.optional(),
  disputed_transactions: z.array(z.object({invoice_number: z.string().optional(), custom: z.string().optional()})).default([]),
  dispute_outcome: z.object({outcome_code: z.string().optional(), amount_refunded: Amount.optional()}).optional(),
  money_movements: z.array(z.object({affected_party: z.string(), type: z.string(), amount: Amount})).default([]),
  seller_response_due_date: z.string().optional(),
});
type Dispute = z.output<typeof Dispute>;

/** A day less than PayPal looks back, in ms: at the very limit it refuses when its clock is ahead. */
const FURTHEST = 179 * 24 * 3_600_000;
const MOST_PAGES = 50;
/** Disputes that are asked for at the same time. */
const AT_ONCE = 5;

/** Disputes of our trades that changed since then; one that cannot be read is left out, so that it hides no other. PayPal's server SDK has no controller for them. */
export async function listDisputes(transport: Transport, since: Date, clock: () => Date, signal: AbortSignal): Promise<readonly ProviderDispute[]> {
  const after = new Date(Math.max(since.getTime(), clock().getTime() - FURTHEST));
  const disputes: ProviderDispute[] = [];
  let path: string | undefined = `/v1/customer/disputes?page_size=50&update_time_after=${encodeURIComponent(after.toISOString())}`;
  for (let pages = 0; path !== undefined && pages < MOST_PAGES; pages++) {
    const {items, links} = Page.parse((await transport.json(path, {signal})).body);
    disputes.push(...(await eachOf(items, AT_ONCE, ({dispute_id}) => askFor(transport, dispute_id, signal))).flat());
    path = nextPath(links);
  }
  return disputes;
}

/** The list does not say what was bought; the dispute itself does. Throws when PayPal does not answer: then the whole list is read again. */
async function askFor(transport: Transport, id: string, signal: AbortSignal): Promise<readonly ProviderDispute[]> {
  const {success, data: dispute} = Dispute.safeParse((await transport.json(`/v1/customer/disputes/${encodeURIComponent(id)}`, {signal})).body);
  return success ? readDispute(dispute) : [];
}

/** None for a dispute of something else that this PayPal account sells. Without any number it may be ours, and a person looks. */
function readDispute(dispute: Dispute): readonly ProviderDispute[] {
  const numbers = dispute.disputed_transactions.flatMap(({custom, invoice_number: invoice}) => [custom, invoice]).filter(number => number !== undefined);
  const tradeNo = numbers.find(isTradeNo);
  const amount = fromPayPal(inOurWords(amountOf(dispute)));
  if (!amount || (tradeNo === undefined && numbers.length > 0)) return [];
  const respondBy = new Date(dispute.seller_response_due_date ?? Number.NaN);
  return [{
    providerDisputeNo: dispute.dispute_id, amount, status: statusOf(dispute), withdrawn: isWithdrawn(dispute), reason: dispute.reason,
    ...(tradeNo === undefined ? {} : {tradeNo}), ...(Number.isNaN(respondBy.getTime()) ? {} : {respondBy}),
  }];
}

/** The buyer may get less than was disputed. */
function amountOf(dispute: Dispute): z.output<typeof Amount> | undefined {
  return (statusOf(dispute) === 'lost' ? dispute.dispute_outcome?.amount_refunded : undefined) ?? dispute.dispute_amount;
}

const inOurWords = (amount: z.output<typeof Amount> | undefined): {currencyCode: string; value: string} | undefined =>
  amount && {currencyCode: amount.currency_code, value: amount.value};

const LOST = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);
const WON = new Set(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED']);

/** What is resolved stays so. An outcome that says nothing, or that we do not know, is told by where the money is. */
function statusOf(dispute: Dispute): ProviderDispute['status'] {
  const outcome = dispute.dispute_outcome?.outcome_code ?? '';
  if (dispute.status !== 'RESOLVED') return 'open';
  if (LOST.has(outcome)) return 'lost';
  return WON.has(outcome) || !((givenBySeller(dispute) ?? 0) > 0) ? 'won' : 'lost';
}

/** Without a word about movements: money that is lost is gone. */
function isWithdrawn(dispute: Dispute): boolean {
  const given = givenBySeller(dispute);
  return given === undefined ? statusOf(dispute) === 'lost' : given > 0;
}

/** What the seller gave, less what came back, in minor units. */
function givenBySeller({money_movements: movements}: Dispute): number | undefined {
  const ours = movements.filter(({affected_party}) => affected_party === 'SELLER');
  if (ours.length === 0) return undefined;
  return ours.reduce((sum, {type, amount}) => sum + (type === 'DEBIT' ? 1 : -1) * (fromPayPal(inOurWords(amount))?.amount ?? 0), 0);
}

/** Only the path is taken: we speak to nobody else. */
function nextPath(links: z.output<typeof Page>['links']): string | undefined {
  const next = links.find(({rel}) => rel === 'next');
  if (!next) return undefined;
  const {pathname, search} = new URL(next.href, 'https://api-m.paypal.com');
  return pathname.startsWith('/v1/customer/disputes') ? pathname + search : undefined;
}
