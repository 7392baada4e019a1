import type {KeyObject} from 'node:crypto';
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import type {NotifyOptions} from '../../../src/conformance/service.ts';
import type {AlipayTrade} from './books.ts';
import {refunded} from './books.ts';
import {signNotification} from './signatures.ts';
import {toStamp, toYuan} from './wire.ts';

export interface Notifier {
  /** Tells the merchant how the trade stands; answers the HTTP statuses. */
  notify(trade: AlipayTrade, options?: NotifyOptions & {readonly refund?: {readonly requestNo: string}}): Promise<readonly number[]>;
  /** As `notify`, in the background, and again while the merchant does not say `success`. */
  later(trade: AlipayTrade, refund?: {requestNo: string}): void;
  /** When everything that was begun in the background is over. */
  settled(): Promise<void>;
}

export interface NotifierOptions {
  readonly appId: string;
  readonly sellerId: string;
  readonly key: KeyObject;
  readonly clock: () => Date;
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
}

/** ms between deliveries; the real ones reach over 25 hours. */
const AGAIN = [500, 2000, 10_000];

export function openNotifier(options: NotifierOptions): Notifier {
  const underWay = new Set<Promise<unknown>>();
  const stranger = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  const deliver = async (url: string, body: string): Promise<{status: number; heard: boolean}> => {
    const response = await options.send(url, {method: 'POST', headers: {'content-type': 'application/x-www-form-urlencoded; charset=utf-8'}, body});
    return {status: response.status, heard: (await response.text()) === 'success'};
  };
  const persist = async (url: string, body: string): Promise<void> => {
    for (const wait of [0, ...AGAIN]) {
      await new Promise((go) => setTimeout(go, wait).unref());
      if (await deliver(url, body).then(({heard}) => heard, () => false)) return;
    }
  };
  return {
    async notify(trade, {times = 1, forged, refund} = {}) {
      if (!trade.notifyUrl) throw new Error('The merchant named no address to notify');
      const signed = forge(fieldsOf(trade, options, refund), forged, options.key, stranger);
      const statuses: number[] = [];
      for (let time = 0; time < times; time += 1) statuses.push((await deliver(trade.notifyUrl, new URLSearchParams(signed).toString())).status);
      return statuses;
    },
    later(trade, refund) {
      if (!trade.notifyUrl) return;
      const work = persist(trade.notifyUrl, new URLSearchParams(signNotification(fieldsOf(trade, options, refund), options.key)).toString());
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    settled: async () => {
      while (underWay.size) await Promise.all(underWay);
    },
  };
}

/** Every field that the contract lists for such a notification, the empty ones too. */
function fieldsOf(trade: AlipayTrade, {appId, sellerId, clock}: NotifierOptions, refund?: {requestNo: string}): Record<string, string> {
  const given = refund && trade.refunds.find(({requestNo}) => requestNo === refund.requestNo);
  return {
    notify_id: randomBytes(17).toString('hex'), notify_type: 'trade_status_sync', notify_time: toStamp(clock().getTime()), charset: 'utf-8', version: '1.0',
    app_id: appId, auth_app_id: appId, seller_id: sellerId, out_trade_no: trade.tradeNo, trade_no: trade.number, trade_status: trade.status,
    total_amount: toYuan(trade.amount), subject: trade.subject, body: '', buyer_id: '2088000000000002', buyer_logon_id: 'buy***@sandbox.example',
    gmt_create: toStamp(trade.created), ...(trade.paidAt !== undefined && {gmt_payment: toStamp(trade.paidAt)}),
    ...(trade.closedAt !== undefined && {gmt_close: toStamp(trade.closedAt)}),
    fund_bill_list: JSON.stringify([{amount: toYuan(trade.amount), fundChannel: 'ALIPAYACCOUNT'}]),
    ...(given && {refund_fee: toYuan(refunded(trade)), gmt_refund: `${toStamp(given.at)}.123`, out_biz_no: given.requestNo}),
  };
}

function forge(fields: Record<string, string>, forged: NotifyOptions['forged'], key: KeyObject, stranger: KeyObject): Record<string, string> {
  switch (forged) {
    case 'signature':
      return signNotification(fields, stranger);
    case 'body':
      return {...signNotification(fields, key), total_amount: '0.01', trade_status: 'TRADE_SUCCESS'};
    case 'amount':
      return signNotification({...fields, total_amount: '0.01'}, key);
    case 'account':
      return signNotification({...fields, app_id: '2021000000000999', auth_app_id: '2021000000000999', seller_id: '2088999999999999'}, key);
    case undefined:
      return signNotification(fields, key);
  }
}
