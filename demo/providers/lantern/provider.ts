import type {Availability, Payment, PaymentProvider, Place, Presentation, ProviderEnding, Step} from '../../../src/payment/index.ts';

const handlerName = 'com.example.lantern';

/** Lantern Pay in the browser: its page in a window, or a code for the phone where the page asks for one. */
export const lantern: PaymentProvider = {
  id: 'lantern',
  surface: 'press',
  handlers: [handlerName],
  name: {en: 'Lantern Pay', 'zh-Hans': '灯笼支付', 'zh-Hant': '燈籠支付'},
  csp: {},
  available,
  start: (payment) => (payment.display === 'qr' ? byCode(payment) : inWindow(payment)),
  // The buyer came back, or the page was loaded again: nothing is opened without a press, the merchant is asked.
  resume: async (payment) => ({ending: 'merchant', step: await payment.ask()}),
};

function available({handlers, total}: Place): Availability {
  if (handlers && !handlers.some(({name}) => name === handlerName)) return {status: 'unavailable', reason: 'handler'};
  if (total && total.currency !== 'HKD') return {status: 'unavailable', reason: 'currency'};
  return {status: 'available'};
}

async function inWindow(payment: Payment): Promise<ProviderEnding> {
  // Before the first await: only in the tick of the press does a browser grant a window.
  let steer: (url: string) => void = () => undefined;
  const wallet = payment.present({type: 'popup', url: new Promise((known) => (steer = known))});
  try {
    const step = await submit(payment, 'lantern');
    if (step?.status === 'action' && step.action.type === 'redirect') {
      steer(step.action.url);
      return await concluded(payment, wallet);
    }
    wallet.close();
    return step ? {ending: 'merchant', step} : notTaken;
  } catch (interrupted) {
    // The buyer must see something first, or the story ended: our window goes, and the story knows the rest.
    wallet.close();
    throw interrupted;
  }
}

async function byCode(payment: Payment): Promise<ProviderEnding> {
  const step = await submit(payment, 'lantern-code');
  if (!step) return notTaken;
  return step.status === 'action' ? concluded(payment, payment.present(step.action)) : {ending: 'merchant', step};
}

const notTaken: ProviderEnding = {ending: 'failed', code: 'handler', message: 'This shop does not take Lantern Pay.'};

/** `undefined` when the merchant has no handler for it. */
async function submit(payment: Payment, type: 'lantern' | 'lantern-code'): Promise<Step | undefined> {
  const {handlers} = await payment.checkout;
  const handler = handlers.find(({name}) => name === handlerName);
  return handler && payment.submit({id: payment.id, handler_id: handler.id, type});
}

/** A closed window proves nothing: the story asks the merchant to close the trade, and believes only its answer. */
async function concluded(payment: Payment, shown: Presentation): Promise<ProviderEnding> {
  const {how} = await shown.done;
  return how === 'closed' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
}
