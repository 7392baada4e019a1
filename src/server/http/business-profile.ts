import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {Services} from '../services.ts';
import {shopCapabilities} from './capabilities.ts';
import type {Answer} from './envelope.ts';
import {paymentHandlers} from './envelope.ts';

/** What stands at `/.well-known/ucp`. */
export function businessProfile(services: Services): Answer {
  const {handlers, mode, origin} = services;
  const usable = handlers.filter(handler => handler.mode === mode);
  return {
    ucp: {
      version: UCP_VERSION,
      services: {
        'dev.ucp.shopping': [{
          version: UCP_VERSION,
          spec: `https://ucp.dev/${UCP_VERSION}/specification/overview`,
          transport: 'rest',
          schema: `https://ucp.dev/${UCP_VERSION}/services/shopping/rest.openapi.json`,
          endpoint: `${origin}/ucp`,
        }],
      },
      capabilities: shopCapabilities(services),
      payment_handlers: paymentHandlers(usable, origin),
    },
  };
}
