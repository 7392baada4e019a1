import type {AppliedDiscount, CheckoutExtension, Message, Total} from '../../../src/commerce/checkout.ts';

/** A list of which a test reads the first entries: where they are not there, the test fails. */
type Several<T> = readonly [T, T, T, ...T[]];

interface Priced {
  amount: number;
  currency: string;
}

interface Line {
  id: string;
  item: {id: string; title: string; price: number};
  totals: readonly Total[];
  /** On an order it is an object. */
  quantity: number;
  status: string;
}

interface Method {
  id: string;
  line_item_ids: string[];
  destinations: Several<{name: string; address_country: string; street_address: string}>;
  selected_destination_id: string;
  groups: Several<Group>;
}

interface Group {
  id: string;
  line_item_ids: string[];
  options: Several<{id: string; title: string}>;
  selected_option_id: string;
}

interface Expectation {
  method_type: string;
  line_items: Several<{id: string; quantity: number}>;
  destination: object;
  description: string;
}

interface Variant {
  id: string;
  price: Priced;
  list_price?: Priced;
  availability: {available: boolean};
  inputs: Several<{id: string; match: string}>;
}

interface Product {
  id: string;
  title: string;
  price_range: {min: Priced; max: Priced};
  media: Several<{url: string}>;
  options: Several<{name: string; values: Several<object>}>;
  selected: Several<object>;
  variants: Several<Variant>;
  metadata: Record<'dev.hangtag', {language: string; variants: Several<{needs_delivery: boolean}>}>;
}

/**
 * Everything that an answer of the server may hold, of whatever kind it is: a test reads what it expects, and finds nothing there when
 * the answer is of another kind.
 */
export interface Body {
  code: string;
  content: string;
  id: string;
  status: string;
  currency: string;
  worker: string;
  checkout_id: string;
  label: string;
  continue_url?: string;
  ucp: {
    status: string;
    capabilities: Readonly<Record<'dev.hangtag.payment' | 'dev.ucp.shopping.discount', Several<{config?: object; extends?: unknown}>>>;
    services: Readonly<Record<'dev.ucp.shopping', Several<{endpoint: string}>>>;
    payment_handlers: Readonly<Record<'dev.hangtag.sandbox', Several<{id: string}>>>;
  };
  line_items: Several<Line>;
  totals: Several<Total>;
  messages: Several<Message>;
  links: Several<{title: string}>;
  discounts?: {codes?: readonly string[]; applied: Several<AppliedDiscount>};
  buyer: {email: string; phone_number: string};
  attribution?: Record<string, string>;
  fulfillment: {methods: Several<Method>; expectations: Several<Expectation>};
  adjustments: Several<{type: string; totals: Several<Priced>}>;
  order: {id: string; label: string; permalink_url: string};
  'dev.hangtag': CheckoutExtension;
  products: Several<Product>;
  product: Product;
  pagination: {cursor?: string; has_next_page: boolean; total_count: number};
  openapi: string;
  paths: Readonly<Record<string, Readonly<Record<string, {operationId: string; responses: object}>>>>;
}
