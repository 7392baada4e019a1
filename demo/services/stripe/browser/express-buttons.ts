import type {StripeExpressCheckoutElementClickEvent, StripeExpressCheckoutElementConfirmEvent} from '@stripe/stripe-js';

type Heard = (event: object) => void;

/** What became of one click on a wallet's button. */
export interface Sheet {
  opened?: {readonly lineItems?: readonly {readonly name: string; readonly amount: number}[]};
  rejected?: boolean;
  failed?: {readonly reason?: string; readonly message?: string};
}

/** The Express Checkout Element: one wallet, whose sheet is confirmed or left by two more buttons. */
export class ExpressButtons {
  readonly #heard = new Map<string, Heard[]>();
  readonly #box = document.createElement('div');
  readonly #options: object;
  /** One entry for every click. */
  readonly sheets: Sheet[] = [];
  /** `undefined`: no wallet works in this browser. */
  static available: object | undefined = {googlePay: true};

  constructor(options: object) {
    this.#options = options;
    this.#box.className = 'stripe-stand-in';
    this.#box.append(button('Simulated wallet', 'wallet', () => this.#click()));
    made.push(this);
  }

  get options(): object {
    return this.#options;
  }

  on(event: string, heard: Heard): this {
    this.#heard.set(event, [...this.#heard.get(event) ?? [], heard]);
    return this;
  }

  mount(place: HTMLElement): void {
    place.append(this.#box);
    setTimeout(() => this.#tell('ready', {elementType: 'expressCheckout', availablePaymentMethods: ExpressButtons.available}), 0);
  }

  destroy(): void {
    this.#box.remove();
  }

  problem(): undefined {
    return undefined;
  }

  method(): Readonly<Record<string, string>> {
    return {'payment_method_data[type]': 'card', 'payment_method_data[card][number]': '4242424242424242'};
  }

  #tell(event: string, detail: object): void {
    for (const heard of this.#heard.get(event) ?? []) heard(detail);
  }

  #click(): void {
    const sheet: Sheet = {};
    this.sheets.push(sheet);
    const event: Pick<StripeExpressCheckoutElementClickEvent, 'expressPaymentType' | 'resolve' | 'reject'> = {
      expressPaymentType: 'google_pay',
      resolve: (details = {}) => {
        sheet.opened = details;
        this.#open(sheet);
      },
      reject: () => { sheet.rejected = true; },
    };
    this.#tell('click', event);
  }

  #open(sheet: Sheet): void {
    const box = document.createElement('div');
    box.role = 'dialog';
    box.ariaLabel = 'Wallet (simulated)';
    const confirm: Pick<StripeExpressCheckoutElementConfirmEvent, 'expressPaymentType' | 'paymentFailed'> = {
      expressPaymentType: 'google_pay', paymentFailed: (failure = {}) => { sheet.failed = failure; },
    };
    const close = (tell: () => void) => () => {
      box.remove();
      tell();
    };
    box.append(button('Confirm', 'confirm', close(() => this.#tell('confirm', confirm))), button('Leave', 'leave', close(() => this.#tell('cancel', {elementType: 'expressCheckout'}))));
    // A wallet's sheet is the browser's or the wallet's own, in front of the page.
    document.body.append(box);
  }
}

/** Every element of this kind that was made on this page, the newest last. */
export const made: ExpressButtons[] = [];

function button(label: string, name: string, press: () => void): HTMLButtonElement {
  const made_ = document.createElement('button');
  made_.type = 'button';
  made_.name = name;
  made_.textContent = label;
  made_.addEventListener('click', press);
  return made_;
}
