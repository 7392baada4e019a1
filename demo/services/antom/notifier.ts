import type {KeyObject} from 'node:crypto';
import {generateKeyPairSync} from 'node:crypto';
import type {NotifyOptions} from '../../../src/conformance/service.ts';
import type {AntomPayment, AntomRefund} from './books.ts';
import {idsOf, stamp} from './operations.ts';
import {headerFor, textToSign} from './signatures.ts';

export interface NotifierOptions {
  readonly clientId: string;
  readonly key: KeyObject;
  readonly clock: () => Date;
  readonly send: (url: string, init: RequestInit) => Promise<Response>;
}

/** ms between deliveries; the real ones reach over a day. */
const AGAIN = [500, 2000, 10_000];

type Forged = NotifyOptions['forged'];

/** Delivers signed news to the merchant. */
export class AntomNotifier {
  readonly #options: NotifierOptions;
  readonly #stranger = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Once for each time that was asked for; answers the HTTP statuses. */
  async notify(payment: AntomPayment, {times = 1, forged}: NotifyOptions = {}, refund?: AntomRefund, dispute?: object): Promise<readonly number[]> {
    const url = refund?.notifyUrl ?? payment.notifyUrl;
    if (!url) throw new Error('The merchant named no address to notify');
    const body = JSON.stringify(dispute ?? (refund ? refundNews(refund) : paymentNews(payment, forged)));
    const statuses: number[] = [];
    for (let time = 0; time < times; time += 1) statuses.push((await this.#deliver(url, body, forged)).status);
    return statuses;
  }

  /** In the background, and again while the merchant does not say `S`. */
  later(payment: AntomPayment, refund?: AntomRefund, dispute?: object): void {
    const url = refund ? refund.notifyUrl : payment.notifyUrl;
    if (!url) return;
    const work = this.#persist(url, JSON.stringify(dispute ?? (refund ? refundNews(refund) : paymentNews(payment))));
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async settled(): Promise<void> {
    while (this.#underWay.size) await Promise.all(this.#underWay);
  }

  async #persist(url: string, body: string): Promise<void> {
    for (const wait of [0, ...AGAIN]) {
      await new Promise((go) => setTimeout(go, wait).unref());
      if (await this.#deliver(url, body).then(({heard}) => heard, () => false)) return;
    }
  }

  async #deliver(url: string, body: string, forged?: Forged): Promise<{status: number; heard: boolean}> {
    const {clientId: own, key, clock, send} = this.#options;
    const clientId = forged === 'account' ? 'SANDBOX_5Y9999999999999999' : own;
    const {pathname, search} = new URL(url);
    const time = clock().toISOString();
    const signature = headerFor(textToSign(pathname + search, clientId, time, body), forged === 'signature' ? this.#stranger : key);
    const sent = forged === 'body' ? body.replace(/"value":"\d+"/, '"value":"1"') : body;
    const response = await send(url, {method: 'POST', headers: {'content-type': 'application/json', 'client-id': clientId, 'request-time': time, signature}, body: sent});
    return {status: response.status, heard: response.ok && (await response.text()).includes('"S"')};
  }
}

/** `S` also stands in the news that a payment is pending. */
function paymentNews(payment: AntomPayment, forged?: Forged): object {
  const pending = payment.status === 'PENDING' || payment.status === 'PROCESSING';
  const good = pending || payment.status === 'SUCCESS';
  return {
    notifyType: pending ? 'PAYMENT_PENDING' : 'PAYMENT_RESULT', result: {resultStatus: good ? 'S' : 'F', resultCode: good ? 'SUCCESS' : payment.resultCode, resultMessage: ''},
    ...idsOf(payment), paymentAmount: forged === 'amount' ? {...payment.amount, value: '1'} : payment.amount, paymentCreateTime: stamp(payment.created),
    ...(payment.paidAt !== undefined && {paymentTime: stamp(payment.paidAt)}),
  };
}

const refundNews = ({requestId, refundId, amount, at, status}: AntomRefund): object => ({
  notifyType: 'REFUND_RESULT', result: {resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: ''}, refundStatus: status, refundRequestId: requestId, refundId,
  refundAmount: amount, refundTime: stamp(at),
});
