import {z} from 'zod';
import {TransportError} from './transport-error.ts';

const Id = z.string().min(1).max(200);
/** `null` means the same as absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().transform(value => value ?? undefined);
const text = (max: number) => optional(z.string().max(max));

/** For the OpenAPI document: this field, and of this kind. */
function atLeast(field: string, schema: object): object {
  return {required: [field], properties: {[field]: schema}};
}

const LineItem = z.object({
  id: text(64),
  item: z.object({id: Id}),
  quantity: z.int().min(1).max(9999),
});

const Buyer = z.object({
  first_name: text(100),
  last_name: text(100),
  full_name: text(200),
  email: text(254),
  phone_number: text(40),
});

/** Claims of the buyer; what is none by its form is left out, as the protocol wants no error for it. */
const Claims = z.array(z.unknown()).max(100).transform(claims => [...new Set(claims)].filter(claim => typeof claim === 'string')
  .filter(claim => claim.length <= 200 && /^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$/.test(claim)));

const Context = z.object({
  address_country: text(100),
  address_region: text(100),
  postal_code: text(32),
  language: text(64),
  currency: text(3),
  eligibility: optional(Claims),
});

const Destination = z.object({
  id: text(64),
  first_name: text(100),
  last_name: text(100),
  phone_number: text(40),
  street_address: text(300),
  extended_address: text(300),
  address_locality: text(100),
  address_region: text(100),
  address_country: text(100),
  postal_code: text(32),
});

const Method = z.object({
  id: text(64),
  type: optional(z.enum(['shipping', 'pickup'])),
  line_item_ids: z.array(z.string().max(64)).max(200).nullish(),
  destinations: z.array(Destination).max(20).nullish(),
  selected_destination_id: text(64),
  groups: z.array(z.object({id: text(64), selected_option_id: text(64)})).max(20).nullish(),
});

const Attribution = z.record(z.string().max(64), z.string().max(512)).refine(
  pairs => Object.keys(pairs).length <= 32, 'at most 32 entries').meta({maxProperties: 32});

const Cart = z.object({
  line_items: z.array(LineItem).max(100),
  buyer: Buyer.nullish(),
  context: Context.nullish(),
  attribution: Attribution.nullish(),
  discounts: z.object({codes: z.array(z.string().max(100)).max(20).nullish()}).nullish(),
});

const UpdateCheckout = Cart.extend({
  line_items: z.array(LineItem).min(1).max(100),
  fulfillment: z.object({methods: z.array(Method).max(10).nullish()}).nullish(),
});

const CreateCheckout = UpdateCheckout.extend({
  line_items: z.array(LineItem).max(100).nullish().transform(lines => lines ?? []),
  cart_id: text(100),
}).refine(body => body.cart_id !== undefined || body.line_items.length > 0, {path: ['line_items'], message: 'must hold at least one item'})
  .meta({anyOf: [atLeast('line_items', {type: 'array', minItems: 1}), atLeast('cart_id', {type: 'string'})]});

const Instrument = z.object({
  id: Id,
  handler_id: Id,
  type: z.string().min(1).max(100),
  selected: z.boolean().nullish(),
  credential: z.looseObject({type: z.string().min(1).max(100)}).nullish(),
  display: z.record(z.string(), z.unknown()).nullish(),
});

const CompleteCheckout = z.object({
  payment: z.object({instruments: z.array(Instrument).max(10).nullish()}),
  attribution: Attribution.nullish(),
  'dev.hangtag': z.object({
    expected_total: optional(z.object({amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/)})),
    return_url: optional(z.url({protocol: /^https?$/}).max(2000)),
  }).nullish(),
});

const Filters = z.object({
  categories: z.array(z.string().max(200)).max(50).nullish(),
  price: z.object({min: z.int().min(0).nullish(), max: z.int().min(0).nullish()}).nullish(),
});

const Search = z.object({
  query: text(200),
  filters: Filters.nullish(),
  context: Context.nullish(),
  pagination: z.object({cursor: text(500), limit: optional(z.int().min(1))}).nullish(),
}).meta({anyOf: [atLeast('query', {type: 'string', pattern: '\\S'}), atLeast('filters', {type: 'object', anyOf: [
  atLeast('categories', {type: 'array', minItems: 1}),
  atLeast('price', {type: 'object', anyOf: [atLeast('min', {type: 'integer'}), atLeast('max', {type: 'integer'})]}),
]})]});

const Lookup = z.object({
  ids: z.array(z.string().min(1).max(500)).min(1),
  filters: Filters.nullish(),
  context: Context.nullish(),
});

const Product = z.object({
  id: z.string().min(1).max(500),
  selected: z.array(z.object({name: z.string().max(200), label: z.string().max(300)})).max(20).nullish(),
  preferences: z.array(z.string().max(200)).max(20).nullish(),
  filters: Filters.nullish(),
  context: Context.nullish(),
});

const Nothing = z.object({}).nullish();

/** What each operation takes; unknown fields are ignored, as the protocol asks. */
export const requestSchemas = {
  createCheckout: CreateCheckout,
  updateCheckout: UpdateCheckout,
  completeCheckout: CompleteCheckout,
  cart: Cart,
  search: Search,
  lookup: Lookup,
  product: Product,
  nothing: Nothing,
} as const;

export type CreateCheckoutBody = z.output<typeof CreateCheckout>;
export type UpdateCheckoutBody = z.output<typeof UpdateCheckout>;
export type CompleteCheckoutBody = z.output<typeof CompleteCheckout>;
export type CartBody = z.output<typeof Cart>;
export type SearchBody = z.output<typeof Search>;
export type LookupBody = z.output<typeof Lookup>;
export type ProductBody = z.output<typeof Product>;
export type FiltersBody = z.output<typeof Filters>;
export type MethodBody = z.output<typeof Method>;

/** One step of a JSONPath. */
function pathStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^[A-Za-z_]\w*$/.test(String(step)) ? `.${String(step)}` : `['${String(step).replaceAll(/[\\']/g, '\\$&')}']`;
}

/** Checks a body. Throws `TransportError` 400 `invalid_request` that names the first wrong field. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.reduce<string>((whole, step) => `${whole}${pathStep(step)}`, '$') ?? '$';
  throw new TransportError(400, 'invalid_request', `${path}: ${issue?.message ?? 'invalid'}`);
}
