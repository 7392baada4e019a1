import {createHmac, randomUUID, timingSafeEqual} from 'node:crypto';
import type {ServiceTrade} from '../../../src/conformance/service.ts';

/** What a buyer agreed to in the app; good once, for one shop and one sum. */
export interface Consent {
  readonly id: string;
  /** Origin of the page that showed the sheet. */
  readonly payee: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** ms since the epoch. */
  readonly until: number;
}

export interface Charge extends ServiceTrade {
  readonly chargeNo: string;
  readonly paidAt?: string;
  readonly reason?: string;
  readonly refunds: readonly {readonly refundNo: string; readonly amount: number}[];
}

const GOOD_FOR = 5 * 60_000;

/** The wallet's own books, apart from any shop's: consents that were given and charges that were made. */
export class PocketBooks {
  readonly charges = new Map<string, Charge>();
  readonly #spent = new Set<string>();
  readonly #secret = randomUUID();
  readonly #clock: () => Date;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** A token that only these books can read. */
  consent(asked: Pick<Consent, 'payee' | 'amount' | 'currency'>): string {
    const consent: Consent = {...asked, id: randomUUID(), until: this.#clock().getTime() + GOOD_FOR};
    const body = Buffer.from(JSON.stringify(consent)).toString('base64url');
    return `${body}.${this.#sign(body)}`;
  }

  /** Charges a consent, once by `tradeNo`: a repeat finds what the first did. */
  charge(tradeNo: string, {token, amount, currency}: {token: string; amount: number; currency: string}): Charge {
    const known = this.charges.get(tradeNo);
    if (known) return known;
    const refusal = this.#refuse(token, amount, currency);
    const begun = {tradeNo, chargeNo: `P${this.charges.size + 1}`, currency, refunded: 0, refunds: []};
    const charge: Charge = refusal
      ? {...begun, paid: 0, status: 'closed', reason: refusal}
      : {...begun, paid: amount, status: 'paid', paidAt: this.#clock().toISOString()};
    this.charges.set(tradeNo, charge);
    return charge;
  }

  /** Rules out a charge that may still be on its way. */
  close(tradeNo: string): Charge {
    const known = this.charges.get(tradeNo);
    if (known) return known;
    const closed: Charge = {tradeNo, chargeNo: `P${this.charges.size + 1}`, currency: 'XXX', paid: 0, refunded: 0, status: 'closed', reason: 'closed', refunds: []};
    this.charges.set(tradeNo, closed);
    return closed;
  }

  /** Once by `refundNo`; `undefined` when there is not that much to give back. */
  refund(tradeNo: string, refundNo: string, amount: number): Charge | undefined {
    const charge = this.charges.get(tradeNo);
    if (!charge || charge.refunds.some(one => one.refundNo === refundNo)) return charge;
    if (charge.paid - charge.refunded < amount) return undefined;
    const refunded: Charge = {...charge, refunded: charge.refunded + amount, refunds: [...charge.refunds, {refundNo, amount}]};
    this.charges.set(tradeNo, refunded);
    return refunded;
  }

  #refuse(token: string, amount: number, currency: string): string | undefined {
    const [body = '', signature = ''] = token.split('.');
    const right = this.#sign(body);
    if (right.length !== signature.length || !timingSafeEqual(Buffer.from(right), Buffer.from(signature))) return 'unreadable';
    const consent = JSON.parse(Buffer.from(body, 'base64url').toString()) as Consent;
    if (consent.until < this.#clock().getTime()) return 'expired';
    if (this.#spent.has(consent.id)) return 'spent';
    if (consent.amount !== amount || consent.currency !== currency) return 'another sum';
    this.#spent.add(consent.id);
    return undefined;
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url');
  }
}
