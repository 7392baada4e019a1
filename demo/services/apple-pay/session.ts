/** A stand-in for `ApplePaySession`, written from its published types: a sheet that a person (or a test) agrees on or closes. */
export interface ApplePayStand {
  /** The sheet that is open. */
  sheet?: ApplePaySheet;
  /** Shows the sheet to a person; absent where a test acts. */
  show?: (sheet: ApplePaySheet) => void;
  readonly opened: ApplePayRequest[];
  /** How often a page took its sheet down. */
  aborted: number;
  able: boolean;
}

export interface ApplePaySheet {
  readonly request: ApplePayRequest;
  /** Apple asks the page to prove who the merchant is; resolves when the page did. */
  validate(validationURL?: string): Promise<unknown>;
  /** The buyer agrees; resolves with the status that the page told the sheet. */
  pay(): Promise<number>;
  cancel(): void;
}

export interface ApplePayRequest {
  readonly countryCode: string;
  readonly currencyCode: string;
  readonly total: {readonly label: string; readonly amount: string};
}

/** Puts the stand-in into a page's globals. `token`: what Apple would hand over, made for the processor's simulation. */
export function standInForApplePay(page: typeof globalThis, token: () => unknown): ApplePayStand {
  const stand: ApplePayStand = {opened: [], aborted: 0, able: true};
  class ApplePaySession {
    static readonly STATUS_SUCCESS = 0;
    static readonly STATUS_FAILURE = 1;
    static readonly supportsVersion = (version: number): boolean => version <= 14;
    static readonly canMakePayments = (): boolean => stand.able;
    onvalidatemerchant: ((event: {validationURL: string}) => void) | null = null;
    onpaymentauthorized: ((event: {payment: {token: unknown}}) => void) | null = null;
    oncancel: ((event: unknown) => void) | null = null;
    #validated: (session: unknown) => void = () => undefined;
    #completed: (status: number) => void = () => undefined;
    readonly #request: ApplePayRequest;

    constructor(_version: number, request: ApplePayRequest) {
      this.#request = request;
    }

    begin(): void {
      if (stand.sheet) throw new DOMException('A sheet is open', 'InvalidAccessError');
      stand.opened.push(this.#request);
      stand.sheet = {
        request: this.#request,
        validate: (validationURL = 'https://apple-pay-gateway.apple.com/paymentservices/startSession') => new Promise((resolve) => {
          this.#validated = resolve;
          this.onvalidatemerchant?.({validationURL});
        }),
        pay: () => new Promise((resolve) => {
          this.#completed = resolve;
          this.onpaymentauthorized?.({payment: {token: token()}});
        }),
        cancel: () => {
          delete stand.sheet;
          this.oncancel?.({});
        },
      };
      stand.show?.(stand.sheet);
    }

    abort(): void {
      if (!stand.sheet) throw new DOMException('There is no sheet', 'InvalidAccessError');
      delete stand.sheet;
      stand.aborted++;
    }

    completeMerchantValidation(session: unknown): void {
      this.#validated(session);
    }

    completePayment({status}: {status: number}): void {
      if (!stand.sheet) throw new DOMException('There is no sheet', 'InvalidAccessError');
      if (status === ApplePaySession.STATUS_SUCCESS) delete stand.sheet;
      this.#completed(status);
    }
  }
  (page as {ApplePaySession?: unknown}).ApplePaySession = ApplePaySession;
  return stand;
}
