import {ANTOM_HANDLER} from '../../../commerce/alipay-instrument.ts';
import {UCP_VERSION} from '../../../commerce/ucp.ts';
import type {PaymentHandler} from '../payment-handler.ts';
import type {AntomOptions} from './antom-options.ts';
import {DEFAULT_WALLETS} from './antom-options.ts';
import {checkAntom} from './check-antom.ts';
import {askAfter, closePayment} from './close-payment.ts';
import {isSandbox, openGateway} from './gateway.ts';
import {hostedMethods} from './hosted-methods.ts';
import {readNotification} from './notification.ts';
import {Credential, pay} from './pay.ts';
import {listRefunds, queryRefund, refundPayment} from './refunds.ts';

const WHAT_IT_TAKES = 'Antom takes an instrument of type "antom" whose credential is {"type": "antom", "wallet": "ALIPAY_HK" | "ALIPAY_CN", "terminal": "WEB" | "WAP", "system": "IOS" | "ANDROID"}';

/**
 * Antom, Alipay's gateway for merchants outside mainland China. Throws `KeyProblem` for keys that cannot be used, and when client id and mode do not agree. Nothing is
 * sent before the first payment.
 */
export function antomHandler(options: AntomOptions): PaymentHandler {
  const gateway = openGateway(options);
  const {id = 'antom', mode, wallets = DEFAULT_WALLETS, clientId, settlementCurrency, refundDays, clock = () => new Date()} = options;
  if (isSandbox(clientId) !== (mode === 'test')) throw new Error(`${clientId} is no client id of a ${mode} shop: those of the sandbox begin with SANDBOX_, others do not`);
  return {
    name: ANTOM_HANDLER,
    id,
    mode,
    currencies: [...new Set(Object.values(wallets).flat())],
    ...(refundDays !== undefined && {refundDays}),
    profile: () => ({id, version: UCP_VERSION, available_instruments: [{type: 'antom'}], config: {environment: mode === 'live' ? 'live' : 'sandbox', wallets}}),
    accepts: ({type, credential}) => {
      const read = Credential.safeParse(credential);
      const takes = type === 'antom' && read.success && (read.data.wallet === undefined || wallets[read.data.wallet] !== undefined);
      return takes || {reason: WHAT_IT_TAKES};
    },
    hostedMethods: visit => hostedMethods(id, wallets, visit),
    create: (intent, instrument, signal) =>
      pay(gateway, {intent, credential: Credential.parse(instrument.credential), wallets, ...(settlementCurrency && {settlementCurrency}), now: clock()}, signal),
    query: (intent, signal) => askAfter(gateway, intent, clock(), signal),
    close: (intent, signal) => closePayment(gateway, intent, clock(), signal),
    refund: (intent, refund, signal) => refundPayment(gateway, intent, refund, signal),
    queryRefund: (_intent, refund, signal) => queryRefund(gateway, refund, signal),
    listRefunds: (intent, signal) => listRefunds(gateway, intent, signal),
    check: (context, signal) => checkAntom(gateway, options, wallets, context, signal),
    verify: async (request, body) => readNotification(gateway, request, body),
    acknowledge: () => Response.json({result: {resultCode: 'SUCCESS', resultStatus: 'S', resultMessage: 'success'}}),
  };
}
