import {safeLink} from '../commerce/link.ts';
import type {PaymentAction} from '../commerce/payment-action.ts';
import type {AppCall} from './app-bridge.ts';
import type {Presentation} from './provider.ts';
import type {Surroundings, WalletWindow} from './surroundings.ts';
import {tolerate} from './tolerate.ts';

type Done = Awaited<Presentation['done']>;

/** An action that is being shown. */
export interface Showing extends Presentation {
  /** The buyer wants to see it again; must be called in a gesture. */
  readonly reopen: () => void;
  readonly choose?: (choice: string) => void;
}

export interface Stage {
  readonly surroundings: Surroundings;
  /** Shows this action in the tag; `blocked` when its window could not be opened and the tag must show a link. */
  readonly show: (action: PaymentAction, blocked?: boolean) => void;
  /** Asks the merchant now. */
  readonly ask: () => void;
  /** A window that was opened again was closed again. */
  readonly stop: () => void;
}

const lookEvery = 400;
/** ms; no timer of a browser runs much longer. */
const longest = 2e9;
/**
 * A wallet's page may cut its window's ties with us at any moment (COOP), which looks from here as if it were closed. A buyer who has closed it by hand is back on
 * this page: for so many looks in a row before that counts.
 */
const backFor = 10;

/** Puts an action before the buyer. Throws for an address that is neither https nor localhost, and for what cannot be shown. */
export function present(action: PaymentAction, stage: Stage): Showing {
  switch (action.type) {
    case 'popup':
      return inWindow(action, stage);
    case 'redirect':
    case 'form-post':
      return away(action, stage);
    case 'qr':
      return code(action, stage);
    case 'sheet':
      return inTag(action, stage, (choice) => action.choices.some(({id}) => id === choice));
    case 'poll':
      return inTag(action, stage);
    default:
      return inApp(action, stage);
  }
}

/** The calls that may be made to an app; a merchant or a provider may ask for no other. */
export const mayCall = ({bridge, method}: AppCall): boolean => `${bridge}.${method}` === 'alipay.tradePay';

function pledge(): {done: Promise<Done>; resolve: (done: Done) => void; close: () => void} {
  let resolve: (done: Done) => void = () => undefined;
  const done = new Promise<Done>((keep) => (resolve = keep));
  return {done, resolve, close: () => resolve({how: 'settled'})};
}

function checked(url: string): string {
  const safe = safeLink(url);
  if (!safe) throw new Error(`A payment may only lead to https addresses, not to ${url}`);
  return safe;
}

function inTag(action: PaymentAction, {show}: Stage, mayChoose: (choice: string) => boolean = () => false): Showing {
  const {done, resolve, close} = pledge();
  show(action);
  return {
    done,
    close,
    reopen: () => show(action),
    choose: (choice) => mayChoose(choice) && resolve({how: 'chosen', choice}),
  };
}

function code(action: Extract<PaymentAction, {type: 'qr'}>, stage: Stage): Showing {
  const showing = inTag({...action, url: safeLink(action.url)}, stage);
  const {surroundings} = stage;
  // The clock only prompts the question; what an expired code means is the merchant's word.
  const left = Date.parse(action.expiresAt) - surroundings.now();
  const callOff = surroundings.later(Math.min(left || 0, longest), stage.ask);
  void showing.done.then(callOff);
  return showing;
}

function away(action: Extract<PaymentAction, {type: 'redirect' | 'form-post'}>, stage: Stage): Showing {
  const url = checked(action.url);
  const go = (): void => (action.type === 'redirect' ? stage.surroundings.leave(url) : stage.surroundings.post(url, action.fields));
  const showing = inTag({...action, url}, stage);
  go();
  return {...showing, reopen: go};
}

/** What the app answers is for the provider to read; the merchant is asked in any case. */
function inApp(call: AppCall, stage: Stage): Showing {
  // What is no call at all, but of a type that nobody here knows, ends here too.
  if (!mayCall(call)) throw new Error(`An action cannot be shown: ${call.type} ${call.bridge}.${call.method}`);
  const over = new AbortController();
  const {done, resolve, close} = pledge();
  const {surroundings} = stage;
  const go = (): void => {
    stage.show(call);
    const answer = surroundings.callApp(call, over.signal).catch(surroundings.report);
    void answer.then((choice) => {
      resolve(typeof choice === 'string' ? {how: 'chosen', choice} : {how: 'blocked'});
      stage.ask();
    });
  };
  go();
  return {
    done,
    close() {
      over.abort();
      close();
    },
    reopen: go,
  };
}

/** Opens its window at once, while the browser grants it, and steers it when the address is known. */
function inWindow({url, opener}: Extract<PaymentAction, {type: 'popup'}>, stage: Stage): Showing {
  const {surroundings} = stage;
  const {done, resolve} = pledge();
  let opened: WalletWindow | null | undefined;
  let address: string | undefined;
  let looks = 0;
  let over = false;
  const steer = (known: string): void => {
    address = checked(known);
    opened?.steer(address);
    stage.show({type: 'popup', url: address}, !opened);
  };
  const lookAfter = (mine: WalletWindow, closed: () => void): void => {
    surroundings.later(lookEvery, () => {
      if (over || mine !== opened) return;
      if (mine.closed) {
        // What has had no address yet is still ours, and closed indeed.
        if (!address || looks > backFor) return closed();
        if (!looks++) stage.ask();
        else if (!surroundings.focused()) looks = 1;
      }
      lookAfter(mine, closed);
    });
  };
  const open = (closed: () => void): void => {
    looks = 0;
    opened = tolerate(() => surroundings.openWindow(opener));
    if (opened) lookAfter(opened, closed);
    if (address) steer(address);
    else stage.show({type: 'popup', url: ''}, !opened);
  };
  const close = (): void => {
    over = true;
    opened?.close();
    resolve({how: 'settled'});
  };
  if (typeof url === 'string') address = checked(url);
  else {
    url.then((known) => over || steer(known)).catch((error: unknown) => {
      if (!over) surroundings.report(error);
      close();
    });
  }
  open(() => resolve({how: 'closed'}));
  if (!opened) resolve({how: 'blocked'});
  return {
    done,
    close,
    get window() {
      return opened?.page;
    },
    reopen() {
      if (over || !address) return;
      opened?.close();
      open(stage.stop);
    },
  };
}
