import {createHash} from 'node:crypto';
import {z} from 'zod';
import {isTradeNo} from '../our-number.ts';
import type {VerifiedNotification} from '../payment-handler.ts';
import {readDispute} from './disputes.ts';
import type {AntomGateway} from './gateway.ts';
import {isSigned} from './signature.ts';

const Body = z.looseObject({
  notifyType: z.string().optional(), disputeNotificationType: z.string().optional(),
  result: z.looseObject({resultStatus: z.string().optional(), resultCode: z.string().optional()}).optional(),
  paymentRequestId: z.string().max(64).optional(), paymentId: z.string().min(1).max(64).optional(),
});
type Body = z.output<typeof Body>;

/** What is kept of a notification, for a person to read. */
const KEPT: readonly string[] = [
  'notifyType', 'paymentRequestId', 'paymentId', 'paymentAmount', 'refundId', 'refundRequestId', 'refundStatus', 'refundAmount', 'disputeNotificationType', 'disputeId', 'disputeType',
  'disputeAmount', 'disputeJudgedResult', 'disputeJudgedAmount', 'disputeReasonCode', 'disputeReasonMsg', 'defenseDueTime', 'captureId',
];

/**
 * Reads a notification that Antom signed for this client. Its words are not believed: `S` also stands in the news of a payment that is pending. Only of disputes
 * there is nothing else to ask. Antom gives its notifications no number, so the same words are the same event.
 */
export function readNotification(gateway: AntomGateway, request: Request, text: string): VerifiedNotification | undefined {
  if (!isGenuine(gateway, request, text)) return undefined;
  const body = Body.parse(JSON.parse(text));
  const {paymentId, result} = body;
  const tradeNo = body.paymentRequestId ?? tradeNamedBy(request.url);
  const about = aboutOf(body, tradeNo);
  const dispute = about === 'dispute' ? readDispute(body) : undefined;
  const kept = Object.fromEntries(Object.entries(body).filter(([name]) => KEPT.includes(name)));
  return {
    eventId: createHash('sha256').update(text).digest('hex').slice(0, 40), about, ...(tradeNo && {tradeNo}), ...(paymentId && {providerTradeNo: paymentId}),
    payload: {...kept, resultStatus: result?.resultStatus ?? null, resultCode: result?.resultCode ?? null, ...(dispute && {dispute})},
  };
}

function isGenuine({clientId, antomKey}: AntomGateway, {method, url, headers}: Request, body: string): boolean {
  if (method !== 'POST' || (headers.get('client-id') ?? clientId) !== clientId) return false;
  const {pathname, search} = new URL(url);
  // The contract leaves open whether the query of the address belongs to what is signed.
  return [pathname + search, pathname].some((path) => isSigned({path, clientId, time: headers.get('request-time') ?? '', body}, headers.get('signature'), antomKey));
}

/**
 * A client may have other uses, and the address for disputes is one for all of them. News that names no payment of ours is of something else, or of a refund that
 * somebody made in the dashboard: the list of the payment has that one.
 */
function aboutOf({notifyType = '', disputeNotificationType}: Body, tradeNo: string | undefined): VerifiedNotification['about'] {
  if (!isTradeNo(tradeNo)) return 'nothing';
  if (disputeNotificationType !== undefined) return 'dispute';
  return notifyType.startsWith('REFUND') ? 'refund' : 'trade';
}

/** We wrote it into the address ourselves; at worst another trade is asked after. */
function tradeNamedBy(url: string): string | undefined {
  const trade = new URL(url).searchParams.get('trade');
  return trade !== null && isTradeNo(trade) ? trade : undefined;
}
