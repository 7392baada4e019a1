import {aTimeout} from '@open-wc/testing';
import '../../../src/elements/pay-button/define.ts';
import type {PayButton} from '../../../src/elements/pay-button/pay-button.ts';
import {waitUntil} from '../../harness/wait-until.ts';
import {Shop, Wallet} from './shop.ts';
import type {ShopPlan} from './shop.ts';

/** What a test puts up. */
export interface Plan extends ShopPlan {
  readonly shop?: Shop;
  readonly wallet?: Wallet;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The author's own link inside the tag. */
  readonly link?: string;
  /** Where the tag is put; the page's body by default. */
  readonly into?: Element;
  /** False: do not wait until a press would pay. */
  readonly ready?: boolean;
}

/** A tag on the page with its shop and wallet, and hands to use it with. */
export class Stand {
  readonly tag: PayButton;
  readonly shop: Shop;
  readonly wallet: Wallet;
  /** Every payment event that reached the document, in order. */
  readonly events: Event[] = [];

  constructor({shop, wallet = new Wallet(), attributes = {}, link, into = document.body, ...plan}: Plan) {
    this.shop = shop ?? new Shop(plan);
    this.wallet = wallet;
    this.tag = document.createElement('pay-button');
    this.tag.merchant = this.shop.merchant;
    this.tag.providers = [wallet.provider];
    this.tag.item = this.shop.plan.offers?.[0]?.id ?? 'tea';
    for (const [name, value] of Object.entries(attributes)) this.tag.setAttribute(name, value);
    if (link) this.tag.append(Object.assign(document.createElement('a'), {href: 'https://shop.example/tea', textContent: link}));
    for (const type of ['start', 'pending', 'complete', 'cancel', 'error', 'handoff']) {
      const hear = (event: Event): void => void (event.composedPath()[0] === this.tag && this.events.push(event));
      document.addEventListener(`payment-${type}`, hear);
      standing.push(() => document.removeEventListener(`payment-${type}`, hear));
    }
    into.append(this.tag);
    standing.push(() => this.tag.remove());
  }

  get told(): string[] {
    return this.events.map(({type}) => type);
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.tag.shadowRoot!.querySelector<E>(selector);
    if (!found) throw new Error(`There is no ${selector} in the tag`);
    return found;
  }

  has(selector: string): boolean {
    return this.tag.shadowRoot!.querySelector(selector) !== null;
  }

  get button(): HTMLButtonElement {
    return this.find('[part=button]');
  }

  get dialog(): HTMLDialogElement {
    return this.find('dialog');
  }

  get title(): string {
    return this.has('dialog[open] h2') ? said(this.find('dialog h2')) : '';
  }

  get status(): string {
    return said(this.find('[part=status]'));
  }

  /** The element with the focus, within the tag. */
  get focused(): Element | null {
    return this.tag.shadowRoot!.activeElement;
  }

  /** The next press would pay. */
  async isReady(): Promise<this> {
    await waitUntil(() => this.tag.matches(':state(ready)'), 'The tag did not get ready');
    return this;
  }

  async shows(title: string): Promise<void> {
    await waitUntil(() => this.title === title, `The panel did not show "${title}" but "${this.title}"`);
    // It fades in.
    await Promise.all(this.dialog.getAnimations().map(({finished}) => finished));
  }

  async press(selector = '[part=button]'): Promise<void> {
    this.find(selector).click();
    await this.tag.updateComplete;
  }

  /** Presses the panel's button that goes on or pays. */
  go(): Promise<void> {
    return this.press('dialog [part=pay]');
  }

  type(name: string, value: string): void {
    const field = this.find<HTMLInputElement>(`#${name}`);
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
  }

  async choose(selector: string): Promise<void> {
    this.find(selector).click();
    await this.tag.updateComplete;
  }

  /** A whole address in Hong Kong. */
  writesAddress(): void {
    if (this.has('#address_country')) this.type('address_country', 'HK');
    const answers = {
      first_name: 'Mei Ling', last_name: 'Chan', email: 'meiling@shop.example', phone_number: '9123 4567',
      street_address: '88 Hollywood Road', extended_address: 'Flat B, 6/F', address_locality: 'Sheung Wan',
    };
    for (const [name, value] of Object.entries(answers)) this.type(name, value);
  }

  async ends(type: string): Promise<void> {
    await waitUntil(() => this.told.includes(type), `${type} was not told, only ${this.told.join(', ')}`);
    // Time for a second one that must not come.
    await aTimeout(50);
  }
}

const standing: (() => void)[] = [];

/** Puts up a tag and waits until a press would pay. */
export async function payButton(plan: Plan = {}): Promise<Stand> {
  const stand = new Stand(plan);
  return plan.ready === false ? stand : stand.isReady();
}

/** Takes down what a test put up. */
export function clear(): void {
  for (const takeDown of standing.splice(0)) takeDown();
  localStorage.clear();
}

/** What an element says to someone who listens: no hidden white space. */
export const said = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
