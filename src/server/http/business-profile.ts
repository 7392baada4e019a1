import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {Services} from '../services.ts';
import {publishedKeys} from '../signatures/signing-keys.ts';
import {shopCapabilities} from './capabilities.ts';
import type {Answer} from './envelope.ts';
import {embeddedService, paymentHandlers} from './envelope.ts';

// Younger than the version of the protocol that we speak, which names permalinks without saying how they look.
const PERMALINK = 'dev.ucp.shopping.permalink';
const PERMALINK_SPEC = 'https://ucp.dev/latest/specification/permalink/';
const PERMALINK_SCHEMA = 'https://ucp.dev/schemas/shopping/permalink.json';

/** What stands at `/.well-known/ucp`. */
export async function businessProfile(services: Services): Promise<Answer> {
  const {handlers, mode, origin, config} = services;
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
        }, ...embeddedService(config)],
      },
      capabilities: {...shopCapabilities(services), [PERMALINK]: [{version: UCP_VERSION, spec: PERMALINK_SPEC, schema: PERMALINK_SCHEMA, config: {endpoint: `${origin}/buy`}}]},
      payment_handlers: paymentHandlers(usable, origin),
    },
    signing_keys: await publishedKeys(services),
  };
}
