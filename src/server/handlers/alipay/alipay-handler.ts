import {ALIPAY_HANDLER} from '../../../commerce/alipay-instrument.ts';
import {UCP_VERSION} from '../../../commerce/ucp.ts';
import type {PaymentHandler} from '../payment-handler.ts';
import type {AlipayOptions} from './alipay-options.ts';
import {checkAlipay} from './check-alipay.ts';
import {closeTrade, queryTrade} from './close-trade.ts';
import {createTrade, Credential} from './create-trade.ts';
import {openGateway} from './gateway.ts';
import {hostedMethods} from './hosted-methods.ts';
import {readNotification} from './notification.ts';
import {queryRefund, readRefunds, refundTrade} from './refunds.ts';

const WHAT_IT_TAKES = 'Alipay takes an instrument of type "alipay" whose credential is {"type": "alipay", "way": "page" | "wap" | "qr" | "app"}, of the ways that this shop has';

/**
 * Alipay's open platform in mainland China, on `alipay-sdk`. Throws `KeyProblem` for keys that cannot be used, and an error that names the package when it is not
 * installed. Nothing is sent before the first payment.
 */
export async function alipayHandler(options: AlipayOptions): Promise<PaymentHandler> {
  const gateway = await openGateway(options);
  const {id = 'alipay', mode, ways = ['page', 'wap'], refundDays = 365, clock = () => new Date()} = options;
  return {
    name: ALIPAY_HANDLER,
    id,
    mode,
    currencies: ['CNY'],
    // The gateway's own: from 0.01 up to 100 million yuan.
    limits: {CNY: {min: 1, max: 10_000_000_000}},
    refundDays,
    profile: () => ({
      id, version: UCP_VERSION, available_instruments: [{type: 'alipay'}], config: {environment: mode === 'live' ? 'live' : 'sandbox', ways, app_id: options.appId}}),
    accepts: ({type, credential}) => {
      const read = Credential.safeParse(credential);
      return (type === 'alipay' && read.success && ways.includes(read.data.way)) || {reason: WHAT_IT_TAKES};
    },
    hostedMethods: visit => hostedMethods(id, ways, visit),
    create: (intent, instrument, signal) => createTrade(gateway, intent, Credential.parse(instrument.credential), {now: clock(), signal}),
    query: intent => queryTrade(gateway, intent, clock()),
    close: intent => closeTrade(gateway, intent, clock()),
    refund: (intent, refund) => refundTrade(gateway, intent, refund),
    queryRefund: (intent, refund) => queryRefund(gateway, intent, refund),
    listRefunds: (intent, _signal, told = []) => readRefunds(gateway, intent, told),
    check: context => checkAlipay(gateway, options, context),
    verify: async (request, body) => readNotification(gateway, options, request, body),
    acknowledge: () => new Response('success', {headers: {'content-type': 'text/plain'}}),
  };
}
