import {z} from 'zod';
import type {VerifiedNotification} from '../payment-handler.ts';
import type {CertificateKeeper} from './certificates.ts';
import {CertificateUnclear} from './certificates.ts';
import type {DeclineMemory} from './declines.ts';
import {tradeNoIn} from './our-mark.ts';
import type {Transport} from './transport.ts';
import {readEvent} from './webhook-events.ts';
import type {Transmission} from './webhook-signature.ts';
import {ALGORITHM, readTransmission, signatureHolds} from './webhook-signature.ts';

export interface WebhookDesk {
  /** Id of the handler. */
  readonly handler: string;
  /** As PayPal's dashboard shows it; without it nothing is believed. */
  readonly webhookId: string | undefined;
  /** `self`: with PayPal's certificate, and by asking PayPal when that cannot be judged. `postback`: always by asking PayPal. */
  readonly verification: 'self' | 'postback';
  readonly certificates: CertificateKeeper;
  readonly transport: Transport;
  readonly declines: DeclineMemory;
}

/** Reads a notification; `undefined` when it is not PayPal's, or not for our webhook. Rejects when that cannot be found out now. */
export async function verifyNotification(desk: WebhookDesk, request: Request, body: string): Promise<VerifiedNotification | undefined> {
  const transmission = readTransmission(request.headers);
  if (!transmission || desk.webhookId === undefined || transmission.algorithm !== ALGORITHM) return undefined;
  if (!await isGenuine(desk, desk.webhookId, transmission, body)) return undefined;
  const {notification, captureId, approvedOrder} = readEvent(body, desk.handler);
  if (approvedOrder !== undefined) desk.declines.approved(approvedOrder);
  return captureId === undefined ? notification : {...notification, ...await paymentOf(desk, captureId)};
}

async function isGenuine(desk: WebhookDesk, webhookId: string, transmission: Transmission, body: string): Promise<boolean> {
  if (desk.verification === 'postback') return askPayPal(desk.transport, webhookId, transmission, body);
  try {
    const key = await desk.certificates.keyAt(transmission.certificateUrl);
    return key !== undefined && signatureHolds(transmission, webhookId, body, key);
  } catch (error) {
    if (!(error instanceof CertificateUnclear)) throw error;
    return askPayPal(desk.transport, webhookId, transmission, body);
  }
}

const Verdict = z.object({verification_status: z.string()});

/** The event goes back as it came: written anew, its checksum would be another. */
async function askPayPal(transport: Transport, webhookId: string, {id, time, signature, certificateUrl, algorithm}: Transmission, body: string): Promise<boolean> {
  const said = JSON.stringify({
    auth_algo: algorithm, cert_url: certificateUrl, transmission_id: id, transmission_sig: signature, transmission_time: time, webhook_id: webhookId});
  const {status, body: answer} = await transport.json('/v1/notifications/verify-webhook-signature', {
    body: `${said.slice(0, -1)},"webhook_event":${body}}`, also: [400, 422]});
  return status === 200 && Verdict.parse(answer).verification_status === 'SUCCESS';
}

const Capture = z.object({
  custom_id: z.string().optional(),
  invoice_id: z.string().optional(),
  supplementary_data: z.object({related_ids: z.object({order_id: z.string().optional()}).optional()}).optional(),
});

/** A refund that was made in the dashboard names only the capture that it gave back. */
async function paymentOf({transport, handler}: WebhookDesk, captureId: string): Promise<Pick<VerifiedNotification, 'tradeNo' | 'providerTradeNo' | 'about'>> {
  const {custom_id: custom, invoice_id: invoice, supplementary_data} = Capture.parse((await transport.json(`/v2/payments/captures/${captureId}`, {})).body);
  const numbers = [custom, invoice].filter(number => number !== undefined);
  const tradeNo = tradeNoIn(numbers, handler);
  if (tradeNo === undefined && numbers.length > 0) return {about: 'nothing'};
  const providerTradeNo = supplementary_data?.related_ids?.order_id;
  return {...(tradeNo === undefined ? {} : {tradeNo}), ...(providerTradeNo === undefined ? {} : {providerTradeNo})};
}
