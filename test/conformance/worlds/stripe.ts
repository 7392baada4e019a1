import {made} from '../../../demo/services/stripe/browser/express-buttons.ts';
import {groups} from '../../../demo/services/stripe/browser/group.ts';
import type {Ask} from '../../../demo/services/stripe/browser/stand-in.ts';
import {standIn} from '../../../demo/services/stripe/browser/stand-in.ts';
import type {OwnSurface, ProviderWorld, Stage} from '../../../src/conformance/index.ts';

const handlers = [{name: 'dev.hangtag.stripe', id: 'stripe', config: {publishable_key: 'pk_test_simulated', methods: ['card', 'alipay', 'wechat_pay'], capture: 'automatic'}}];
const totals = [{amount: 1980, currency: 'JPY'}];

/** Stripe's script, played by its stand-in; its server answers `read` when a PaymentIntent is read. */
function script(): {begin(stage: Stage): void; end(): void; readonly stage: Stage | undefined} {
  let stage: Stage | undefined;
  let tokens = 0;
  const ask: Ask = async (method) => {
    if (method === 'POST') return {id: `ctoken_${++tokens}`, object: 'confirmation_token'};
    return stage?.paid ? {status: 'succeeded'} : {status: 'requires_action', next_action: {use_stripe_sdk: {stripe_js: `${location.origin}/no-such-bank`}}};
  };
  return {
    begin(given) {
      stage = given;
      groups.length = made.length = 0;
      Object.assign(globalThis, {Stripe: () => standIn(ask)});
    },
    end() {
      delete (globalThis as {Stripe?: unknown}).Stripe;
      document.querySelectorAll('[role=dialog]').forEach((one) => one.remove());
    },
    get stage() {
      return stage;
    },
  };
}

const touches = {globals: ['Stripe'], nodes: '[role=dialog], iframe'};
const type = (frame: HTMLElement): void => {
  const number = frame.querySelector<HTMLInputElement>('[name=cardnumber]');
  if (number) number.value = '4242424242424242';
};
const dialog = (name: string): HTMLElement | null => document.querySelector(`[role=dialog] ${name}`);

/** Stripe's fields; `challenged`: the bank asks the buyer after the card was handed over. */
export function stripeFields(challenged: boolean): ProviderWorld {
  const vendor = script();
  const own: OwnSurface = {
    fill: type,
    open: () => dialog('[data-act]') !== null,
    approve() {
      vendor.stage?.pays();
      dialog('[data-act=approve]')?.click();
    },
    dismiss: () => dialog('[data-act=cancel]')?.click(),
    closable: false,
  };
  return {
    way: 'fields', handlers, totals, touches, own, begin: vendor.begin, end: vendor.end,
    answer: ({trade}) => (challenged ? {type: 'bridge', bridge: 'stripe', method: 'handleNextAction', params: {clientSecret: `pi_${trade}_secret_kit`}} : 'paid'),
  };
}

/** Stripe's own buttons, with the sheet of a wallet. */
export function stripeButtons(): ProviderWorld {
  const vendor = script();
  return {
    way: 'own-button', handlers, totals, touches, answer: () => 'paid', begin: vendor.begin, end: vendor.end,
    own: {
      closable: false,
      press: (frame) => frame.querySelector<HTMLElement>('[name=wallet]')?.click(),
      open: () => dialog('[name=confirm]') !== null,
      approve: () => dialog('[name=confirm]')?.click(),
      dismiss: () => dialog('[name=leave]')?.click(),
    },
  };
}

/** A wallet at Stripe that needs nothing of Stripe's script: Stripe's page, or a code. */
export const stripeWallet = (way: 'popup' | 'redirect' | 'qr'): ProviderWorld => ({
  way, handlers, ...(way === 'qr' && {answer: ({trade}) => ({type: 'qr', code: `weixin://wxpay/${trade}`, expiresAt: '2099-01-01T00:00:00Z'})}),
});
