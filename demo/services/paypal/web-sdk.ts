export interface SimulatedSdkSettings {
  /** Origin of the pages for buyers. */
  readonly pages: string;
  /** Funding sources that `findEligibleMethods` finds. */
  readonly eligible?: readonly string[];
}

/** What a test sees of it, at `window.paypal.simulation`. */
export interface SimulatedSdk {
  readonly instances: {readonly clientId: string; readonly locale?: string}[];
  readonly sessions: {mode?: string; orderId?: string; ended?: 'approved' | 'cancelled' | 'failed' | 'destroyed'}[];
}

/** The simulated script as text. The function is sent as it stands, so it uses nothing from outside itself. */
export function sdkScript(settings: SimulatedSdkSettings): string {
  return `(${installPayPalSdk.toString()})(window, ${JSON.stringify(settings)});`;
}

/**
 * Defines `window.paypal` (v6) and `<paypal-button>` as PayPal's published types describe them. A window of the buyer's is a page of the simulated service,
 * which tells its decision by a message.
 */
export function installPayPalSdk(page: Window & typeof globalThis, {pages, eligible = ['paypal']}: SimulatedSdkSettings): void {
  type Mode = 'auto' | 'popup' | 'modal' | 'redirect' | 'payment-handler' | 'direct-app-switch';
  interface Options {
    onApprove?: (data: {orderId: string; payerId: string; fundingSource: string}) => Promise<void>;
    onCancel?: (data: {orderId?: string}) => void;
    onComplete?: (data: {paymentSessionState: 'approved' | 'canceled' | 'error'}) => void;
    onError?: (error: Error) => void;
  }
  interface Shown {
    readonly from: () => Window | null;
    readonly closed: () => boolean;
    show(url: string): void;
    close(): void;
  }
  const {document} = page;
  const simulation: {instances: object[]; sessions: {mode?: string; orderId?: string; ended?: string}[]} = {instances: [], sessions: []};

  const failure = (code: string, isRecoverable: boolean): Error => Object.assign(new page.Error(code), {name: 'PayPalError', code, isRecoverable});

  const inWindow = (): Shown | undefined => {
    const opened = page.open('', '_blank', 'width=500,height=700');
    if (!opened) return undefined;
    return {from: () => opened, closed: () => opened.closed, show: url => { opened.location.href = url; }, close: () => opened.close()};
  };

  const inFrame = (): Shown => {
    const dialog = document.createElement('dialog');
    const frame = document.createElement('iframe');
    frame.title = 'PayPal';
    dialog.append(frame);
    document.body.append(dialog);
    dialog.show();
    return {from: () => frame.contentWindow, closed: () => !dialog.open, show: url => { frame.src = url; }, close: () => dialog.remove()};
  };

  const present = (mode: Mode): Shown => {
    if (mode === 'modal') return inFrame();
    const shown = inWindow() ?? (mode === 'auto' ? inFrame() : undefined);
    if (!shown) throw failure('ERR_FLOW_PAYMENT_HANDLER_BROWSER_INCOMPATIBLE', true);
    return shown;
  };

  const createSession = (options: Options): object => {
    const record: {mode?: string; orderId?: string; ended?: string} = {};
    simulation.sessions.push(record);
    let shown: Shown | undefined;
    let over: AbortController | undefined;
    const end = (how: 'approved' | 'cancelled' | 'failed' | 'destroyed'): void => {
      record.ended = how;
      over?.abort();
      shown?.close();
    };
    const hear = (orderId: string): void => {
      const heard = new page.AbortController();
      over = heard;
      const {signal} = heard;
      const cancelled = (): void => {
        end('cancelled');
        options.onCancel?.({orderId});
        options.onComplete?.({paymentSessionState: 'canceled'});
      };
      page.addEventListener('message', ({source, origin, data}: MessageEvent<{simulatedPayPal?: string; payerId?: string}>) => {
        if (origin !== pages || source !== shown?.from()) return;
        if (data.simulatedPayPal === 'cancelled') cancelled();
        if (data.simulatedPayPal !== 'approved') return;
        end('approved');
        void options.onApprove?.({orderId, payerId: data.payerId ?? '', fundingSource: 'paypal'});
        options.onComplete?.({paymentSessionState: 'approved'});
      }, {signal});
      const looking = page.setInterval(() => { if (shown?.closed()) cancelled(); }, 200);
      signal.addEventListener('abort', () => page.clearInterval(looking));
    };
    return {
      async start({presentationMode: mode = 'auto'}: {presentationMode?: Mode} = {}, order?: Promise<{orderId: string}>): Promise<{redirectURL?: string} | undefined> {
        record.mode = mode;
        if (mode === 'redirect') {
          const redirectURL = `${pages}/checkoutnow?token=${(await order)?.orderId}`;
          page.location.assign(redirectURL);
          return {redirectURL};
        }
        shown = present(mode);
        try {
          const {orderId = ''} = (await order) ?? {};
          record.orderId = orderId;
          hear(orderId);
          shown.show(`${pages}/checkoutnow?token=${orderId}&for=window`);
        } catch (error) {
          end('failed');
          options.onError?.(failure('ERR_CREATE_ORDER', false));
          throw error;
        }
        return undefined;
      },
      cancel: () => end('cancelled'),
      destroy: () => end('destroyed'),
      hasReturned: () => new page.URLSearchParams(page.location.search).has('PayerID'),
      resume: async () => undefined,
    };
  };

  class Button extends page.HTMLElement {
    type = 'pay';
    disabled = false;
    connectedCallback(): void {
      if (this.shadowRoot) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'PayPal';
      const root = this.attachShadow({mode: 'open'});
      const style = new page.CSSStyleSheet();
      style.replaceSync('button {inline-size: 100%; min-block-size: 44px; border: 0; border-radius: 4px; background: #ffc439; font: inherit}');
      root.adoptedStyleSheets = [style];
      root.append(button);
      button.addEventListener('click', event => { if (this.disabled) event.stopImmediatePropagation(); });
    }
  }
  if (!page.customElements.get('paypal-button')) page.customElements.define('paypal-button', Button);

  const createInstance = async (options: {clientId?: string; clientToken?: string; components: readonly string[]; locale?: string}): Promise<object> => {
    if (!options.clientId && !options.clientToken) throw failure('ERR_INVALID_CLIENT', false);
    simulation.instances.push(options);
    const isEligible = (method: string): boolean => eligible.includes(method);
    return {
      findEligibleMethods: async () => ({isEligible, getDetails: () => ({canBeVaulted: false})}),
      hydrateEligibleMethods: () => ({isEligible}),
      updateLocale: (locale: string) => { options.locale = locale; },
      ...(options.components.includes('paypal-payments') ? {createPayPalOneTimePaymentSession: createSession} : {}),
    };
  };
  Object.assign(page, {paypal: {version: '6.0.0', createInstance, simulation}});
}
