import {randomUUID} from 'node:crypto';
import type {AddressInfo} from 'node:net';
import {serve} from '@hono/node-server';
import {pocketProcessor} from '../../../demo/services/payment-app/processor.ts';
import type {Pocket} from '../../../demo/services/payment-app/service.ts';
import {startPocket} from '../../../demo/services/payment-app/service.ts';
import {addCardToken} from '../../../demo/services/stripe/cards.ts';
import type {StripeService} from '../../../demo/services/stripe/stripe-service.ts';
import {startStripe} from '../../../demo/services/stripe/stripe-service.ts';
import type {BareInstrument} from '../../../src/conformance/index.ts';
import {stripeProcessor} from '../../../src/server/handlers/stripe/stripe-processor.ts';
import {applePayHandler, ApplePaySettings} from '../../../src/server/handlers/wallets/apple-pay-handler.ts';
import {googlePayHandler, GooglePaySettings} from '../../../src/server/handlers/wallets/google-pay-handler.ts';
import {paymentRequestHandler, PaymentRequestSettings} from '../../../src/server/handlers/wallets/payment-request-handler.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';
import type {Counter} from '../kit-shop.ts';

/** Google Pay or Apple Pay, charged through Stripe. */
export function walletCounter(wallet: 'google-pay' | 'apple-pay'): Counter {
  let stripe: StripeService | undefined;
  const handOver = (card: string): BareInstrument => {
    if (!stripe) throw new Error('Stripe is not open yet');
    if (wallet === 'google-pay') return {type: 'card', credential: {type: 'PAYMENT_GATEWAY', token: JSON.stringify({id: addCardToken(stripe.world, card).id})}};
    const token = {paymentData: {version: 'EC_v1', card}, paymentMethod: {displayName: 'Visa 1111', network: 'Visa'}, transactionIdentifier: randomUUID()};
    return {type: 'card', credential: {type: 'apple_pay', token}};
  };
  return {
    async open({clock, deliver, notifyUrl}) {
      const service = (stripe = await startStripe({clock}));
      const door = serve({fetch: async (request) => deliver(notifyUrl(wallet), {method: 'POST', headers: request.headers, body: await request.text()}), port: 0, hostname: '127.0.0.1'});
      await new Promise((resolve) => door.once('listening', resolve));
      service.webhook(`http://127.0.0.1:${(door.address() as AddressInfo).port}/notify/${wallet}`);
      const processor = stripeProcessor({
        id: wallet, secretKey: service.secretKey, publishableKey: service.publishableKey, webhookSecrets: [service.webhookSecret], mode: 'test', apiBase: service.origin, clock});
      const apple = ApplePaySettings.parse({merchantIdentifier: 'merchant.com.example.shop', displayName: 'Half Catty', country: 'HK', domains: ['blog.example']});
      const handler = wallet === 'google-pay'
        ? googlePayHandler(processor, GooglePaySettings.parse({merchantName: 'Half Catty'}))
        : applePayHandler(processor, apple, {certificate: '', openSession: async () => ({})});
      const close = async (): Promise<void> => {
        await service.close();
        door.close();
      };
      return {service: {...service, close}, handler, due: () => service.settled()};
    },
    instrument: () => handOver('pm_card_visa'),
    declined: () => handOver('pm_card_visa_chargeDeclined'),
  };
}

/** A W3C payment app behind its processor. */
export function pocketCounter(): Counter {
  let pocket: Pocket | undefined;
  return {
    oneTotal: true,
    async open({clock, deliver, notifyUrl}) {
      const service = (pocket = await startPocket({clock}));
      const door = serve({fetch: async (request) => deliver(notifyUrl('payment-request'), {method: 'POST', headers: request.headers, body: await request.text()}), port: 0, hostname: '127.0.0.1'});
      await new Promise((resolve) => door.once('listening', resolve));
      const atDoor = `http://127.0.0.1:${(door.address() as AddressInfo).port}/`;
      const right = paymentRequestHandler(pocketProcessor(service), PaymentRequestSettings.parse({methods: [{supportedMethods: `${service.origin}/pay`}]}));
      const handler: PaymentHandler = {...right, create: (intent, ...more) => right.create({...intent, notifyUrl: atDoor}, ...more)};
      const close = async (): Promise<void> => {
        await service.close();
        door.close();
      };
      return {service: {...service, close}, handler};
    },
    instrument() {
      if (!pocket) throw new Error('Pocket is not open yet');
      const token = pocket.consent({payee: 'https://blog.example', amount: 12_800, currency: 'HKD'});
      return {type: 'payment_request', credential: {type: 'payment_request', method: `${pocket.origin}/pay`, details: {token}}};
    },
  };
}
