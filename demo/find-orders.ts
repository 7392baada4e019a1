import type {Buyer} from '../src/commerce/checkout.ts';
import type {Database, Queryable} from '../src/server/index.ts';
import type {BookedOrder} from './books.ts';

/** Which orders somebody looks for. */
export interface OrderSearch {
  /** A part of the number, of the buyer's name, email or phone, of an item, or of the trade; empty: all. */
  readonly find: string;
  readonly state: 'all' | 'kept' | 'refunded';
  /** How many to show, the newest first. */
  readonly most: number;
}

/** Orders on one page, and how many more each time. */
export const PAGE = 50;

export function readSearch(query: URLSearchParams): OrderSearch {
  const state = query.get('state');
  const most = Number(query.get('most') ?? PAGE);
  return {
    find: (query.get('find') ?? '').trim().slice(0, 100),
    state: state === 'kept' || state === 'refunded' ? state : 'all',
    most: Number.isInteger(most) ? Math.min(Math.max(most, PAGE), 2000) : PAGE,
  };
}

interface OrderRow {
  readonly id: string;
  readonly reading_key: string;
  readonly label: string;
  readonly created_at: Date;
  readonly total: number;
  readonly currency: string;
  readonly mode: 'test' | 'live';
  readonly snapshot: {readonly request: {readonly buyer?: Buyer}; readonly priced: {readonly line_items: readonly {readonly item: {readonly title: string}; readonly quantity: number}[]}};
  readonly status: string | null;
  readonly trade_no: string | null;
  readonly refunded: number | null;
}

const SEEN = `
  select o.id, o.number, o.reading_key, o.label, o.created_at, o.total, o.currency, o.mode, o.snapshot, p.status, p.trade_no, p.refunded,
    lower(concat_ws(' ', o.label, p.trade_no, b ->> 'first_name', b ->> 'last_name', concat(b ->> 'last_name', b ->> 'first_name'), b ->> 'full_name', b ->> 'email', b ->> 'phone_number',
      (select string_agg(line #>> '{item,title}', ' ') from jsonb_array_elements(o.snapshot #> '{priced,line_items}') line))) as words
  from orders o left join payments p on p.id = o.payment_id cross join lateral (select o.snapshot #> '{request,buyer}' as b) buyers`;
const WANTED = `($1 = '' or position(lower($1) in words) > 0) and case $2 when 'kept' then coalesce(refunded, 0) = 0 when 'refunded' then refunded > 0 else true end`;

/** The orders that are looked for, the newest first, and how many there are. */
export async function findOrders(db: Queryable | Database, {find, state, most}: OrderSearch): Promise<{readonly orders: readonly BookedOrder[]; readonly found: number; readonly all: number}> {
  const rows = await db.query<OrderRow>(`select * from (${SEEN}) seen where ${WANTED} order by number desc limit $3`, [find, state, most]);
  const [count] = await db.query<{found: number; all_orders: number}>(`select count(*) filter (where ${WANTED}) as found, count(*) as all_orders from (${SEEN}) seen`, [find, state]);
  return {orders: rows.map(bookedOrder), found: count?.found ?? 0, all: count?.all_orders ?? 0};
}

function bookedOrder(row: OrderRow): BookedOrder {
  return {
    number: row.label,
    receipt: `/orders/${row.id}?key=${row.reading_key}`,
    at: row.created_at.toISOString(),
    buyer: named(row.snapshot.request.buyer ?? {}),
    items: row.snapshot.priced.line_items.map(({item, quantity}) => ({title: item.title, quantity})),
    total: {amount: row.total, currency: row.currency},
    refunded: {amount: row.refunded ?? 0, currency: row.currency},
    payment: row.status ?? 'paid',
    mode: row.mode,
    ...(row.trade_no === null ? {} : {tradeNo: row.trade_no}),
  };
}

/** In Chinese the family comes first, and nothing parts the two. */
function named({first_name: given = '', last_name: family = '', email, phone_number: phone}: Buyer): string {
  const name = /\p{Script=Han}/u.test(given + family) ? `${family}${given}` : `${given} ${family}`.trim();
  return name || (email ?? phone ?? '');
}
