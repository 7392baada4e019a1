import {z} from 'zod';
import type {AlipayCredential} from '../../../commerce/alipay-instrument.ts';
import {ALIPAY_WAYS} from '../../../commerce/alipay-instrument.ts';
import type {PaymentAction} from '../../../commerce/payment-action.ts';
import {toDecimal} from '../../../commerce/money.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {toBeijing} from './beijing-time.ts';
import {identifyBuyer} from './buyer.ts';
import {queryTrade} from './close-trade.ts';
import type {Answer, Call, Gateway} from './gateway.ts';
import {SUCCESS} from './read-trade.ts';

export const Credential = z.object({
  type: z.literal('alipay'), way: z.enum(ALIPAY_WAYS).default('page'), form: z.boolean().default(false), auth_code: z.string().min(1).max(128).optional(),
}) satisfies z.ZodType<AlipayCredential>;
export type Credential = z.output<typeof Credential>;

/** `signal`: of whoever waits for the answer. */
interface Asked {
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Creates the trade in the way that the credential names; without knowing who the buyer is, the app's cashier is reached through the phone page. */
export async function createTrade(gateway: Gateway, intent: PaymentIntent, credential: Credential, {now, signal}: Asked): Promise<Trade> {
  switch (credential.way) {
    case 'page':
      return atPage(gateway, intent, 'alipay.trade.page.pay', {product_code: 'FAST_INSTANT_TRADE_PAY'}, credential.form);
    case 'wap':
      return atPage(gateway, intent, 'alipay.trade.wap.pay', {product_code: 'QUICK_WAP_WAY', ...quitUrl(intent)}, credential.form);
    case 'qr':
      return byCode(gateway, intent, {now, signal});
    case 'app': {
      const buyer = credential.auth_code === undefined ? undefined : await identifyBuyer(gateway, credential.auth_code);
      return buyer ? inApp(gateway, intent, buyer, {now, signal}) : createTrade(gateway, intent, {...credential, way: 'wap'}, {now, signal});
    }
  }
}

/** What every way says of the trade. Alipay refuses `/`, `=` and `&` in a subject, so they become their wide forms. */
function described({tradeNo, amount, subject, deadline}: PaymentIntent): Record<string, string> {
  const wide: Readonly<Record<string, string>> = {'/': '／', '=': '＝', '&': '＆'};
  const said = subject.replace(/[/=&]/g, (sign) => wide[sign] ?? '').replace(/[\p{Cc}\p{Cs}\p{Extended_Pictographic}]|\u200D|\uFE0F/gu, ' ').trim();
  return {out_trade_no: tradeNo, total_amount: toDecimal(amount), subject: [...said].slice(0, 120).join('') || 'Order', time_expire: toBeijing(deadline)};
}

/** Characters that Alipay takes of an address to come back to. */
const LONGEST_RETURN = 256;

/** Without the page's own query when that makes it too long; the fragment carries the attempt. */
function returning({returnUrl}: PaymentIntent): string | undefined {
  const url = new URL(returnUrl);
  if (url.href.length > LONGEST_RETURN) url.search = '';
  return url.href.length > LONGEST_RETURN ? undefined : url.href;
}

function quitUrl(intent: PaymentIntent): Record<string, string> {
  const url = returning(intent);
  return url ? {quit_url: url} : {};
}

/** Nothing is sent: the trade comes into being when the buyer opens the address and logs in. */
function atPage(gateway: Gateway, intent: PaymentIntent, method: string, product: Record<string, string>, form: boolean): Trade {
  const back = returning(intent);
  const url = gateway.pageUrl(method, {biz: {...described(intent), ...product}, params: {notify_url: intent.notifyUrl, ...(back && {return_url: back})}});
  return {status: 'waiting', action: form ? asForm(url) : {type: 'redirect', url}};
}

/**
 * The fields of the signed address, to be posted. Not the package's own form: that escapes `"` but not `&`, so a subject with `&amp;` breaks its own signature, and it
 * brings an inline script.
 */
function asForm(address: string): PaymentAction {
  const url = new URL(address);
  const {charset = 'utf-8', ...fields} = Object.fromEntries(url.searchParams);
  url.search = new URLSearchParams({charset}).toString();
  return {type: 'form-post', url: url.href, fields: {...fields, charset}};
}

async function byCode(gateway: Gateway, intent: PaymentIntent, {now, signal}: Asked): Promise<Trade> {
  const answer = await insist(gateway, 'alipay.trade.precreate', {biz: described(intent), params: {notify_url: intent.notifyUrl}}, signal);
  const code = answer.body['qr_code'];
  if (answer.code !== SUCCESS || typeof code !== 'string' || !code) return refused(gateway, intent, answer, now);
  return {status: 'waiting', action: {type: 'qr', code, expiresAt: intent.deadline.toISOString(), ...(code.startsWith('https:') && {url: code})}};
}

async function inApp(gateway: Gateway, intent: PaymentIntent, buyer: Readonly<Record<string, string>>, {now, signal}: Asked): Promise<Trade> {
  const biz = {...described(intent), ...buyer, product_code: 'JSAPI_PAY', op_app_id: gateway.appId};
  const answer = await insist(gateway, 'alipay.trade.create', {biz, params: {notify_url: intent.notifyUrl}}, signal);
  const tradeNO = answer.body['trade_no'];
  if (answer.code !== SUCCESS || typeof tradeNO !== 'string' || !tradeNO) return refused(gateway, intent, answer, now);
  return {status: 'waiting', providerTradeNo: tradeNO, action: {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO}}};
}

/** A lost answer is asked for once more, while somebody waits for it: the same number gives the same trade. */
async function insist(gateway: Gateway, method: string, call: Call, signal: AbortSignal): Promise<Answer> {
  try {
    return await gateway.call(method, call);
  } catch (error) {
    if (signal.aborted) throw error;
    return gateway.call(method, call);
  }
}

/** The gateway's own answers that nothing was created and why; from any other code nothing follows. */
const NOTHING_CREATED: readonly string[] = [
  'ACQ.ACCESS_FORBIDDEN', 'ACQ.INVALID_PARAMETER', 'ACQ.EXIST_FORBIDDEN_WORD', 'ACQ.PARTNER_ERROR', 'ACQ.TOTAL_FEE_EXCEED', 'ACQ.BUYER_SELLER_EQUAL',
  'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT', 'isv.invalid-signature', 'isv.invalid-app-id', 'isv.insufficient-isv-permissions', 'isv.missing-method',
];

async function refused(gateway: Gateway, intent: PaymentIntent, {subCode, message}: Answer, now: Date): Promise<Trade> {
  if (NOTHING_CREATED.includes(subCode)) return {status: 'declined', reason: `${subCode}: ${message}`.slice(0, 200)};
  return ['ACQ.TRADE_HAS_SUCCESS', 'ACQ.TRADE_HAS_CLOSE', 'ACQ.CONTEXT_INCONSISTENT'].includes(subCode) ? queryTrade(gateway, intent, now) : {status: 'unknown'};
}
