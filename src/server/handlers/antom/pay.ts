import {z} from 'zod';
import type {AntomCredential, AntomWallet} from '../../../commerce/alipay-instrument.ts';
import {ANTOM_WALLETS} from '../../../commerce/alipay-instrument.ts';
import type {PaymentAction} from '../../../commerce/payment-action.ts';
import type {PaymentIntent, Trade} from '../payment-handler.ts';
import {toAntom} from './amount.ts';
import type {AntomWallets} from './antom-options.ts';
import {askAfter, closePayment} from './close-payment.ts';
import type {AntomAnswer, AntomGateway} from './gateway.ts';

export const Credential = z.object({
  type: z.literal('antom'), wallet: z.enum(ANTOM_WALLETS).optional(), terminal: z.enum(['WEB', 'WAP']).default('WEB'), system: z.enum(['IOS', 'ANDROID']).optional(),
  qr: z.boolean().default(false),
}) satisfies z.ZodType<AntomCredential>;
export type Credential = z.output<typeof Credential>;

export interface Order {
  readonly intent: PaymentIntent;
  readonly credential: Credential;
  readonly wallets: AntomWallets;
  readonly settlementCurrency?: string;
  readonly now: Date;
}

/** Antom takes no later end of a payment than ten minutes ahead; half a minute is for the way there. */
const LONGEST = 9.5 * 60_000;

/** Creates the payment, or finds the one that this number has. A lost answer is asked for once more: the same number gives the same payment. */
export async function pay(gateway: AntomGateway, order: Order, signal: AbortSignal): Promise<Trade> {
  const {intent, credential, wallets, now} = order;
  const wallet = walletFor(credential, wallets, intent.amount.currency);
  if (!wallet) return {status: 'declined', reason: `No wallet of this shop takes ${intent.amount.currency}`};
  const until = new Date(Math.min(intent.deadline.getTime(), now.getTime() + LONGEST));
  const body = requestOf(order, wallet, until);
  const first = await gateway.call('pay', body, signal).catch(() => undefined);
  return readPay(gateway, order, {answer: first ?? await gateway.call('pay', body, signal), again: !first, until}, signal);
}

export function walletFor({wallet}: Pick<Credential, 'wallet'>, wallets: AntomWallets, currency: string): AntomWallet | undefined {
  return (wallet ? [wallet] : ANTOM_WALLETS).find((one) => wallets[one]?.includes(currency));
}

function requestOf({intent, credential, settlementCurrency}: Order, wallet: AntomWallet, until: Date): Readonly<Record<string, unknown>> {
  const amount = toAntom(intent.amount);
  const {terminal, system} = credential;
  // On a phone Antom must know which app to open.
  const env = terminal === 'WAP' && system ? {terminalType: 'WAP', osType: system} : {terminalType: 'WEB'};
  return {
    productCode: 'CASHIER_PAYMENT',
    paymentRequestId: intent.tradeNo,
    order: {referenceOrderId: intent.tradeNo, orderDescription: [...intent.subject].slice(0, 200).join(''), orderAmount: amount, env},
    paymentAmount: amount,
    paymentMethod: {paymentMethodType: wallet},
    paymentExpiryTime: stamp(until),
    paymentRedirectUrl: intent.returnUrl,
    paymentNotifyUrl: intent.notifyUrl,
    ...(settlementCurrency && {settlementStrategy: {settlementCurrency}}),
    env,
  };
}

/** ISO 8601 with whole seconds, cut off and never rounded up. */
const stamp = (instant: Date): string => `${instant.toISOString().slice(0, 19)}+00:00`;

interface Answered {
  readonly answer: AntomAnswer;
  /** To a repeat: the first call may have made the payment. */
  readonly again: boolean;
  readonly until: Date;
}

async function readPay(gateway: AntomGateway, {intent, credential, now}: Order, {answer, again, until}: Answered, signal: AbortSignal): Promise<Trade> {
  const {status, code, message, body} = answer;
  if (status === 'U') return code === 'PAYMENT_IN_PROCESS' && body['paymentRequestId'] === intent.tradeNo ? inProcess(body, credential, until) : {status: 'unknown'};
  // Paid at once, or something else is there under this number: the payment itself says how it stands.
  if (status === 'S' || !REFUSED.has(code)) return askAfter(gateway, intent, now, signal);
  const declined: Trade = {status: 'declined', reason: `${code}: ${message}`.slice(0, 200)};
  const standing = again ? await closePayment(gateway, intent, now, signal) : declined;
  return standing.status === 'closed' || standing.status === 'absent' ? declined : standing;
}

const InProcess = z.looseObject({
  paymentId: z.string().min(1), normalUrl: z.string().optional(), applinkUrl: z.string().optional(),
  orderCodeForm: z.looseObject({codeDetails: z.array(z.looseObject({codeValueType: z.string().optional(), codeValue: z.string(), displayType: z.string().optional()}))}).optional(),
});

/** The address that opens the wallet's app where there is one, its page otherwise; a `schemeUrl` opens nothing where the app is missing, and is never shown. */
function inProcess(body: unknown, {terminal, qr}: Credential, until: Date): Trade {
  const {success, data} = InProcess.safeParse(body);
  if (!success) return {status: 'unknown'};
  const {paymentId: providerTradeNo, normalUrl, applinkUrl, orderCodeForm} = data;
  const url = terminal === 'WAP' ? applinkUrl ?? normalUrl : normalUrl ?? applinkUrl;
  const code = orderCodeForm?.codeDetails.find(({codeValueType = 'QRCODE', displayType = 'TEXT'}) => codeValueType === 'QRCODE' && displayType === 'TEXT')?.codeValue;
  const action: PaymentAction | undefined = code && (qr || !url)
    ? {type: 'qr', code, expiresAt: until.toISOString(), ...(url && {url})}
    : url ? {type: 'redirect', url} : undefined;
  return {status: 'waiting', providerTradeNo, ...(action && {action})};
}

/** Codes after which this number can never be paid. An `F` with any other code is not understood, and so proves nothing. */
const REFUSED: ReadonlySet<string> = new Set([
  'ACCESS_DENIED', 'BUSINESS_NOT_SUPPORT', 'CLIENT_FORBIDDEN_ACCESS_API', 'CURRENCY_NOT_SUPPORT', 'INVALID_CLIENT', 'INVALID_CONTRACT', 'INVALID_MERCHANT_STATUS',
  'INVALID_SIGNATURE', 'KEY_NOT_FOUND', 'MERCHANT_KYB_NOT_QUALIFIED', 'MERCHANT_NOT_REGISTERED', 'METHOD_NOT_SUPPORTED', 'NO_INTERFACE_DEF', 'NO_PAY_OPTIONS',
  'PARAM_ILLEGAL', 'PAYMENT_AMOUNT_EXCEED_LIMIT', 'PAYMENT_COUNT_EXCEED_LIMIT', 'PAYMENT_NOT_QUALIFIED', 'PAYMENT_PROHIBITED', 'PROCESS_FAIL', 'RISK_REJECT',
  'SETTLE_CONTRACT_NOT_MATCH', 'USER_AMOUNT_EXCEED_LIMIT', 'USER_BALANCE_NOT_ENOUGH', 'USER_KYC_NOT_QUALIFIED', 'USER_NOT_EXIST', 'USER_STATUS_ABNORMAL',
]);
