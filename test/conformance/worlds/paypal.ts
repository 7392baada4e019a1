import type {SimulatedSdk} from '../../../demo/services/paypal/web-sdk.ts';
import {installPayPalSdk} from '../../../demo/services/paypal/web-sdk.ts';
import type {ProviderWorld, Stage} from '../../../src/conformance/index.ts';

const handlers = [{name: 'dev.hangtag.paypal', id: 'paypal', config: {client_id: 'client-of-the-kit', environment: 'sandbox', currencies: ['HKD', 'JPY']}}];
const page = (): Window & typeof globalThis & {paypal?: {simulation?: SimulatedSdk}} => globalThis as never;

/** PayPal's button and window, played by the simulated script. */
export function paypalWorld(): ProviderWorld {
  let stage: Stage | undefined;
  let opened: unknown;
  const pages = 'https://www.paypal.example';
  const session = (): SimulatedSdk['sessions'][number] | undefined => page().paypal?.simulation?.sessions.at(-1);
  const tell = (decision: 'approved' | 'cancelled'): void => {
    const message = new MessageEvent('message', {origin: pages, data: {simulatedPayPal: decision, payerId: 'P'}});
    // The buyer's window is the kit's, and no real one.
    Object.defineProperty(message, 'source', {value: opened});
    dispatchEvent(message);
  };
  return {
    way: 'own-button', handlers, totals: [{amount: 1980, currency: 'JPY'}], touches: {globals: ['paypal'], nodes: 'dialog'},
    answer: ({trade}) => ({type: 'bridge', bridge: 'paypal', method: 'order', params: {id: trade, url: `${pages}/checkoutnow?token=${trade}`}}),
    begin(given) {
      stage = given;
      if (!page().paypal) installPayPalSdk(page(), {pages});
      const open = page().open.bind(page());
      page().open = (...asked) => {
        const window = open(...asked);
        opened = window;
        return window;
      };
    },
    own: {
      press: (frame) => frame.querySelector<HTMLElement>('paypal-button, button')?.click(),
      open: () => Boolean(session()?.orderId) && !session()?.ended,
      approve() {
        stage?.pays();
        tell('approved');
      },
      dismiss: () => tell('cancelled'),
    },
  };
}
