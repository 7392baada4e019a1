/**
 * A stand-in for Google's pay.js, written from its published types: the button, the sheet and what an authorised payment hands over. Served as a plain
 * script it defines `google.payments.api`. No card, no money; the token is made for the gateway that the page named.
 */
export interface GooglePayStand {
  /** The sheet that is open, as a person at it: `pay` hands a token over, `cancel` closes it. */
  sheet?: GooglePaySheet;
  /** Shows the sheet to a person; absent where a test acts. */
  show?: (sheet: GooglePaySheet) => void;
  /** Every sheet that was opened. */
  readonly opened: Request[];
  ready: boolean;
}

export interface GooglePaySheet {
  readonly request: Request;
  /** The buyer agrees; what the page then tells the sheet. */
  pay(): Promise<{readonly transactionState: string; readonly error?: {readonly message: string}}>;
  cancel(): void;
}

interface Request {
  readonly allowedPaymentMethods: readonly {readonly tokenizationSpecification: {readonly type: string; readonly parameters: Readonly<Record<string, string>>}}[];
  readonly transactionInfo: {readonly totalPrice: string; readonly currencyCode: string; readonly totalPriceStatus: string};
  readonly callbackIntents?: readonly string[];
}

interface Options {
  readonly environment?: string;
  readonly paymentDataCallbacks?: {onPaymentAuthorized?(data: unknown): Promise<{transactionState: string; error?: {message: string}}>};
}

/** What the processor's own simulation makes of the gateway's parameters. */
type TokenMaker = (parameters: Readonly<Record<string, string>>) => string | Promise<string>;

/** Puts the stand-in into a page's globals. `token`: what the processor's own simulation makes of the gateway's parameters. */
export function standInForGooglePay(page: typeof globalThis, token: TokenMaker): GooglePayStand {
  const stand: GooglePayStand = {opened: [], ready: true};
  class PaymentsClient {
    readonly #options: Options;
    constructor(options: Options) {
      this.#options = options;
    }

    async isReadyToPay(): Promise<{result: boolean}> {
      return {result: stand.ready};
    }

    createButton({onClick}: {onClick(event: Event): void}): HTMLElement {
      const host = document.createElement('div');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'GPay';
      button.setAttribute('aria-label', 'Google Pay');
      button.addEventListener('click', onClick);
      host.append(button);
      return host;
    }

    loadPaymentData(request: Request): Promise<unknown> {
      if (stand.sheet) return Promise.reject(Object.assign(new Error('A sheet is open'), {statusCode: 'DEVELOPER_ERROR'}));
      if (this.#options.paymentDataCallbacks?.onPaymentAuthorized && !request.callbackIntents?.includes('PAYMENT_AUTHORIZATION')) {
        return Promise.reject(Object.assign(new Error('The callback has no intent'), {statusCode: 'DEVELOPER_ERROR'}));
      }
      stand.opened.push(request);
      return this.#show(request);
    }

    #show(request: Request): Promise<unknown> {
      const {paymentDataCallbacks} = this.#options;
      return new Promise((resolve, reject) => {
        const close = (settle: () => void): void => {
          delete stand.sheet;
          settle();
        };
        stand.sheet = {
          request,
          cancel: () => close(() => reject(Object.assign(new Error('Closed by the buyer'), {statusCode: 'CANCELED'}))),
          async pay() {
            const data = await dataFor(request, token);
            const verdict = await paymentDataCallbacks?.onPaymentAuthorized?.(data) ?? {transactionState: 'SUCCESS'};
            if (verdict.transactionState === 'SUCCESS') close(() => resolve(data));
            return verdict;
          },
        };
        stand.show?.(stand.sheet);
      });
    }
  }
  (page as {google?: unknown}).google = {payments: {api: {PaymentsClient}}};
  return stand;
}

async function dataFor({allowedPaymentMethods: [method]}: Request, token: TokenMaker): Promise<unknown> {
  const {type = '', parameters = {}} = method?.tokenizationSpecification ?? {};
  return {
    apiVersion: 2, apiVersionMinor: 0,
    paymentMethodData: {type: 'CARD', description: 'Visa •••• 1111', info: {cardNetwork: 'VISA', cardDetails: '1111'}, tokenizationData: {type, token: await token(parameters)}},
  };
}
