import {SANDBOX_HANDLER, UCP_VERSION} from '../../src/commerce/ucp.ts';

type Json = Record<string, unknown>;

/** A checkout as our server sends it; `changes` replace what is at the top. */
export function checkoutJson(changes: Json = {}): Json {
  return {
    ucp: {version: UCP_VERSION, payment_handlers: {[SANDBOX_HANDLER]: [{id: 'sandbox', version: UCP_VERSION, config: {environment: 'sandbox'}}]}},
    id: 'chk_1',
    status: 'ready_for_complete',
    currency: 'HKD',
    line_items: [{id: 'li_1', item: {id: 'mug', title: 'Mug', price: 12800, image_url: 'https://shop.example/mug.jpg'}, quantity: 1, totals: [{type: 'total', amount: 12800}]}],
    totals: [{type: 'subtotal', amount: 12800}, {type: 'total', amount: 12800}],
    messages: [],
    links: [{type: 'terms_of_service', url: 'https://shop.example/terms'}],
    'dev.hangtag': {mode: 'test', payment: {status: 'none', closed: true}, needs_delivery: false},
    ...changes,
  };
}

export const orderJson = {id: 'ord_1', label: '#1001', permalink_url: 'https://shop.example/orders/ord_1?key=k'};

/** A business profile as our server publishes it. */
export function profileJson(endpoint: string, changes: Json = {}): Json {
  return {
    ucp: {
      version: UCP_VERSION,
      services: {'dev.ucp.shopping': [{version: UCP_VERSION, transport: 'mcp', endpoint: `${endpoint}/mcp`}, {version: UCP_VERSION, transport: 'rest', endpoint}]},
      capabilities: {
        'dev.ucp.shopping.checkout': [{version: UCP_VERSION}],
        'dev.ucp.shopping.catalog.lookup': [{version: UCP_VERSION}],
        'dev.hangtag.payment': [{version: UCP_VERSION, extends: 'dev.ucp.shopping.checkout', config: {mode: 'test'}}],
      },
      payment_handlers: {[SANDBOX_HANDLER]: [{id: 'sandbox', version: UCP_VERSION}]},
      ...changes,
    },
  };
}

export function productJson(id: string, variants: Json[], changes: Json = {}): Json {
  return {id, title: `Product ${id}`, description: {plain: ''}, price_range: {}, variants, ...changes};
}

export function variantJson(id: string, inputs: string[] | undefined, changes: Json = {}): Json {
  return {
    id, title: `Variant ${id}`, description: {plain: ''}, price: {amount: 12800, currency: 'HKD'},
    ...(inputs && {inputs: inputs.map((input) => ({id: input, match: 'exact'}))}), ...changes,
  };
}
