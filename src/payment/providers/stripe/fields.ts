import type {Payment, PaymentProvider, Place, ProviderEnding} from '../../provider.ts';
import {elementsAt} from './elements-at.ts';
import type {FrameElements} from './elements-at.ts';
import {goOn, resume, submitFields} from './hand-over.ts';
import {loadStripe, stripeCsp} from './stripe-script.ts';
import {availableWith} from './stripe-shop.ts';
import {STRIPE_HANDLER} from '../../../commerce/stripe-instrument.ts';

/** Stripe's own fields for every method that the shop takes, then our button. */
export const stripe: PaymentProvider = {
  id: 'stripe',
  surface: 'fields',
  handlers: [STRIPE_HANDLER],
  name: {en: 'Card', 'zh-Hans': '银行卡', 'zh-Hant': '信用卡'},
  csp: stripeCsp,
  browsers: 'Where Stripe.js runs: every browser that the tags support',
  frameHeight: 260,
  available: (place) => availableWith(['card', 'link', 'alipay', 'wechat_pay'], place),
  prepare: loadStripe,
  mount,
  update: (frame, place) => frames.get(frame)?.update(place),
  start,
  resume,
};

const frames = new WeakMap<HTMLElement, FrameElements>();

async function mount(frame: HTMLElement, place: Place): Promise<() => void> {
  const made = elementsAt(frame, place);
  const fields = made.elements.create('payment', {layout: 'tabs'});
  const ready = new Promise<void>((resolve, reject) => {
    fields.on('ready', () => resolve());
    fields.on('loaderror', ({error}) => reject(new Error(error.message ?? 'Stripe could not show its fields')));
  });
  const unmount = (): void => {
    frames.delete(frame);
    made.release();
    fields.destroy();
  };
  frames.set(frame, made);
  fields.mount(frame);
  await ready.catch((error: unknown) => {
    unmount();
    throw error;
  });
  return unmount;
}

function start(payment: Payment): Promise<ProviderEnding> {
  const made = payment.frame && frames.get(payment.frame);
  if (!made) return Promise.resolve({ending: 'failed', code: 'not_mounted'});
  const shown = made.show(payment.total).then(() => true, () => false);
  // In the tick of the press: a wallet among the fields opens its sheet here.
  return afterFields(payment, made, shown, made.elements.submit());
}

async function afterFields(payment: Payment, {stripe: script, elements}: FrameElements, shown: Promise<boolean>, submitted: ReturnType<FrameElements['elements']['submit']>): Promise<ProviderEnding> {
  const {error, selectedPaymentMethod} = await submitted;
  // The fields say themselves what is missing in them.
  if (error) return {ending: 'failed', code: error.code ?? error.type, ...(error.message && {message: error.message})};
  // Nothing is charged on fields that show another total.
  if (!(await shown)) return {ending: 'failed', code: 'total_not_shown'};
  const step = await submitFields(payment, script, elements, selectedPaymentMethod);
  return 'ending' in step ? step : goOn(payment, step, script);
}
