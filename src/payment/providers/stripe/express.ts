import {sameMoney} from '../../../commerce/money.ts';
import {buyerLanguage} from '../../buyer-language.ts';
import {STRIPE_HANDLER} from '../../../commerce/stripe-instrument.ts';
import type {Payment, PaymentProvider, Place, ProviderEnding} from '../../provider.ts';
import {refusalWords} from '../sheet-words.ts';
import {elementsAt, inStripe} from './elements-at.ts';
import type {FrameElements} from './elements-at.ts';
import {aborted, goOn, resume, submitFields} from './hand-over.ts';
import type {ExpressClick, ExpressConfirm, ExpressElement} from './stripe-js.ts';
import {loadStripe, stripeCsp} from './stripe-script.ts';
import {availableWith} from './stripe-shop.ts';

const height = 52;

/** The wallet buttons that Stripe has for this browser: Apple Pay, Google Pay, Link. */
export const stripeExpress: PaymentProvider = {
  id: 'stripe-express',
  surface: 'own-button',
  handlers: [STRIPE_HANDLER],
  name: {en: 'Express checkout', 'zh-Hans': '快捷支付', 'zh-Hant': '快速付款'},
  csp: stripeCsp,
  browsers: 'Apple Pay in Safari, Google Pay in Chrome and Edge, Link everywhere; elsewhere it has no button and another provider takes its place',
  frameHeight: height,
  available: (place) => availableWith(['card', 'link'], place),
  prepare: loadStripe,
  mount,
  update: (frame, place) => frames.get(frame)?.made.update(place),
  start,
  resume,
};

interface ExpressFrame {
  readonly made: FrameElements;
  /** The payment that began in the tick of the last click. */
  begun?: Payment;
  /** Ends the wait for the wallet's sheet: confirmed there, or left. */
  decide?: (confirmed: ExpressConfirm | undefined) => void;
}

const frames = new WeakMap<HTMLElement, ExpressFrame>();

async function mount(frame: HTMLElement, place: Place, press: () => boolean): Promise<() => void> {
  const made = elementsAt(frame, place);
  const express: ExpressFrame = {made};
  const buttons = made.elements.create('expressCheckout', {buttonHeight: height});
  const ready = readiness(buttons);
  buttons.on('click', (event) => clicked(express, event, press));
  buttons.on('confirm', (event) => {
    // A sheet that nobody waits for any more must not wait for us.
    if (express.decide) express.decide(event);
    else event.paymentFailed({reason: 'fail'});
  });
  buttons.on('cancel', () => express.decide?.(undefined));
  const unmount = (): void => {
    frames.delete(frame);
    made.release();
    express.decide?.(undefined);
    buttons.destroy();
  };
  frames.set(frame, express);
  buttons.mount(frame);
  await ready.catch((error: unknown) => {
    unmount();
    throw error;
  });
  return unmount;
}

function readiness(buttons: ExpressElement): Promise<void> {
  return new Promise((resolve, reject) => {
    buttons.on('ready', ({availablePaymentMethods}) => {
      if (availablePaymentMethods) resolve();
      else reject(Object.assign(new Error('Stripe has no wallet button for this browser'), {reason: 'place'}));
    });
    buttons.on('loaderror', ({error}) => reject(new Error(error.message ?? 'Stripe could not show its buttons')));
  });
}

/** The sheet opens only when a payment began in this tick, and shows the total that the buyer saw. */
function clicked(express: ExpressFrame, event: ExpressClick, press: () => boolean): void {
  express.begun = undefined;
  const pressed = press();
  // Nothing may have begun although the tag was pressed: it asks for delivery first.
  const payment = express.begun as Payment | undefined;
  if (!pressed || !payment) return event.reject();
  const {made} = express;
  const {amount} = inStripe(payment.total);
  const open = (): void => event.resolve({lineItems: [{name: totalWord(payment.locale), amount}]});
  if (sameMoney(payment.total, made.total)) return open();
  // The buyer has seen another total since the buttons were made. Stripe waits a second for the answer.
  made.show(payment.total).then(open, () => {
    event.reject();
    express.decide?.(undefined);
  });
}

const totalWord = (locale: string): string => ({en: 'Total', 'zh-Hans': '总计', 'zh-Hant': '總計'})[buyerLanguage(locale)];

function start(payment: Payment): Promise<ProviderEnding> {
  const express = payment.frame && frames.get(payment.frame);
  if (!express) return Promise.resolve({ending: 'failed', code: 'not_mounted'});
  express.begun = payment;
  let mine: ExpressFrame['decide'];
  const confirmed = new Promise<ExpressConfirm | undefined>((resolve) => (express.decide = mine = resolve));
  const sheet = Promise.race([confirmed, aborted(payment.signal)]).finally(() => {
    if (express.decide === mine) delete express.decide;
  });
  return afterSheet(payment, express, sheet);
}

async function afterSheet(payment: Payment, {made: {stripe, elements}}: ExpressFrame, sheet: Promise<ExpressConfirm | undefined>): Promise<ProviderEnding> {
  const confirmed = await sheet;
  if (!confirmed) return {ending: 'stopped'};
  const words = refusalWords(payment.locale);
  const refuse = (message: string): void => confirmed.paymentFailed({reason: 'fail', message});
  try {
    const {error, selectedPaymentMethod} = await elements.submit();
    if (error) {
      refuse(error.message ?? words.declined);
      return {ending: 'failed', code: error.code ?? error.type};
    }
    const step = await submitFields(payment, stripe, elements, selectedPaymentMethod);
    if ('ending' in step || /^(declined|cancelled|expired|failed)$/.test(step.status)) refuse(words.declined);
    else if (step.status === 'review') refuse(words.look);
    return 'ending' in step ? step : await goOn(payment, step, stripe);
  } catch (interrupted) {
    refuse(words.look);
    throw interrupted;
  }
}
