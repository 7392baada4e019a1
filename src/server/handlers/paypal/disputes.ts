import {z} from 'zod';
import {eachOf} from '../each-of.ts';
import type {ProviderDispute} from '../payment-handler.ts';
import {Amount, inOurWords} from './api-amount.ts';
import {captureBehind, refundedSince} from './disputed-capture.ts';
import {isWithdrawn, Movement, statusOf} from './dispute-standing.ts';
import {tradeNoIn} from './our-mark.ts';
import type {Transport} from './transport.ts';

const Page = z.object({
  items: z.array(z.object({dispute_id: z.string()})).default([]),
  links: z.array(z.object({href: z.string(), rel: z.string()})).default([]),
});
const Disputed = z.object({invoice_number: z.string().optional(), custom: z.string().optional(), seller_transaction_id: z.string().optional()});
const Dispute = z.object({
  dispute_id: z.string(),
  create_time: z.string().default(''),
  reason: z.string().default('OTHER'),
  status: z.string(),
  dispute_amount: Amount.optional(),
  disputed_transactions: z.array(Disputed).default([]),
  dispute_outcome: z.object({outcome_code: z.string().optional(), amount_refunded: Amount.optional()}).optional(),
  fund_movements: z.array(Movement).optional(),
  /** The older name of the same. */
  money_movements: z.array(Movement).optional(),
  seller_response_due_date: z.string().optional(),
});
type Dispute = z.output<typeof Dispute>;

export interface DisputeDesk {
  readonly transport: Transport;
  readonly clock: () => Date;
  /** Id of the handler that asks: another one on the same account has disputes of its own. */
  readonly handler: string;
}

/** A day less than PayPal looks back, in ms: at the very limit it refuses when its clock is ahead. */
const FURTHEST = 179 * 24 * 3_600_000;
const MOST_PAGES = 50;
/** Disputes that are asked for at the same time. */
const AT_ONCE = 5;

/**
 * Disputes of our trades that changed since then, and not after `until`; one that cannot be read is left out, so that it hides no other. PayPal's server SDK
 * has no controller for them. Throws when there are more than PayPal lists at once: what is left out of one reading is never read again.
 */
export async function listDisputes(desk: DisputeDesk, since: Date, signal: AbortSignal, until?: Date): Promise<readonly ProviderDispute[]> {
  const furthest = desk.clock().getTime() - FURTHEST;
  if (until && until.getTime() <= furthest) return [];
  const [after, before] = [new Date(Math.max(since.getTime(), furthest)).toISOString(), until?.toISOString()];
  const disputes: ProviderDispute[] = [];
  let path: string | undefined = `/v1/customer/disputes?${new URLSearchParams({page_size: '50', update_time_after: after, ...(before && {update_time_before: before})}).toString()}`;
  for (let pages = 0; path !== undefined; pages++) {
    if (pages === MOST_PAGES) throw new Error('There are more disputes than PayPal lists at once');
    const {items, links} = Page.parse((await desk.transport.json(path, {signal})).body);
    disputes.push(...(await eachOf(items, AT_ONCE, ({dispute_id}) => askFor(desk, dispute_id, signal))).flat());
    path = nextPath(links);
  }
  return disputes;
}

/** The list does not say what was bought; the dispute itself does. Throws when PayPal does not answer: then the whole list is read again. */
async function askFor(desk: DisputeDesk, id: string, signal: AbortSignal): Promise<readonly ProviderDispute[]> {
  const {success, data: dispute} = Dispute.safeParse((await desk.transport.json(`/v1/customer/disputes/${encodeURIComponent(id)}`, {signal})).body);
  return success ? readDispute(desk, dispute, signal) : [];
}

/** None for a dispute of something else that this PayPal account sells. Without any number it may be ours, and a person looks. */
async function readDispute(desk: DisputeDesk, dispute: Dispute, signal: AbortSignal): Promise<readonly ProviderDispute[]> {
  const numbers = await numbersOf(desk, dispute, signal);
  const tradeNo = tradeNoIn(numbers, desk.handler);
  const [status, withdrawn] = [statusOf(dispute), isWithdrawn(dispute)];
  const amount = inOurWords((status === 'lost' ? dispute.dispute_outcome?.amount_refunded : undefined) ?? dispute.dispute_amount);
  if (!amount || (tradeNo === undefined && numbers.length > 0)) return [];
  const counted = withdrawn || status === 'lost' ? await refundedSince(desk.transport, captureOf(dispute), {currency: amount.currency, begun: dispute.create_time}, signal) : 0;
  const respondBy = new Date(dispute.seller_response_due_date ?? Number.NaN);
  return [{
    // What stands among the refunds of the order enters the books as a refund, and would be counted twice.
    providerDisputeNo: dispute.dispute_id, amount: {...amount, amount: Math.max(0, amount.amount - counted)}, status, withdrawn, reason: dispute.reason,
    ...(tradeNo === undefined ? {} : {tradeNo}), ...(Number.isNaN(respondBy.getTime()) ? {} : {respondBy}),
  }];
}

const captureOf = ({disputed_transactions: disputed}: Dispute): string | undefined => disputed.find(one => one.seller_transaction_id !== undefined)?.seller_transaction_id;

/** Where the dispute itself names none, the capture that it is about does. */
async function numbersOf({transport}: DisputeDesk, dispute: Dispute, signal: AbortSignal): Promise<readonly string[]> {
  const named = dispute.disputed_transactions.flatMap(({custom, invoice_number: invoice}) => [custom, invoice]).filter(number => number !== undefined);
  if (named.length > 0) return named;
  const capture = await captureBehind(transport, captureOf(dispute), signal);
  return [capture?.custom_id, capture?.invoice_id].filter(number => number !== undefined);
}

/** Only the path is taken: we speak to nobody else. */
function nextPath(links: z.output<typeof Page>['links']): string | undefined {
  const next = links.find(({rel}) => rel === 'next');
  if (!next) return undefined;
  const {pathname, search} = new URL(next.href, 'https://api-m.paypal.com');
  return pathname.startsWith('/v1/customer/disputes') ? pathname + search : undefined;
}
