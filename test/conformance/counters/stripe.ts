import type {AddressInfo} from 'node:net';
import {serve} from '@hono/node-server';
import Stripe from 'stripe';
import {finishRefund} from '../../../demo/services/stripe/refunds.ts';
import {startStripe} from '../../../demo/services/stripe/stripe-service.ts';
import type {StripeService} from '../../../demo/services/stripe/stripe-service.ts';
import {stripeHandler} from '../../../src/server/handlers/stripe/stripe-handler.ts';
import type {BareInstrument} from '../../../src/conformance/index.ts';
import type {Counter, Neighbour, OpenService} from '../kit-shop.ts';

async function open({clock, deliver, notifyUrl}: Neighbour): Promise<OpenService & {readonly service: StripeService}> {
  const service = await startStripe({clock});
  const door = serve({fetch: async (request) => deliver(notifyUrl('stripe'), {method: 'POST', headers: request.headers, body: await request.text()}), port: 0, hostname: '127.0.0.1'});
  await new Promise((resolve) => door.once('listening', resolve));
  service.webhook(`http://127.0.0.1:${(door.address() as AddressInfo).port}/notify/stripe`);
  const handler = stripeHandler({
    secretKey: service.secretKey, publishableKey: service.publishableKey, webhookSecrets: [service.webhookSecret], mode: 'test', apiBase: service.origin, clock,
    methods: ['card', 'link', 'alipay', 'wechat_pay'],
  });
  const close = async (): Promise<void> => {
    await service.close();
    door.close();
  };
  // What a wallet gives back takes Stripe a while.
  const due = async (): Promise<void> => {
    for (const refund of service.world.refunds.values()) finishRefund(service.world, refund, 'succeeded');
    await service.settled();
  };
  return {service: {...service, close}, handler, due};
}

/** A wallet at Stripe, or Stripe's own page. */
export const stripeCounter = (type: 'alipay' | 'wechat_pay' | 'stripe_checkout'): Counter => ({
  open,
  instrument: () => ({type, credential: {type: type === 'stripe_checkout' ? type : 'stripe_wallet'}}),
});

/** Cards, as Stripe's fields hand them over; `challenged`: the bank asks the buyer first. */
export function stripeCards(challenged: boolean): Counter {
  let card: (name: string) => Promise<string> = () => Promise.reject(new Error('Stripe is not open yet'));
  const handOver = async (name: string): Promise<BareInstrument> =>
    ({type: 'card', credential: {type: 'stripe_confirmation_token', token: await card(name), next_action: 'redirect'}});
  return {
    async open(neighbour) {
      const opened = await open(neighbour);
      const {hostname, port} = new URL(opened.service.origin);
      const sdk = new Stripe(opened.service.secretKey, {host: hostname, port, protocol: 'http', maxNetworkRetries: 0});
      card = async (name) => (await sdk.testHelpers.confirmationTokens.create({payment_method: name})).id;
      return opened;
    },
    instrument: () => handOver(challenged ? 'pm_card_authenticationRequired' : 'pm_card_visa'),
    ...(challenged ? {} : {declined: () => handOver('pm_card_visa_chargeDeclined')}),
  };
}
