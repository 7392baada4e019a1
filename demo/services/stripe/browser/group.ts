import type {StripeElements, StripeError} from '@stripe/stripe-js';
import {ExpressButtons} from './express-buttons.ts';
import {CardFields} from './card-fields.ts';

interface GroupOptions {
  readonly mode: 'payment';
  readonly amount: number;
  readonly currency: string;
  readonly allowedPaymentMethodTypes?: readonly string[];
}

export interface Filled {
  readonly method?: Readonly<Record<string, string>>;
  readonly problem?: StripeError;
}

/** What a test may look into: how the elements were made, and what was changed since. */
export interface Seen {
  options: object;
  readonly updates: object[];
}

/** `stripe.elements(…)`: fields or wallet buttons, and what they hold. */
export class Group implements Pick<StripeElements, 'update' | 'submit'> {
  readonly seen: Seen;
  #part: CardFields | ExpressButtons | undefined;
  #submitted = false;

  constructor(options: GroupOptions) {
    if (!Number.isInteger(options.amount) || options.amount <= 0) throw new Error('Invalid value for elements(): amount should be a positive integer.');
    if (options.currency !== options.currency.toLowerCase()) throw new Error('Invalid value for elements(): currency should be in lower case.');
    this.seen = {options, updates: []};
    groups.push(this);
  }

  async update(options: object): Promise<void> {
    this.seen.updates.push(options);
    this.seen.options = {...this.seen.options, ...options};
  }

  create(type: 'payment' | 'expressCheckout', options: object = {}): CardFields | ExpressButtons {
    const {allowedPaymentMethodTypes: types = ['card']} = this.seen.options as GroupOptions;
    this.#part = type === 'payment' ? new CardFields(types) : new ExpressButtons(options);
    return this.#part;
  }

  async submit(): Promise<{selectedPaymentMethod: string} | {error: StripeError}> {
    const problem = this.#part?.problem();
    if (problem) return {error: problem};
    this.#submitted = true;
    return {selectedPaymentMethod: this.#part?.method()['payment_method_data[type]'] ?? 'card'};
  }

  filled(): Filled {
    // Stripe throws here; an integration must submit first.
    if (!this.#submitted) return {problem: {type: 'invalid_request_error', message: 'elements.submit() must be called before stripe.createConfirmationToken().'}};
    return {method: this.#part?.method() ?? {}};
  }
}

/** Every group that was made on this page, the newest last. */
export const groups: Group[] = [];
