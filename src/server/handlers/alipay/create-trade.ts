import {z} from 'zod';
import type {AlipayCredential} from '../../../commerce/alipay-instrument.ts';
import {ALIPAY_WAYS} from '../../../commerce/alipay-instrument.ts';
import type {PaymentAction} from '../../../commerce/payment-action.ts';
import {toDecimal} from '../../../commerce/money.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {toBeijing} from './beijing-time.ts';
import {identifyBuyer} from './buyer.ts';
import {closeTrade, queryTrade} from './close-trade.ts';
import type {Answer, Call, Gateway} from './gateway.ts';
import {isAbout} from './gateway.ts';

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

/** Control signs, emoji, and what emoji are made of: flags, skins, keycaps. */
const NO_LETTERS = /[\p{Cc}\p{Cs}\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]|\u200D|\u20E3|\uFE0F/gu;

/** What every way says of the trade. Alipay refuses `/`, `=` and `&` in a subject, so they become their wide forms. */
function described({tradeNo, amount, subject, deadline}: PaymentIntent): Record<string, string> {
  const wide: Readonly<Record<string, string>> = {'/': '／', '=': '＝', '&': '＆'};
  const said = subject.replace(/[/=&]/g, (sign) => wide[sign] ?? '').replace(NO_LETTERS, ' ').replace(/ +/g, ' ').trim();
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
  const {answer} = await insist(gateway, 'alipay.trade.precreate', {biz: described(intent), params: {notify_url: intent.notifyUrl}}, signal);
  const code = answer.body['qr_code'];
  if (!isAbout(answer, intent.tradeNo) || typeof code !== 'string' || !code) return refused(gateway, intent, answer, now);
  return {status: 'waiting', action: {type: 'qr', code, expiresAt: intent.deadline.toISOString(), ...(code.startsWith('https:') && {url: code})}};
}

async function inApp(gateway: Gateway, intent: PaymentIntent, buyer: Readonly<Record<string, string>>, {now, signal}: Asked): Promise<Trade> {
  const biz = {...described(intent), ...buyer, product_code: 'JSAPI_PAY', op_app_id: gateway.appId};
  const {answer, again} = await insist(gateway, 'alipay.trade.create', {biz, params: {notify_url: intent.notifyUrl}}, signal);
  const tradeNO = answer.body['trade_no'];
  if (!isAbout(answer, intent.tradeNo) || typeof tradeNO !== 'string' || !tradeNO) return again ? refusedAgain(gateway, intent, answer, now) : refused(gateway, intent, answer, now);
  return {status: 'waiting', providerTradeNo: tradeNO, action: {type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO}}};
}

/** A lost answer, or the gateway's own failure, is asked for once more, while somebody waits for it: the same number gives the same trade. */
async function insist(gateway: Gateway, method: string, call: Call, signal: AbortSignal): Promise<{readonly answer: Answer; readonly again: boolean}> {
  try {
    const answer = await gateway.call(method, call);
    if (signal.aborted || !failedItself(answer)) return {answer, again: false};
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return {answer: await gateway.call(method, call), again: true};
}

const failedItself = ({code, subCode}: Answer): boolean => code === '20000' || subCode.endsWith('SYSTEM_ERROR');

/** The gateway's own answers that nothing was created and why; from any other code nothing follows. */
const NOTHING_CREATED: readonly string[] = [
  'ACQ.ACCESS_FORBIDDEN', 'ACQ.INVALID_PARAMETER', 'ACQ.EXIST_FORBIDDEN_WORD', 'ACQ.PARTNER_ERROR', 'ACQ.TOTAL_FEE_EXCEED', 'ACQ.BUYER_SELLER_EQUAL',
  'ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR',
  'ACQ.BEYOND_PAY_RESTRICTION', 'ACQ.BEYOND_PER_RECEIPT_RESTRICTION', 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR', 'ACQ.SELLER_BEEN_BLOCKED', 'isv.invalid-signature',
  'isv.invalid-app-id', 'isv.insufficient-isv-permissions', 'isv.missing-method',
];

/** Another trade, or another state of it, is there under this number. */
const IS_THERE: readonly string[] = ['ACQ.TRADE_HAS_SUCCESS', 'ACQ.TRADE_HAS_CLOSE', 'ACQ.CONTEXT_INCONSISTENT', 'ACQ.TRADE_BUYER_NOT_MATCH'];

async function refused(gateway: Gateway, intent: PaymentIntent, {subCode, message}: Answer, now: Date): Promise<Trade> {
  if (NOTHING_CREATED.includes(subCode)) return {status: 'declined', reason: `${subCode}: ${message}`.slice(0, 200)};
  return IS_THERE.includes(subCode) ? queryTrade(gateway, intent, now) : {status: 'unknown'};
}

/** The first call, whose answer was lost, may have made a trade, which its buyer finds in the app: declined once that is closed, or not there. */
async function refusedAgain(gateway: Gateway, intent: PaymentIntent, answer: Answer, now: Date): Promise<Trade> {
  const trade = await refused(gateway, intent, answer, now);
  if (trade.status !== 'declined') return trade;
  const standing = await closeTrade(gateway, intent, now);
  return standing.status === 'closed' || standing.status === 'waiting' ? trade : standing;
}
