/** What the app answers to `getAuthCode`; its versions spell the name in two ways. */
interface AuthAnswer {
  readonly authCode?: unknown;
  readonly authcode?: unknown;
}

/** The page as the app shows it. */
export interface AppPage {
  readonly AlipayJSBridge?: {call(method: string, params: Readonly<Record<string, unknown>>, callback: (answer?: AuthAnswer) => void): void};
  readonly document?: EventTarget;
}

/** ms. Without an answer by then the phone page takes the place of the app's own cashier. */
const patience = 3000;

/**
 * Asks the app that shows this page for a code that tells the merchant's server who the buyer is. The buyer is not asked: such a code opens nothing but the
 * buyer's number at this shop. `undefined` when the app gives none.
 */
export async function authCode(page: AppPage, appId: string, signal: AbortSignal, within = patience): Promise<string | undefined> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = (answer?: AuthAnswer): void => {
      const code = answer?.authCode ?? answer?.authcode;
      over.abort();
      resolve(typeof code === 'string' && code ? code : undefined);
    };
    const timer = setTimeout(finish, within);
    over.signal.addEventListener('abort', () => clearTimeout(timer));
    signal.addEventListener('abort', () => finish(), {signal: over.signal});
    const ask = (): void => page.AlipayJSBridge?.call('getAuthCode', {appId, scopeNicks: ['auth_base']}, finish);
    if (page.AlipayJSBridge) ask();
    else page.document?.addEventListener('AlipayJSBridgeReady', ask, {signal: over.signal});
  });
}
