import type {z} from 'zod';
import {capability} from '../../commerce/ucp.ts';
import {lookUpCatalogue, searchCatalogue, showProduct} from '../catalogue/catalogue.ts';
import {cancelCart, createCart, readCart, updateCart} from '../checkout/carts.ts';
import {cancelCheckout, updateCheckout} from '../checkout/change-checkout.ts';
import {completeCheckout} from '../checkout/complete-checkout.ts';
import {createCheckout} from '../checkout/create-checkout.ts';
import type {Desk, Reply} from '../checkout/desk.ts';
import {readCheckout} from '../checkout/show-checkout.ts';
import {readOrder} from '../orders/read-order.ts';
import {readBody, requestSchemas} from './request-schemas.ts';
import type {Visit} from './visit.ts';

/** What an operation is called with, apart from its body. */
export interface Call {
  readonly desk: Desk;
  readonly visit: Visit;
  /** The `{id}` of the path; empty where there is none. */
  readonly id: string;
  /** A buyer's key to their own order. */
  readonly readingKey?: string;
}

/** One operation of the protocol's REST binding. */
export interface Operation {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put';
  /** As OpenAPI writes it, such as `/ucp/carts/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** What the specification leaves to the shop, for the OpenAPI document. */
  readonly notes?: string;
  /** The capability that both sides must have. */
  readonly root: string;
  /** Changes something: takes an `Idempotency-Key` and counts against the limit of writes. */
  readonly changes: boolean;
  /** May be called from any page, without cookies. */
  readonly anyOrigin: boolean;
  /** Its outcome is signed, so that it can be shown later what the shop said. */
  readonly signs: boolean;
  readonly request?: z.ZodType;
  /** Answers by status: the published schemas that a body may have. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
  /** Checks the body, and gives what to do with it. Throws `TransportError`. */
  prepare(body: unknown): (call: Call) => Promise<Reply>;
}

type Described = Omit<Operation, 'prepare' | 'request' | 'anyOrigin' | 'changes' | 'signs'> & Partial<Pick<Operation, 'anyOrigin' | 'changes' | 'signs'>>;

function taking<Schema extends z.ZodType>(schema: Schema, described: Described, run: (call: Call, body: z.output<Schema>) => Promise<Reply>): Operation {
  return {
    anyOrigin: true,
    changes: true,
    signs: false,
    ...described,
    request: schema,
    prepare(raw) {
      const body = readBody(schema, raw);
      return call => run(call, body);
    },
  };
}

function asking(described: Described, run: (call: Call) => Promise<Reply>): Operation {
  return {anyOrigin: true, changes: false, signs: false, ...described, prepare: () => run};
}

const CHECKOUT = ['shopping/checkout.json', 'shopping/types/error_response.json'];
const CART = ['shopping/cart.json', 'shopping/types/error_response.json'];
const ERROR = ['shopping/types/error_response.json'];
const SEARCH = ['shopping/catalog_search.json#/$defs/search_response', ...ERROR];
const LOOKUP = ['shopping/catalog_lookup.json#/$defs/lookup_response', ...ERROR];
const PRODUCT = ['shopping/catalog_lookup.json#/$defs/get_product_response', ...ERROR];
const ORDER = ['shopping/order.json', ...ERROR];

const LOOKUP_NOTES = `An id is, in this order: a variant's, a product's, a SKU, a barcode, a handle. metadata["dev.hangtag"] lists every variant in short.`;
const SEARCH_NOTES = 'Every word of the query must occur in the texts, tags or SKUs of a product, in any language; parts of words count. At most 50 products a page.';
const CREATE_NOTES = `Nothing is reserved before complete_checkout. What is delivered or collected needs an email or a phone number (E.164) of the buyer; digital goods need
neither, unless the shop asks for an email. An item that is not sold leaves a message and no line; when nothing can be bought there is no checkout.`;
const UPDATE_NOTES = 'A full replacement. An open payment is closed at its provider first; if the money was faster, the completed checkout is the answer.';
const CANCEL_NOTES = 'An open payment is closed at its provider first; if the money was faster, the completed checkout is the answer.';
const COMPLETE_NOTES = `The checkout is priced once more. A total that differs from dev.hangtag.expected_total, or from the total last shown, charges nothing and
answers total_changed. A payment that is under way is joined, never doubled.`;
const READ_NOTES = 'Charges and reserves nothing. After the end the data of the buyer is left out, except for the platform that made the checkout, by its API key.';
const ORDER_NOTES = `With the API key of the platform that made the checkout, or the buyer's own key as ?key= or as a bearer token.`;

const sessions = '/ucp/checkout-sessions';
const {checkout, cart, catalogSearch, catalogLookup, order} = capability;

/** Everything that is served under `/ucp`: the router, the OpenAPI document and the tests read this table. */
export const operations: readonly Operation[] = [
  taking(requestSchemas.search, {operationId: 'search_catalog', notes: SEARCH_NOTES, method: 'post', path: '/ucp/catalog/search', summary: 'Search the catalogue', root: catalogSearch, changes: false, answers: {200: SEARCH}},
    ({desk, visit}, body) => searchCatalogue(desk.services, visit, body)),
  taking(requestSchemas.lookup, {operationId: 'lookup_catalog', notes: LOOKUP_NOTES, method: 'post', path: '/ucp/catalog/lookup', summary: 'Look up products and variants by id', root: catalogLookup, changes: false, answers: {200: LOOKUP}},
    ({desk, visit}, body) => lookUpCatalogue(desk.services, visit, body)),
  taking(requestSchemas.product, {operationId: 'get_product', method: 'post', path: '/ucp/catalog/product', summary: 'One product with its options', root: catalogLookup, changes: false, answers: {200: PRODUCT}},
    ({desk, visit}, body) => showProduct(desk.services, visit, body)),
  taking(requestSchemas.cart, {operationId: 'create_cart', method: 'post', path: '/ucp/carts', summary: 'Create a cart', root: cart, answers: {200: ERROR, 201: CART}},
    ({desk, visit}, body) => createCart(desk.services, visit, body)),
  asking({operationId: 'get_cart', method: 'get', path: '/ucp/carts/{id}', summary: 'A cart at today’s prices', root: cart, answers: {200: CART}},
    ({desk, visit, id}) => readCart(desk.services, visit, id)),
  taking(requestSchemas.cart, {operationId: 'update_cart', method: 'put', path: '/ucp/carts/{id}', summary: 'Replace a cart', root: cart, answers: {200: CART}},
    ({desk, visit, id}, body) => updateCart(desk.services, visit, id, body)),
  taking(requestSchemas.nothing, {operationId: 'cancel_cart', method: 'post', path: '/ucp/carts/{id}/cancel', summary: 'Cancel a cart', root: cart, answers: {200: CART}},
    ({desk, visit, id}) => cancelCart(desk.services, visit, id)),
  taking(requestSchemas.createCheckout, {operationId: 'create_checkout', notes: CREATE_NOTES, method: 'post', path: sessions, summary: 'Create a checkout', root: checkout, answers: {200: CHECKOUT, 201: CHECKOUT}},
    ({desk, visit}, body) => createCheckout(desk, visit, body)),
  asking({operationId: 'get_checkout', notes: READ_NOTES, method: 'get', path: `${sessions}/{id}`, summary: 'A checkout as it stands', root: checkout, answers: {200: CHECKOUT}},
    ({desk, visit, id}) => readCheckout(desk, visit, id)),
  taking(requestSchemas.updateCheckout, {operationId: 'update_checkout', notes: UPDATE_NOTES, method: 'put', path: `${sessions}/{id}`, summary: 'Replace a checkout', root: checkout, answers: {200: CHECKOUT}},
    ({desk, visit, id}, body) => updateCheckout(desk, visit, id, body)),
  taking(requestSchemas.completeCheckout, {operationId: 'complete_checkout', notes: COMPLETE_NOTES, method: 'post', path: `${sessions}/{id}/complete`, summary: 'Pay and place the order', root: checkout, signs: true, answers: {200: CHECKOUT}},
    ({desk, visit, id}, body) => completeCheckout(desk, visit, id, body)),
  taking(requestSchemas.nothing, {operationId: 'cancel_checkout', notes: CANCEL_NOTES, method: 'post', path: `${sessions}/{id}/cancel`, summary: 'Cancel a checkout', root: checkout, answers: {200: CHECKOUT}},
    ({desk, visit, id}) => cancelCheckout(desk, visit, id)),
  asking({operationId: 'get_order', notes: ORDER_NOTES, method: 'get', path: '/ucp/orders/{id}', summary: 'An order as it stands', root: order, anyOrigin: false, answers: {200: ORDER}},
    ({desk, visit, id, readingKey}) => readOrder(desk.services, visit, id, readingKey)),
];
