import type {Order} from './books.ts';
import {refuse} from './books.ts';

/** Fen as the contract writes them: yuan with two decimals. */
export const toYuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

export function toFen(yuan: string): number {
  const [, whole = '', cents = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(yuan) ?? refuse('ACQ.INVALID_PARAMETER');
  return Number(whole) * 100 + Number(cents.padEnd(2, '0'));
}

/** Beijing's time, as every time on this wire. */
export const toStamp = (ms: number): string => new Date(ms + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');

export function fromStamp(text: string): number {
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) && !Number.isNaN(ms) ? ms : refuse('ACQ.INVALID_PARAMETER');
}

export type Fields = Readonly<Record<string, string>>;

/** `biz_content` of a request, and what must be in it to sell something. Throws `Refusal`. */
export function readOrder(fields: Fields, product: string): Order {
  const biz = readBiz(fields);
  const {out_trade_no: tradeNo = '', subject = '', total_amount: amount = '', time_expire: expires} = biz;
  if (!/^\w{1,64}$/.test(tradeNo) || !subject || subject.length > 256 || /[/=&]/.test(subject)) refuse('ACQ.INVALID_PARAMETER');
  const order = {tradeNo, subject, amount: toFen(amount), product, expires: expires === undefined ? Infinity : fromStamp(expires)};
  if (order.amount < 1) refuse('ACQ.INVALID_PARAMETER');
  const {notify_url: notifyUrl, return_url: returnUrl} = fields;
  if ((returnUrl ?? '').length > 256) refuse('ACQ.INVALID_PARAMETER');
  return {...order, ...(notifyUrl && {notifyUrl}), ...(returnUrl && {returnUrl}), ...(biz['quit_url'] && {quitUrl: biz['quit_url']})};
}

export function readBiz(fields: Fields): Record<string, string> {
  try {
    return JSON.parse(fields['biz_content'] ?? '{}') as Record<string, string>;
  } catch {
    return refuse('ACQ.INVALID_PARAMETER');
  }
}
