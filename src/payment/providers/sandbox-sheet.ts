import type {SandboxCredential, SandboxEnding} from '../../commerce/instrument.ts';
import type {PaymentAction, SheetChoice} from '../../commerce/payment-action.ts';
import {buyerLanguage} from '../buyer-language.ts';
import type {Payment} from '../provider.ts';

/** Title and text of the sheet, and a label for each ending. */
export type SheetWords = Readonly<Record<SandboxEnding | 'title' | 'text', string>>;

const en: SheetWords = {
  title: 'Sandbox',
  text: 'No money moves. How should this payment end?',
  approve: 'Approve',
  decline: 'Decline',
  cancel: 'Cancel at the wallet',
  'pay-later': 'Close the wallet and pay later',
  'notify-late': 'Pay, and the shop hears late',
  'answer-lost': 'Pay, and the answer gets lost',
  never: 'Never decide',
};

const endings: readonly SandboxEnding[] = ['approve', 'decline', 'cancel', 'pay-later', 'notify-late', 'answer-lost', 'never'];
const tones: Readonly<Partial<Record<SandboxEnding, SheetChoice['tone']>>> = {approve: 'primary', decline: 'danger'};

const tables: Readonly<Record<ReturnType<typeof buyerLanguage>, () => Promise<SheetWords>>> = {
  en: async () => en,
  'zh-Hans': async () => (await import('./sandbox-sheet/zh-hans.ts')).zhHans,
  'zh-Hant': async () => (await import('./sandbox-sheet/zh-hant.ts')).zhHant,
};

/** The sheet in which a person chooses how a payment in the page's own sandbox ends. */
export async function sheetIn(locale: string): Promise<PaymentAction> {
  const {title, text, ...labels} = await tables[buyerLanguage(locale)]();
  return {type: 'sheet', title, text, choices: endings.map((id) => ({id, label: labels[id], tone: tones[id] ?? 'plain'}))};
}

/** Asks in the sheet; what is to be handed over then, or `undefined` when the person turned away. */
export async function askInSheet(payment: Payment): Promise<Omit<SandboxCredential, 'type'> | undefined> {
  const sheet = payment.present(await sheetIn(payment.locale));
  void payment.checkout.catch(() => sheet.close());
  const done = await sheet.done;
  if (done.how !== 'chosen') return undefined;
  const ending = done.choice as SandboxEnding;
  return {token: ending === 'approve' || ending === 'decline' ? ending : 'redirect', ending};
}
