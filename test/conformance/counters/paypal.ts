import {openPayPal} from '../../../demo/services/paypal/paypal-service.ts';
import {paypalHandler} from '../../../src/server/handlers/paypal/paypal-handler.ts';
import type {Counter} from '../kit-shop.ts';

const client = {clientId: 'client-of-the-test', clientSecret: 'secret-of-the-test'};
const origin = 'https://api-m.sandbox.paypal.com';
const webhookId = 'WEBHOOK0FTHETEST';

/** PayPal, as if the simulation stood at PayPal's own addresses. */
export const paypalCounter = (credential: 'redirect' | 'sdk'): Counter => ({
  async open({clock, deliver, notifyUrl}) {
    const service = openPayPal({
      ...client, origin, clock, slow: 12_000, webhook: {id: webhookId, url: notifyUrl('paypal')},
      deliver: async (request) => deliver(request.url, {method: request.method, headers: request.headers, body: await request.text()}),
    });
    const handler = await paypalHandler({
      ...client, environment: 'sandbox', webhookId, clock, authorities: [service.webhooks.chain.authority], fetch: (url, init) => service.fetch(new Request(url, init)),
    });
    return {service, handler};
  },
  instrument: () => ({type: 'paypal', credential: {type: credential}}),
});
