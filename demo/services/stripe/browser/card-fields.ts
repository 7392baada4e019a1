import type {StripeError} from '@stripe/stripe-js';

type Heard = (event: object) => void;

/** The Payment Element: fields that anybody can see are a simulation's. */
export class CardFields {
  readonly #types: readonly string[];
  readonly #heard = new Map<string, Heard[]>();
  readonly #box = document.createElement('div');
  readonly #number = input('Card number', 'cardnumber');
  readonly #type = document.createElement('select');

  constructor(types: readonly string[]) {
    this.#types = types;
    this.#type.ariaLabel = 'Payment method';
    for (const type of types) this.#type.add(new Option(type, type));
    const cvc = input('CVC', 'cvc');
    const expiry = input('Expiry', 'expiry');
    this.#box.className = 'stripe-stand-in';
    this.#box.append(note(), ...(types.length > 1 ? [this.#type] : []), this.#number.label, expiry.label, cvc.label);
  }

  on(event: string, heard: Heard): this {
    this.#heard.set(event, [...this.#heard.get(event) ?? [], heard]);
    return this;
  }

  mount(place: HTMLElement): void {
    place.append(this.#box);
    setTimeout(() => this.tell('ready', {elementType: 'payment'}), 0);
  }

  destroy(): void {
    this.#box.remove();
  }

  tell(event: string, detail: object): void {
    for (const heard of this.#heard.get(event) ?? []) heard(detail);
  }

  problem(): StripeError | undefined {
    const empty = this.#chosen === 'card' && !this.#number.input.value.trim();
    return empty ? {type: 'validation_error', code: 'incomplete_number', message: 'Your card number is incomplete.'} : undefined;
  }

  method(): Readonly<Record<string, string>> {
    const type = this.#chosen;
    return {'payment_method_data[type]': type, ...(type === 'card' ? {'payment_method_data[card][number]': this.#number.input.value.replaceAll(/\s/g, '')} : {})};
  }

  get #chosen(): string {
    return this.#type.value || this.#types[0] || 'card';
  }
}

function input(name: string, id: string): {readonly label: HTMLLabelElement; readonly input: HTMLInputElement} {
  const label = document.createElement('label');
  const field = document.createElement('input');
  field.name = id;
  label.append(name, ' ', field);
  return {label, input: field};
}

function note(): HTMLElement {
  const text = document.createElement('strong');
  text.textContent = 'Simulated card fields. No money moves.';
  return text;
}
