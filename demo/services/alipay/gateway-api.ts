import {randomBytes} from 'node:crypto';
import type {AlipayBooks, AlipayTrade, Order} from './books.ts';
import {refuse} from './books.ts';
import type {Fields} from './wire.ts';
import {readBiz, readOrder, toFen, toStamp, toYuan} from './wire.ts';

export interface GatewayApi {
  readonly books: AlipayBooks;
  readonly clock: () => Date;
  readonly origin: () => string;
  /** Codes that were made and not yet scanned, by what stands behind the address. */
  readonly codes: Map<string, Order>;
  /** Codes of `getAuthCode` and the buyer behind each; for one use. */
  readonly authCodes: Map<string, string>;
  /** A change that the merchant is to be told about. */
  readonly changed: (trade: AlipayTrade, refund?: {requestNo: string}) => void;
}

type Answer = Readonly<Record<string, unknown>>;

/** The server-to-server methods, by name. Each throws `Refusal`. */
export const methods: Readonly<Record<string, (api: GatewayApi, fields: Fields) => Answer>> = {
  'alipay.trade.precreate': ({codes, origin}, fields) => {
    const order = readOrder(fields, 'QR');
    const code = randomBytes(12).toString('hex');
    codes.set(code, order);
    return {out_trade_no: order.tradeNo, qr_code: `${origin()}/qr/${code}`};
  },
  'alipay.trade.create': ({books}, fields) => {
    const {buyer_id: id, buyer_open_id: openId} = readBiz(fields);
    if (!id && !openId) refuse('ACQ.INVALID_PARAMETER');
    const trade = books.arrive(readOrder(fields, 'JSAPI_PAY'));
    return {out_trade_no: trade.tradeNo, trade_no: trade.number};
  },
  'alipay.trade.query': ({books}, fields) => shown(books.find(readBiz(fields)['out_trade_no'] ?? '') ?? refuse('ACQ.TRADE_NOT_EXIST')),
  'alipay.trade.close': ({books, changed}, fields) => {
    const trade = books.close(readBiz(fields)['out_trade_no'] ?? '');
    changed(trade);
    return {out_trade_no: trade.tradeNo, trade_no: trade.number};
  },
  'alipay.trade.refund': ({books, changed}, fields) => {
    const {out_trade_no: tradeNo = '', out_request_no: requestNo = tradeNo, refund_amount: amount = ''} = readBiz(fields);
    const {trade, moved} = books.refund(tradeNo, requestNo, toFen(amount));
    if (moved) changed(trade, {requestNo});
    const total = trade.refunds.reduce((sum, one) => sum + one.amount, 0);
    return {out_trade_no: tradeNo, trade_no: trade.number, buyer_logon_id: 'buy***@sandbox.example', fund_change: moved ? 'Y' : 'N', refund_fee: toYuan(total)};
  },
  'alipay.trade.fastpay.refund.query': ({books}, fields) => {
    const {out_trade_no: tradeNo = '', out_request_no: requestNo = ''} = readBiz(fields);
    const trade = books.find(tradeNo) ?? refuse('ACQ.TRADE_NOT_EXIST');
    const refund = trade.refunds.find((one) => one.requestNo === requestNo);
    return refund ? {
      out_trade_no: tradeNo, trade_no: trade.number, out_request_no: requestNo, total_amount: toYuan(trade.amount), refund_amount: toYuan(refund.amount),
      refund_status: 'REFUND_SUCCESS', gmt_refund_pay: toStamp(refund.at),
    } : {};
  },
  'alipay.system.oauth.token': ({authCodes}, {code = ''}) => {
    const buyer = authCodes.get(code) ?? refuse('isv.code-invalid');
    authCodes.delete(code);
    return {open_id: buyer, access_token: randomBytes(16).toString('hex'), expires_in: '1296000', re_expires_in: '2592000', refresh_token: randomBytes(16).toString('hex')};
  },
};

/** Methods whose answer says nothing but what was asked for: no `code`. */
export const withoutCode: readonly string[] = ['alipay.system.oauth.token'];

/** Which operation of a payment a method is, for scripted trouble. */
export const operationOf: Readonly<Record<string, 'create' | 'query' | 'close' | 'refund' | undefined>> = {
  'alipay.trade.precreate': 'create', 'alipay.trade.create': 'create', 'alipay.trade.page.pay': 'create', 'alipay.trade.wap.pay': 'create',
  'alipay.trade.query': 'query', 'alipay.trade.close': 'close', 'alipay.trade.refund': 'refund', 'alipay.trade.fastpay.refund.query': 'refund',
};

function shown(trade: AlipayTrade): Answer {
  return {
    out_trade_no: trade.tradeNo, trade_no: trade.number, trade_status: trade.status, total_amount: toYuan(trade.amount), subject: trade.subject,
    buyer_logon_id: 'buy***@sandbox.example', receipt_amount: toYuan(trade.paidAt === undefined ? 0 : trade.amount), point_amount: '0.00', invoice_amount: '0.00',
    ...(trade.paidAt !== undefined && {send_pay_date: toStamp(trade.paidAt)}),
  };
}
