import type {Payment, PaymentProvider, Place, ProviderEnding, Step} from '../../src/payment/index.ts';

/** One thing that a provider with a window of its own can do wrong. */
export type LampFault =
  | 'says paid by itself'
  | 'opens its window late'
  | 'fetches between press and window'
  | 'puts a node into the page'
  | 'styles the page'
  | 'leaves a global'
  | 'leaves a listener'
  | 'leaves a timer'
  | 'submits twice'
  | 'submits again when the answer is slow'
  | 'keeps the credential in localStorage'
  | 'writes the credential into an address'
  | 'takes a closed window for a failure'
  | 'gives up when its window is blocked'
  | 'names the handler by heart'
  | 'throws when asked whether it is available'
  | 'is available everywhere'
  | 'has no Chinese name'
  | 'remembers the payment'
  | 'opens a window when the buyer comes back'
  | 'submits again when the buyer comes back'
  | 'uses text as markup'
  | 'loads a script from elsewhere'
  | 'takes an unknown action for a failure'
  | 'opens its policy to everybody'
  | 'throws away what the merchant refused'
  | 'says paid when the buyer comes back'
  | 'says paid because its address says so'
  | 'logs the credential'
  | 'writes the credential into the page\'s address'
  | 'names its window after the credential'
  | 'tells a pixel of the payment'
  | 'opens a socket'
  | 'leaves a channel open'
  | 'goes on drawing'
  | 'takes a node out of the page'
  | 'runs text in a timer'
  | 'evaluates text';

export const handlers = [{name: 'com.example.lamp', id: 'lamp', config: {}}];
const token = 'tok_a_secret_of_the_buyer';

/** A provider with a window, right but for one fault. */
export function lampWith(fault?: LampFault): PaymentProvider {
  const does = (one: LampFault): boolean => fault === one;
  let remembered: Payment | undefined;

  const submit = async (given: Payment): Promise<Step> => {
    const payment = does('remembers the payment') ? (remembered ??= given) : given;
    const checkout = await payment.checkout;
    const handler = checkout.handlers.find(({name}) => name === 'com.example.lamp');
    const id = does('names the handler by heart') ? 'lamp' : handler?.id;
    if (!id) return {status: 'failed'};
    const instrument = {id: payment.id, handler_id: id, type: 'lamp', credential: {type: 'lamp', token}};
    if (does('keeps the credential in localStorage')) localStorage.setItem('lamp', token);
    const step = payment.submit(instrument);
    if (does('submits twice')) payment.submit({...instrument, id: `${payment.id}-2`}).catch(() => undefined);
    if (!does('submits again when the answer is slow')) return step;
    const slow = new Promise<'slow'>((done) => setTimeout(() => done('slow'), 2000));
    return (await Promise.race([step, slow])) === 'slow' ? payment.submit({...instrument, id: `${payment.id}-2`}) : step;
  };

  const draw = (): void => void requestAnimationFrame(draw);

  const pretends = (): void => {
    if (does('fetches between press and window')) void fetch(location.href);
    if (does('puts a node into the page')) document.body.append(document.createElement('hr'));
    if (does('styles the page')) document.head.append(document.createElement('style'));
    if (does('leaves a global')) Object.assign(globalThis, {lampState: 1});
    if (does('leaves a listener')) window.addEventListener('message', () => undefined);
    if (does('leaves a timer')) setInterval(() => undefined, 1000);
    if (does('logs the credential')) console.debug('lamp', {token});
    if (does('writes the credential into the page\'s address')) history.replaceState(null, '', `#lamp=${token}`);
    if (does('names its window after the credential')) window.name = token;
    if (does('tells a pixel of the payment')) new Image().src = 'https://pixel.example/paid.gif';
    if (does('opens a socket')) new WebSocket('wss://socket.invalid/lamp').addEventListener('error', () => undefined);
    if (does('leaves a channel open')) void new BroadcastChannel('lamp');
    if (does('goes on drawing')) draw();
    if (does('takes a node out of the page')) document.querySelector('[data-bait]')?.remove();
    if (does('runs text in a timer')) setTimeout('globalThis' as unknown as () => void, 10);
    if (does('evaluates text')) (Reflect.get(globalThis, 'eval') as (text: string) => unknown)('1 + 1');
    if (does('uses text as markup')) document.createElement('div').innerHTML = '<b>Lamp</b>';
    if (does('loads a script from elsewhere')) {
      const script = Object.assign(document.createElement('script'), {async: true});
      script.src = 'https://cdn.example/lamp.js';
      document.head.append(script);
      script.remove();
    }
  };

  const start = async (payment: Payment): Promise<ProviderEnding> => {
    if (does('opens its window late')) await payment.checkout;
    pretends();
    let steer: (url: string) => void = () => undefined;
    const wallet = payment.present({type: 'popup', url: new Promise((known) => (steer = known))});
    let step: Step;
    try {
      step = await submit(payment);
    } catch (interrupted) {
      wallet.close();
      throw interrupted;
    }
    if (step.status === 'failed') {
      wallet.close();
      return {ending: 'failed', code: 'handler'};
    }
    if (step.status === 'action' && step.action.type === 'redirect') {
      steer(does('writes the credential into an address') ? `${step.action.url}?token=${token}` : step.action.url);
    } else {
      wallet.close();
      if (step.status === 'action' && does('takes an unknown action for a failure')) return {ending: 'failed', code: 'unknown'};
      if (step.status === 'review' && does('throws away what the merchant refused')) throw new Error('The merchant refused');
      return {ending: 'merchant', step};
    }
    return conclude(payment, (await wallet.done).how);
  };

  const conclude = async (payment: Payment, how: string): Promise<ProviderEnding> => {
    if (how === 'blocked' && does('gives up when its window is blocked')) return {ending: 'stopped'};
    if (how === 'closed') return does('takes a closed window for a failure') ? {ending: 'failed', code: 'closed'} : {ending: 'stopped'};
    const step = await payment.ask();
    const order = {id: 'order', permalink_url: ''};
    if (does('says paid by itself')) return {ending: 'merchant', step: {status: 'paid', order, checkout: await payment.checkout}};
    return {ending: 'merchant', step};
  };

  const available = ({handlers: declared}: Place): ReturnType<PaymentProvider['available']> => {
    if (does('throws when asked whether it is available') && !declared) throw new TypeError('handlers is undefined');
    const taken = does('is available everywhere') || !declared || declared.some(({name}) => name === 'com.example.lamp');
    return taken ? {status: 'available'} : {status: 'unavailable', reason: 'handler'};
  };

  const comesBack = async (payment: Payment): Promise<ProviderEnding> => {
    if (does('opens a window when the buyer comes back')) payment.present({type: 'popup', url: 'https://wallet.example/again'});
    if (does('submits again when the buyer comes back')) return {ending: 'merchant', step: await submit(payment)};
    const order = {id: 'order', permalink_url: ''};
    const paid = does('says paid when the buyer comes back') || (does('says paid because its address says so') && new URLSearchParams(location.search).get('status') === 'success');
    if (paid) return {ending: 'merchant', step: {status: 'paid', order, checkout: await payment.checkout}};
    return {ending: 'merchant', step: await payment.ask()};
  };

  return {
    id: 'lamp',
    surface: 'press',
    handlers: ['com.example.lamp'],
    name: does('has no Chinese name') ? {en: 'Lamp'} : {en: 'Lamp', 'zh-Hans': '灯', 'zh-Hant': '燈'},
    csp: does('opens its policy to everybody') ? {'script-src': ['*']} : {},
    available,
    start,
    resume: comesBack,
  };
}

/** Which rule must name it. */
export const lampFaults: Readonly<Record<LampFault, string>> = {
  'says paid by itself': 'merchants-word',
  'opens its window late': 'gesture',
  'fetches between press and window': 'loads-before-the-press',
  'puts a node into the page': 'keeps-to-its-frame',
  'styles the page': 'keeps-to-its-frame',
  'leaves a global': 'keeps-to-its-frame',
  'leaves a listener': 'dispose',
  'leaves a timer': 'dispose',
  'submits twice': 'submits-once',
  'submits again when the answer is slow': 'lost-and-late-answers',
  'keeps the credential in localStorage': 'credentials-not-kept',
  'writes the credential into an address': 'credentials-not-kept',
  'takes a closed window for a failure': 'closed-window',
  'gives up when its window is blocked': 'blocked-window',
  'names the handler by heart': 'instrument',
  'throws when asked whether it is available': 'available-is-cheap',
  'is available everywhere': 'available-tells-the-truth',
  'has no Chinese name': 'contract-shape',
  'remembers the payment': 'two-at-once',
  'opens a window when the buyer comes back': 'lost-return',
  'submits again when the buyer comes back': 'lost-return',
  'uses text as markup': 'strict-page',
  'loads a script from elsewhere': 'declared-sources',
  'takes an unknown action for a failure': 'unknown-codes',
  'opens its policy to everybody': 'contract-shape',
  'throws away what the merchant refused': 'changed-at-the-end',
  'says paid when the buyer comes back': 'lost-return',
  'says paid because its address says so': 'lost-return',
  'logs the credential': 'credentials-not-kept',
  'writes the credential into the page\'s address': 'credentials-not-kept',
  'names its window after the credential': 'credentials-not-kept',
  'tells a pixel of the payment': 'declared-sources',
  'opens a socket': 'declared-sources',
  'leaves a channel open': 'dispose',
  'goes on drawing': 'dispose',
  'takes a node out of the page': 'keeps-to-its-frame',
  'runs text in a timer': 'strict-page',
  'evaluates text': 'strict-page',
};
