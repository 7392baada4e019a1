import {parseAmount} from '../../../commerce/money.ts';
import type {VerifiedNotification} from '../payment-handler.ts';
import type {AlipayOptions} from './alipay-options.ts';
import type {Gateway} from './gateway.ts';

/** What is kept of a notification: nothing about the buyer, no signature. */
const KEPT: readonly string[] = [
  'notify_id', 'notify_type', 'notify_time', 'out_trade_no', 'trade_no', 'trade_status', 'total_amount', 'refund_fee', 'out_biz_no', 'gmt_payment', 'gmt_refund', 'gmt_close',
];

/**
 * Reads a notification that is Alipay's, for this app and this seller. Alipay signs for every app with keys of its own choosing, and the fields say which algorithm
 * and which app: a valid signature alone proves nothing. The amount is not believed either, only read: the trade is asked after.
 */
export function readNotification(gateway: Gateway, {appId, sellerId}: Pick<AlipayOptions, 'appId' | 'sellerId'>, request: Request, body: string): VerifiedNotification | undefined {
  if (request.method !== 'POST') return undefined;
  const fields = fieldsOf(body);
  if (!fields || (fields['charset'] ?? 'utf-8').toLowerCase() !== 'utf-8' || !gateway.isGenuine(fields)) return undefined;
  const {app_id: app, seller_id: seller = sellerId, notify_id: eventId, out_trade_no: tradeNo, trade_no: providerTradeNo, total_amount: amount} = fields;
  if (app !== appId || seller !== sellerId || !eventId || !tradeNo || !isAmount(amount)) return undefined;
  const refunded = fields['refund_fee'] !== undefined || fields['gmt_refund'] !== undefined;
  // A refund that was asked for without a number has the trade's own.
  const payload = {...Object.fromEntries(Object.entries(fields).filter(([name]) => KEPT.includes(name))), ...(refunded && {refund_no: fields['out_biz_no'] || tradeNo})};
  return {eventId, tradeNo, ...(providerTradeNo && {providerTradeNo}), about: refunded ? 'refund' : 'trade', payload};
}

/** A name that stands twice could be read in two ways, so such a body is refused. */
function fieldsOf(body: string): Readonly<Record<string, string>> | undefined {
  const pairs = [...new URLSearchParams(body)];
  const names = new Set(pairs.map(([name]) => name));
  return names.size === pairs.length ? Object.fromEntries(pairs) : undefined;
}

function isAmount(text: string | undefined): boolean {
  try {
    return text === undefined || parseAmount(text, 'CNY').amount >= 0;
  } catch {
    return false;
  }
}
