// The part of Stripe's script that is used here, in its own words; a test holds it against the types that Stripe publishes.

export type StripeFactory = (publishableKey: string, options?: {readonly stripeAccount?: string}) => StripeJs;

export interface StripeProblem {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
}

export interface StripeJs {
  elements(options: ElementsOptions): ElementsGroup;
  createConfirmationToken(options: {elements: ElementsGroup; params?: {return_url?: string}}): Promise<{confirmationToken?: {readonly id: string}; error?: StripeProblem}>;
  handleNextAction(options: {clientSecret: string}): Promise<{error?: StripeProblem}>;
}

export interface Appearance {
  readonly theme: 'stripe' | 'night';
  readonly variables: Readonly<Record<string, string>>;
  readonly disableAnimations?: boolean;
}

export interface ElementsOptions {
  readonly mode: 'payment';
  /** As Stripe counts it. */
  readonly amount: number;
  readonly currency: string;
  readonly locale: 'en' | 'zh' | 'zh-HK';
  readonly allowedPaymentMethodTypes: string[];
  readonly appearance: Appearance;
}

export interface ElementsGroup {
  update(options: Partial<Pick<ElementsOptions, 'amount' | 'currency' | 'locale' | 'appearance'>>): Promise<void>;
  submit(): Promise<{selectedPaymentMethod?: string; error?: StripeProblem}>;
  create(type: 'payment', options: {layout: 'tabs' | 'accordion'}): FieldsElement;
  create(type: 'expressCheckout', options: {buttonHeight: number}): ExpressElement;
}

interface MountedElement {
  mount(place: HTMLElement): void;
  destroy(): void;
}

export interface FieldsElement extends MountedElement {
  on(event: 'ready', heard: () => void): unknown;
  on(event: 'loaderror', heard: (event: {error: StripeProblem}) => void): unknown;
}

export interface ExpressElement extends MountedElement {
  on(event: 'ready', heard: (event: {availablePaymentMethods?: object}) => void): unknown;
  on(event: 'loaderror', heard: (event: {error: StripeProblem}) => void): unknown;
  on(event: 'click', heard: (event: ExpressClick) => void): unknown;
  on(event: 'confirm', heard: (event: ExpressConfirm) => void): unknown;
  on(event: 'cancel', heard: () => void): unknown;
}

/** One of the two must be called within a second. */
export interface ExpressClick {
  resolve(details?: {lineItems?: {name: string; amount: number}[]}): void;
  reject(): void;
}

export interface ExpressConfirm {
  paymentFailed(failure?: {reason?: 'fail'; message?: string}): void;
}
