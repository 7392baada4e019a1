import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {Instrument} from '../../../../src/commerce/instrument.ts';
import type {PaymentAction} from '../../../../src/commerce/payment-action.ts';
import type {NotifyOptions, ServiceFault, ServiceUnderTest} from '../../../../src/conformance/service.ts';
import type {Shop} from './shop.ts';

/** One thing that happens to a payment. */
export type Event =
  | {readonly what: 'buyer'; readonly act: 'approve' | 'decline' | 'cancel'}
  | {readonly what: 'notify'; readonly times: number; readonly forged?: NotifyOptions['forged']}
  | {readonly what: 'cancel'}
  | {readonly what: 'refund'; readonly amount: number}
  | {readonly what: 'dashboard'; readonly amount: number}
  | {readonly what: 'trouble'; readonly fault: Exclude<ServiceFault, 'slow'>; readonly calls: number; readonly operation: 'query' | 'close' | 'refund'}
  | {readonly what: 'work'}
  | {readonly what: 'wait'; readonly minutes: number};

const amount = fc.constantFrom(1, 2800, 12_800);

export const event: fc.Arbitrary<Event> = fc.oneof(
  {weight: 4, arbitrary: fc.record({what: fc.constant('buyer' as const), act: fc.constantFrom('approve' as const, 'approve' as const, 'decline' as const, 'cancel' as const)})},
  {weight: 3, arbitrary: fc.record({what: fc.constant('notify' as const), times: fc.integer({min: 1, max: 2}), forged: fc.constantFrom(undefined, undefined, 'signature' as const, 'body' as const, 'amount' as const, 'account' as const)})},
  {weight: 2, arbitrary: fc.constant({what: 'cancel' as const})},
  {weight: 2, arbitrary: fc.record({what: fc.constant('refund' as const), amount})},
  {weight: 3, arbitrary: fc.record({
    what: fc.constant('trouble' as const), fault: fc.constantFrom('answer-lost' as const, 'down' as const, 'unknown-code' as const), calls: fc.integer({min: 1, max: 3}),
    operation: fc.constantFrom('query' as const, 'close' as const, 'refund' as const)})},
  {weight: 3, arbitrary: fc.constant({what: 'work' as const})},
  {weight: 2, arbitrary: fc.record({what: fc.constant('wait' as const), minutes: fc.constantFrom(1, 5, 12)})},
);

export interface Sequence {
  readonly shop: Shop;
  readonly service: ServiceUnderTest;
  /** When every notification that goes by itself is delivered. */
  settled(): Promise<void>;
}

/** Plays the events over one payment, lets everything settle, and holds both sides' books together. */
export async function play({shop, service, settled}: Sequence, credential: Instrument['credential'], events: readonly Event[]): Promise<void> {
  await service.notifications('manual');
  const {checkout, action} = await shop.buy(credential);
  for (const one of events) {
    // The services tell of each refund that a person makes in their dashboard.
    if (one.what === 'dashboard') await service.notifications('auto');
    await happens(one, shop, service, checkout, action);
    await settled();
    await service.notifications('manual');
  }
  await shop.settle(30);
  await settled();
  await shop.settle(400 / 60);
  await shop.audit(service);
  const {status, closed, order} = await shop.look(checkout);
  assert.ok(order || closed || ['refunding', 'refunded', 'held'].includes(status), `after everything it is ${status}`);
}

/** What cannot happen just then does not: a buyer cannot pay what is over, nobody gives back what was not paid. */
async function happens(one: Event, shop: Shop, service: ServiceUnderTest, checkout: string, action: PaymentAction | undefined): Promise<void> {
  const {trade_no: tradeNo, id} = await shop.payment(checkout);
  const ifPossible = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
  switch (one.what) {
    case 'buyer':
      return void await ifPossible(service.buyer(tradeNo, one.act, action));
    case 'notify':
      return void await ifPossible(service.notify(tradeNo, {times: one.times, ...(one.forged && {forged: one.forged})}));
    case 'cancel':
      return void await ifPossible(shop.cancel(checkout));
    case 'refund':
      return void await ifPossible(shop.server.money.refundPayment(id, one.amount, 'asked for', 'staff:test'));
    case 'dashboard':
      return void await ifPossible(service.refundInDashboard?.(tradeNo, one.amount) ?? Promise.resolve());
    case 'trouble':
      return void await service.trouble(one.fault, one.calls, one.operation);
    case 'work':
      return shop.work();
    case 'wait':
      return shop.wait(one.minutes * 60_000);
  }
}
