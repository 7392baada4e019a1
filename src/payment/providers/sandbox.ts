import type {Instrument, SandboxCredential, SandboxEnding} from '../../commerce/instrument.ts';
import {SANDBOX_HANDLER} from '../../commerce/ucp.ts';
import type {Availability, Payment, PaymentProvider, Place, Presentation, ProviderEnding, Step} from '../provider.ts';

/** What to hand over instead of letting a person at the wallet choose. */
export interface SandboxChoice {
  readonly token?: SandboxCredential['token'];
  readonly ending?: SandboxEnding;
}

/**
 * The wallet in which no money moves. With a server it opens the sandbox wallet, where a person or a test chooses the ending; with a merchant that lives
 * in the page it asks in a sheet. `choice` skips the person.
 */
export function sandboxWith(choice: SandboxChoice = {}): PaymentProvider {
  return {
    id: 'sandbox',
    surface: 'press',
    handlers: [SANDBOX_HANDLER],
    name: {en: 'Sandbox', 'zh-Hans': '沙盒', 'zh-Hant': '沙盒'},
    csp: {},
    available,
    // A sheet needs no gesture, so it may come later than the press; even so it is loaded ahead.
    async prepare({merchant}) {
      if (livesInPage(merchant.id)) await import('./sandbox-sheet.ts');
    },
    start: (payment) => start(payment, choice),
  };
}

export const sandbox: PaymentProvider = sandboxWith();

function available({merchant, handlers}: Place): Availability {
  if (merchant.mode === 'live') return {status: 'unavailable', reason: 'mode', detail: 'The sandbox never takes part in a live shop'};
  const declared = !handlers || handlers.some(({name}) => name === SANDBOX_HANDLER);
  return declared || livesInPage(merchant.id) ? {status: 'available'} : {status: 'unavailable', reason: 'handler', detail: 'This shop does not declare the sandbox'};
}

/** `page-merchant` is the only one that may say "paid" without a server. */
const livesInPage = (merchant: string): boolean => merchant.startsWith('page:');

function start(payment: Payment, {token, ending}: SandboxChoice): Promise<ProviderEnding> {
  if (token && token !== 'redirect') return handOver(payment, {token});
  if (ending) return handOver(payment, {token: 'redirect', ending});
  if (livesInPage(payment.merchant.id)) return inSheet(payment);
  const {display = onPhone() ? 'redirect' : 'popup'} = payment;
  return display === 'redirect' || display === 'qr' ? handOver(payment, {token: 'redirect', display}) : inPopup(payment);
}

/** On a phone a wallet takes the whole screen: a window of its own would hide this page. */
const onPhone = (): boolean => typeof matchMedia === 'function' && matchMedia('(pointer: coarse) and (max-width: 600px)').matches;

async function submit(payment: Payment, credential: Omit<SandboxCredential, 'type'>): Promise<Step> {
  const {handlers} = await payment.checkout;
  const handler = handlers.find(({name}) => name === SANDBOX_HANDLER);
  const instrument: Instrument = {id: payment.id, handler_id: handler?.id ?? 'sandbox', type: 'sandbox', credential: {type: 'sandbox', ...credential}};
  return payment.submit(instrument);
}

/** Hands the instrument over and shows what the merchant asks for; an address in `popup`, if there is one, through `steer`. */
async function handOver(payment: Payment, credential: Omit<SandboxCredential, 'type'>, popup?: Presentation, steer?: (url: string | Promise<string>) => void): Promise<ProviderEnding> {
  const step = await submit(payment, credential).catch((interrupted: unknown) => {
    popup?.close();
    throw interrupted;
  });
  const action = step.status === 'action' ? step.action : undefined;
  let shown = popup;
  if (popup && (action?.type === 'popup' || action?.type === 'redirect')) steer?.(action.url);
  else {
    popup?.close();
    if (!action) return {ending: 'merchant', step};
    shown = payment.present(action);
  }
  // Shown until the story goes on or the buyer turns away from it.
  const how = (await shown?.done)?.how;
  return how === 'closed' ? {ending: 'stopped'} : {ending: 'merchant', step: await payment.ask()};
}

function inPopup(payment: Payment): Promise<ProviderEnding> {
  let steer: (url: string | Promise<string>) => void = () => undefined;
  const url = new Promise<string>((known) => (steer = known));
  // Before the first await: the browser grants a window only in the tick of the press.
  const popup = payment.present({type: 'popup', url});
  return handOver(payment, {token: 'redirect', display: 'popup'}, popup, steer);
}

async function inSheet(payment: Payment): Promise<ProviderEnding> {
  const {askInSheet} = await import('./sandbox-sheet.ts');
  const credential = await askInSheet(payment);
  return credential ? handOver(payment, credential) : {ending: 'stopped'};
}
