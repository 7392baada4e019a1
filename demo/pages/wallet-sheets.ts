import {standInForApplePay} from '../services/apple-pay/session.ts';
import {standInForGooglePay} from '../services/google-pay/pay.ts';
import {say} from './site.ts';

/** The sheets of Google's and Apple's wallets, played in the page: the playground has neither a phone nor a vendor's script. */
interface ServiceSettings {
  readonly merchant: string;
  readonly stripe: {readonly origin: string; readonly key: string};
}

export const services: Promise<ServiceSettings> = fetch('services/settings.json').then(answer => answer.json() as Promise<ServiceSettings>);

/** What Google Pay would hand over for Stripe: a token of Stripe's, here of the simulated one. */
async function stripeToken(): Promise<string> {
  const {stripe: {origin, key}} = await services;
  const made = await fetch(`${origin}/v1/tokens`, {
    method: 'POST', headers: {authorization: `Bearer ${key}`}, body: new URLSearchParams({pk_token: '{"card":"pm_card_visa"}'}),
  });
  return JSON.stringify(await made.json());
}

interface Sheet {
  readonly title: string;
  readonly sum: string;
  pay(): Promise<string | undefined>;
  cancel(): void;
}

function show({title, sum, pay, cancel}: Sheet): void {
  const sheet = document.createElement('section');
  sheet.className = 'wallet-sheet';
  sheet.setAttribute('role', 'dialog');
  sheet.setAttribute('aria-label', title);
  const [heading, amount, note] = [element('h2', title), element('p', sum), element('p', say('play.sheet.simulated', 'Simulated in this page: no money moves.'))];
  amount.className = 'figures';
  const agree = button(say('play.sheet.pay', 'Pay'), async () => {
    agree.disabled = true;
    const problem = await pay();
    if (problem === undefined) sheet.remove();
    else note.textContent = problem;
  });
  const leave = button(say('play.sheet.cancel', 'Close'), () => {
    sheet.remove();
    cancel();
  });
  leave.className = 'plain';
  sheet.append(heading, amount, note, agree, leave);
  document.body.append(sheet);
  agree.focus();
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.addEventListener('click', press);
  return made;
}

/** As Apple's script brings one for browsers other than Safari. */
class AppleButton extends HTMLElement {
  constructor() {
    super();
    const made = button('Apple Pay', () => undefined);
    this.attachShadow({mode: 'open'}).append(made);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('button { inline-size: 100%; min-block-size: 44px; border: 0; border-radius: 8px; background: CanvasText; color: Canvas; font: 500 1.125rem/1 system-ui; cursor: pointer }');
    this.shadowRoot?.adoptedStyleSheets.push(sheet);
  }
}

export function installWalletSheets(): void {
  if (!customElements.get('apple-pay-button')) customElements.define('apple-pay-button', AppleButton);
  const google = standInForGooglePay(globalThis, stripeToken);
  google.show = sheet => show({
    title: 'Google Pay', sum: `${sheet.request.transactionInfo.currencyCode} ${sheet.request.transactionInfo.totalPrice}`, cancel: () => sheet.cancel(),
    pay: async () => (await sheet.pay()).error?.message,
  });
  const token = () => ({paymentData: {card: 'pm_card_visa'}, paymentMethod: {displayName: 'Visa 4242', network: 'Visa'}, transactionIdentifier: crypto.randomUUID()});
  const apple = standInForApplePay(globalThis, token);
  apple.show = sheet => {
    const proven = sheet.validate();
    show({
      title: 'Apple Pay', sum: `${sheet.request.currencyCode} ${sheet.request.total.amount}`, cancel: () => sheet.cancel(),
      async pay() {
        await proven;
        return await sheet.pay() === 0 ? undefined : say('play.sheet.refused', 'The payment was not completed.');
      },
    });
  };
}
