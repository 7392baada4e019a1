import type {ProviderWorld} from '../../../src/conformance/index.ts';
import type {PaymentProvider} from '../../../src/payment/provider.ts';
import {alipayWith} from '../../../src/payment/providers/alipay.ts';
import {browserAt} from './alipay-places.ts';

const handlers = [{name: 'dev.hangtag.alipay', id: 'alipay', config: {environment: 'sandbox', ways: ['page', 'wap', 'qr', 'app'], app_id: '9021000000000001'}}];
const cny = {handlers, total: {amount: 12800, currency: 'CNY'}, totals: [{amount: 1, currency: 'CNY'}, {amount: 1_980_000, currency: 'CNY'}]} as const;

export interface Place {
  readonly name: string;
  readonly provider: () => PaymentProvider;
  readonly world: ProviderWorld;
}

/** What Alipay's app puts on a page, played by a script: its cashier waits for the buyer. */
export class AlipayApp {
  readonly calls: {readonly method: string; readonly params: unknown}[] = [];
  #cashier: ((result: {readonly resultCode: string}) => void) | undefined;

  /** The cashier closes and says this. */
  answer(resultCode: string): void {
    this.#cashier?.({resultCode});
    this.#cashier = undefined;
  }

  show(): void {
    const call = (method: string, params: unknown, done: (result: unknown) => void): void => {
      this.calls.push({method, params});
      if (method === 'tradePay') this.#cashier = done;
      else done({authCode: 'auth-1'});
    };
    (globalThis as {AlipayJSBridge?: unknown}).AlipayJSBridge = {call};
  }

  hide(): void {
    delete (globalThis as {AlipayJSBridge?: unknown}).AlipayJSBridge;
  }
}

/** The page can neither close the app's cashier nor see it, so it is none of the provider's own surfaces. */
export function appWorld(app = new AlipayApp()): ProviderWorld {
  return {
    way: 'bridge', ...cny, touches: {globals: ['AlipayJSBridge']}, begin: () => app.show(), end: () => app.hide(),
    answer: ({trade}) => ({type: 'bridge', bridge: 'alipay', method: 'tradePay', params: {tradeNO: trade}}),
  };
}

/** Every place from which there is a way to Alipay, as the conformance kit needs it. */
export const alipayWorlds: readonly Place[] = [
  {name: 'a desktop, in a window', provider: () => alipayWith({browser: browserAt('desktop')}), world: {way: 'popup', ...cny}},
  {name: 'a desktop, in place of the page', provider: () => alipayWith({browser: browserAt('desktop')}), world: {way: 'redirect', ...cny}},
  {
    name: 'a desktop, by a code', provider: () => alipayWith({browser: browserAt('desktop')}),
    world: {way: 'qr', ...cny, answer: ({trade}) => ({type: 'qr', code: `https://qr.alipay.com/${trade}`, url: `https://qr.alipay.com/${trade}`, expiresAt: '2099-01-01T00:00:00Z'})},
  },
  {name: 'a phone', provider: () => alipayWith({browser: browserAt('phone')}), world: {way: 'redirect', ...cny}},
  {
    name: 'a phone, by a form', provider: () => alipayWith({browser: browserAt('phone')}),
    world: {way: 'form-post', ...cny, answer: ({trade}) => ({type: 'form-post', url: 'https://openapi.alipay.com/gateway.do', fields: {trade}})},
  },
  {name: 'Weibo', provider: () => alipayWith({browser: browserAt('webview')}), world: {way: 'redirect', ...cny}},
  {name: 'Alipay\'s own app', provider: () => alipayWith({browser: browserAt('alipay')}), world: appWorld()},
];
