import type {NotifyOptions, ServiceFault, ServiceTrade, ServiceUnderTest} from '../../../src/conformance/index.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import {sandboxHandler} from '../../../src/server/handlers/sandbox-handler.ts';
import type {WalletTrade} from '../../../src/server/sandbox-wallet/books.ts';
import {refundedOf} from '../../../src/server/sandbox-wallet/books.ts';
import {memoryJournal} from '../../../src/server/sandbox-wallet/journal.ts';
import {signNotification} from '../../../src/server/sandbox-wallet/notifier.ts';
import {openWallet} from '../../../src/server/sandbox-wallet/open-wallet.ts';
import type {Counter, Neighbour, OpenService} from '../kit-shop.ts';
import {troubled} from './service-trouble.ts';
import type {Operation} from './service-trouble.ts';

const secret = 'a-secret-of-the-test-that-is-long-enough';

const operationOf = (method: string, path: string): Operation => {
  if (path.endsWith('/close')) return 'close';
  if (path.endsWith('/refunds')) return 'refund';
  return method === 'POST' ? 'create' : 'query';
};

/** The sandbox at a counter; `change` puts another handler in the place of its own. */
export const sandboxCounter = (change: (handler: PaymentHandler) => PaymentHandler = (handler) => handler): Counter => ({
  async open(neighbour) {
    const opened = openSandbox(neighbour, () => handler.id);
    const handler = change(opened.handler);
    return {...opened, handler};
  },
  instrument: () => ({type: 'sandbox', credential: {type: 'sandbox', token: 'redirect', display: 'redirect'}}),
  declined: () => ({type: 'sandbox', credential: {type: 'sandbox', token: 'decline'}}),
});

/** The sandbox wallet behind the remote control of the kit. */
export function openSandbox({clock, deliver, notifyUrl}: Neighbour, instance = (): string => 'sandbox'): OpenService {
  let auto = false;
  const open = openWallet({
    journal: memoryJournal(), secret, clock, publicUrl: 'https://wallet.example', automatic: false,
    fetch: async (url, init) => deliver(url instanceof Request ? url.url : url.toString(), init),
  });
  const {wallet, notifier} = open;
  const {fetch, trouble} = troubled(async (request) => open.app.fetch(request), operationOf);
  const notify = async (tradeNo: string, {times = 1, forged}: NotifyOptions = {}): Promise<readonly number[]> => {
    const trade = wallet.find(tradeNo);
    if (!trade) throw new Error(`The sandbox knows no trade ${tradeNo}`);
    const timestamp = Math.floor(clock().getTime() / 1000);
    const told = {
      event_id: `evt_${tradeNo}_${trade.status}_${refundedOf(trade)}`, type: `trade.${trade.status}`, trade_no: tradeNo, wallet_no: trade.opening?.wallet_no ?? '',
      ...(forged === 'amount' && {amount: 1}),
    };
    const body = JSON.stringify(told);
    const headers = signNotification(forged === 'signature' || forged === 'account' ? `${secret}-of-another` : secret, timestamp, body);
    const sent = forged === 'body' ? body.replace('trade.', 'trade.paid.') : body;
    const answers = await Promise.all(Array.from({length: times}, () => deliver(notifyUrl(instance()), {method: 'POST', headers: {...headers, 'content-type': 'application/json'}, body: sent})));
    return answers.map(({status}) => status);
  };
  const service: ServiceUnderTest = {
    async books() {
      wallet.closeOverdue();
      return [...wallet.journal.books.trades.values()].map(shown);
    },
    async buyer(tradeNo, act) {
      wallet.decide(tradeNo, act, auto ? 'once' : 'never');
      if (auto) await notifier.deliverDue();
    },
    async notifications(when) {
      auto = when === 'auto';
    },
    notify,
    async notifyWeaker(tradeNo) {
      const body = JSON.stringify({event_id: `evt_weak_${tradeNo}`, type: 'trade.paid', trade_no: tradeNo, wallet_no: ''});
      const headers = {'content-type': 'application/json', 'sandbox-timestamp': String(Math.floor(clock().getTime() / 1000)), 'sandbox-algorithm': 'none', 'sandbox-signature': ''};
      return [(await deliver(notifyUrl(instance()), {method: 'POST', headers, body})).status];
    },
    trouble: async (fault: ServiceFault, calls, operation) => trouble(fault, calls, operation),
    close: () => open.close(),
  };
  const handler = sandboxHandler({walletUrl: 'https://wallet.example', secret, clock, merchant: 'Test shop', fetch});
  return {service, handler, auditOptions: {sandboxBooks: () => wallet.journal.books}};
}

function shown(trade: WalletTrade): ServiceTrade {
  const {tradeNo, status, opening, paid} = trade;
  return {
    tradeNo, currency: opening?.currency ?? '', paid: paid?.amount ?? 0, refunded: refundedOf(trade),
    status: status === 'paid' ? 'paid' : status === 'waiting' ? 'open' : 'closed',
  };
}
