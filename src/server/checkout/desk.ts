import {randomBytes} from 'node:crypto';
import type {Answer} from '../http/envelope.ts';
import type {MoneyStory, Services} from '../services.ts';

/** Where checkouts are kept: what every operation on one needs. */
export interface Desk {
  readonly services: Services;
  readonly money: MoneyStory;
}

/** An answer and its HTTP status. */
export interface Reply {
  readonly status: 200 | 201;
  readonly body: Answer;
}

export function ok(body: Answer): Reply {
  return {status: 200, body};
}

/** 128 random bits: whoever has the id may use the checkout or cart. */
export function newId(kind: 'chk' | 'cart'): string {
  return `${kind}_${randomBytes(16).toString('hex')}`;
}

/** `minutes` after `now`. */
export function minutesAfter(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}
