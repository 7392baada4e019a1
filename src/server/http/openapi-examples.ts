interface Example {
  readonly summary: string;
  readonly value: unknown;
}

const ITEMS = {line_items: [{item: {id: 'MUG-BLUE'}, quantity: 1}]};
const PARCEL = {
  line_items: [{item: {id: 'MUG-BLUE'}, quantity: 2}],
  buyer: {email: 'jane@example.com', full_name: 'Jane Doe', phone_number: '+85291234567'},
  fulfillment: {methods: [{type: 'shipping', destinations: [{street_address: '88 Queensway', address_locality: 'Admiralty', address_country: 'HK'}]}]},
};
const PAYMENT = {payment: {instruments: [{id: '1', handler_id: 'sandbox', type: 'sandbox', credential: {type: 'sandbox', token: 'approve'}}]}};

/** What an operation may be asked for, by operation and name. */
export const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  search_catalog: {
    words: {summary: 'Words', value: {query: 'mug', pagination: {limit: 10}}},
    filters: {summary: 'Filters alone', value: {filters: {categories: ['Kitchen'], price: {max: 20000}}, context: {currency: 'HKD'}}},
  },
  lookup_catalog: {ids: {summary: 'Variants, products, SKUs', value: {ids: ['MUG-BLUE', 'teapot']}}},
  get_product: {choice: {summary: 'With a choice', value: {id: 'mug', selected: [{name: 'Colour', label: 'Blue'}]}}},
  create_cart: {items: {summary: 'One item', value: ITEMS}, codes: {summary: 'With a discount code', value: {...ITEMS, discounts: {codes: ['SUMMER20']}}}},
  update_cart: {items: {summary: 'Everything that is to be in it', value: ITEMS}},
  cancel_cart: {nothing: {summary: 'Nothing is needed', value: {}}},
  create_checkout: {
    items: {summary: 'One item', value: ITEMS},
    parcel: {summary: 'With contact and address', value: PARCEL},
    cart: {summary: 'From a cart', value: {cart_id: 'cart_0123456789abcdef0123456789abcdef', line_items: []}},
  },
  update_checkout: {parcel: {summary: 'Everything that is to be in it', value: PARCEL}},
  complete_checkout: {
    sandbox: {summary: 'Paid at once, in a shop for trying', value: PAYMENT},
    seen: {summary: 'With the total that the buyer saw', value: {...PAYMENT, 'dev.hangtag': {expected_total: {amount: 12800, currency: 'HKD'}}}},
  },
  cancel_checkout: {nothing: {summary: 'Nothing is needed', value: {}}},
};
