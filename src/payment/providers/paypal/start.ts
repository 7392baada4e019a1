import {safeLink} from '../../../commerce/link.ts';
import type {Payment, Presentation, ProviderEnding, Step} from '../../provider.ts';
import type {PayPalConfig} from './config.ts';
import {configOf} from './config.ts';
import type {PayPalInstance, PayPalSession} from './sdk.ts';
import {localeFor, readyInstance} from './sdk.ts';

interface Order {
  readonly orderId: string;
  /** PayPal's page for it. */
  readonly url: string;
}

/** The merchant answered with something else than an order. */
class NoOrder extends Error {
  override readonly name = 'NoOrder';
  readonly step: Step;
  constructor(step: Step) {
    super(`There is no order to pay: ${step.status}`);
    this.step = step;
  }
}

/** What PayPal's script said, that it could not show anything, or that the story went on without it. */
type Said = 'approved' | 'cancelled' | 'failed' | 'blocked' | 'settled';

/** In the tick of the press. */
export async function start(payment: Payment): Promise<ProviderEnding> {
  const config = configOf(payment.handlers);
  const instance = config && readyInstance(config);
  if (!config || !instance) return {ending: 'failed', code: 'not_ready'};
  return payment.display === 'redirect' ? leave(payment, config) : inSession(payment, config, instance);
}

/** To PayPal's own page and back; nothing of PayPal's script is needed. */
async function leave(payment: Payment, {id}: PayPalConfig): Promise<ProviderEnding> {
  const step = await submit(payment, id, 'redirect');
  if (step.status !== 'action' || step.action.type !== 'redirect') return {ending: 'merchant', step};
  await payment.present(step.action).done;
  return {ending: 'merchant', step: await payment.ask()};
}

async function inSession(payment: Payment, config: PayPalConfig, instance: PayPalInstance): Promise<ProviderEnding> {
  // Begun one moment later: nothing comes between the press and PayPal's window.
  const order = Promise.resolve().then(() => orderFrom(payment, config));
  let none = false;
  order.catch(() => (none = true));
  instance.updateLocale(localeFor(payment.locale));
  let say: (said: Said) => void = () => undefined;
  const said = new Promise<Said>((resolve) => (say = resolve));
  const session = instance.createPayPalOneTimePaymentSession({
    onApprove: async () => say('approved'),
    onCancel: () => say('cancelled'),
    onError: () => say('failed'),
  });
  payment.signal.addEventListener('abort', () => say('cancelled'));
  void show(session, waysOf(payment), order).then(say, () => say('failed'));
  const stopWatching = watch(payment, order, () => say('settled'));
  try {
    const heard = await said;
    stopWatching();
    return await conclude(payment, order, none ? 'failed' : heard);
  } finally {
    quietly(() => session.cancel());
    quietly(() => session.destroy());
  }
}

/** The merchant may know the end before the buyer has left PayPal's window, which is then of no use any more. */
function watch(payment: Payment, order: Promise<Order>, settled: () => void): () => void {
  let over = false;
  let waiting: Presentation | undefined;
  const begin = (): void => {
    if (over) return;
    waiting = payment.present({type: 'poll', after: 2000});
    void waiting.done.then(settled);
  };
  order.then(begin, () => undefined);
  return () => {
    over = true;
    waiting?.close();
  };
}

type Way = Parameters<PayPalSession['start']>[0];

/** A window is better than a frame, and a frame better than nothing: PayPal calls an error recoverable when another way may work. */
function waysOf({display}: Payment): readonly Way[] {
  if (display === 'sheet') return [{presentationMode: 'modal'}];
  return [{presentationMode: display === 'popup' ? 'popup' : 'auto'}, {presentationMode: 'modal'}];
}

/** Resolves only when nothing could be shown; what comes of what is shown, the callbacks say. */
async function show(session: PayPalSession, ways: readonly Way[], order: Promise<Order>): Promise<Said> {
  for (const way of ways) {
    try {
      await session.start(way, order);
      return await new Promise<never>(() => undefined);
    } catch (error) {
      if ((error as {isRecoverable?: unknown}).isRecoverable !== true) throw error;
    }
  }
  return 'blocked';
}

async function orderFrom(payment: Payment, {id}: PayPalConfig): Promise<Order> {
  const step = await submit(payment, id, 'sdk');
  const {orderId, url} = readOrder(step);
  if (orderId === undefined || url === undefined) throw new NoOrder(step);
  return {orderId, url};
}

/** Once the merchant has asked PayPal, it knows the order by PayPal's page for it, which names it as its `token`: so it stands there when the first answer was lost. */
function readOrder(step: Step): Partial<Order> {
  const action = step.status === 'action' ? step.action : undefined;
  if (action?.type === 'redirect') {
    const token = safeLink(action.url) && new URL(action.url).searchParams.get('token');
    return token ? {orderId: token, url: action.url} : {};
  }
  if (action?.type !== 'bridge' || action.bridge !== 'paypal' || action.method !== 'order') return {};
  const {id, url} = action.params;
  return typeof id === 'string' && typeof url === 'string' ? {orderId: id, url} : {};
}

async function submit(payment: Payment, handlerId: string, type: 'sdk' | 'redirect'): Promise<Step> {
  await payment.checkout;
  return payment.submit({id: payment.id, handler_id: handlerId, type: 'paypal', credential: {type}});
}

/** Neither the approval nor anything else that PayPal says on this page proves anything: the merchant is asked. */
async function conclude(payment: Payment, order: Promise<Order>, said: Said): Promise<ProviderEnding> {
  if (said === 'cancelled') return {ending: 'stopped'};
  if (said === 'approved' || said === 'settled') return {ending: 'merchant', step: await payment.ask()};
  try {
    const {url} = await order;
    // PayPal could not show it, or not to the end: the same order waits on PayPal's own page.
    const {how} = await payment.present({type: 'popup', url}).done;
    return how === 'closed' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
  } catch (error) {
    if (error instanceof NoOrder) return {ending: 'merchant', step: error.step};
    throw error;
  }
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // It was over already.
  }
}
