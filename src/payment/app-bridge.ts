import type {PaymentAction} from '../commerce/payment-action.ts';

export type AppCall = Extract<PaymentAction, {type: 'bridge'}>;

/** What Alipay's apps, and those of its partner wallets, put on the pages that they show. */
interface AlipayBridge {
  call(method: string, params: Readonly<Record<string, unknown>>, callback: (result?: {readonly resultCode?: string | number}) => void): void;
}

interface AppPage {
  readonly AlipayJSBridge?: AlipayBridge;
  readonly document: EventTarget;
}

/** The app may take this long to put its bridge on the page, in ms. */
const patience = 3000;

/**
 * Calls the app that shows this page. Resolves with its `resultCode` as text, empty when it gave none, which says nothing of the payment; `undefined` when no app
 * shows this page. After `signal` nothing is called any more. A call that is never answered never resolves.
 */
export async function callApp(page: Window, {method, params}: AppCall, signal: AbortSignal): Promise<string | undefined> {
  const bridge = await bridgeOf(page, signal);
  if (!bridge || signal.aborted) return undefined;
  return new Promise((resolve) => bridge.call(method, params, (result) => resolve(String(result?.resultCode ?? ''))));
}

async function bridgeOf(page: AppPage, signal: AbortSignal): Promise<AlipayBridge | undefined> {
  if (page.AlipayJSBridge || signal.aborted) return page.AlipayJSBridge;
  const found = new AbortController();
  await new Promise<void>((resolve) => {
    const done = (): void => resolve();
    const timer = setTimeout(done, patience);
    found.signal.addEventListener('abort', () => clearTimeout(timer));
    page.document.addEventListener('AlipayJSBridgeReady', done, {signal: found.signal});
    signal.addEventListener('abort', done, {signal: found.signal});
  });
  found.abort();
  return page.AlipayJSBridge;
}
