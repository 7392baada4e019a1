import {createHash} from 'node:crypto';
import {z} from 'zod';
import type {VerifiedNotification} from '../payment-handler.ts';
import type {AntomGateway} from './gateway.ts';
import {isSigned} from './signature.ts';

const Body = z.looseObject({
  notifyType: z.string(), result: z.looseObject({resultStatus: z.string().optional(), resultCode: z.string().optional()}).optional(),
  paymentRequestId: z.string().regex(/^\w{1,64}$/).optional(), paymentId: z.string().min(1).max(64).optional(), paymentAmount: z.unknown().optional(),
  refundId: z.string().optional(), refundRequestId: z.string().optional(), refundStatus: z.string().optional(), refundAmount: z.unknown().optional(), refundTime: z.string().optional(),
});

/**
 * Reads a notification that Antom signed for this client. Its words are not believed: `S` also stands in the news of a payment that is pending. Antom gives its
 * notifications no number, so the same words are the same event.
 */
export function readNotification({clientId, antomKey}: AntomGateway, request: Request, text: string): VerifiedNotification | undefined {
  const {pathname, search, searchParams} = new URL(request.url);
  const {headers} = request;
  if (request.method !== 'POST' || headers.get('client-id') !== clientId) return undefined;
  // The contract leaves open whether the query of the address belongs to what is signed.
  const genuine = [pathname + search, pathname]
    .some((path) => isSigned({path, clientId, time: headers.get('request-time') ?? '', body: text}, headers.get('signature'), antomKey));
  if (!genuine) return undefined;
  const {notifyType, result, paymentRequestId, paymentId, paymentAmount, ...refund} = Body.parse(JSON.parse(text));
  const about = notifyType.startsWith('REFUND') ? 'refund' : 'trade';
  const tradeNo = paymentRequestId ?? tradeNamedBy(searchParams);
  const {refundId, refundRequestId, refundStatus, refundAmount} = refund;
  return {
    eventId: createHash('sha256').update(text).digest('hex').slice(0, 40), about, ...(tradeNo && {tradeNo}), ...(paymentId && {providerTradeNo: paymentId}),
    payload: {
      notifyType, resultStatus: result?.resultStatus ?? null, resultCode: result?.resultCode ?? null, paymentRequestId: tradeNo ?? null, paymentId: paymentId ?? null,
      ...(about === 'trade' ? {paymentAmount} : {refundId, refundRequestId, refundStatus, refundAmount}),
    },
  };
}

/** We wrote it into the address ourselves; at worst another trade is asked after. */
function tradeNamedBy(search: URLSearchParams): string | undefined {
  const trade = search.get('trade');
  return trade !== null && /^\w{1,64}$/.test(trade) ? trade : undefined;
}
