/** Everything the first sale needs. Amounts are minor units; times are UTC instants. */
export const firstSale = /* sql */ `
create table settings (
  key text primary key,
  value jsonb not null
);

create table products (
  id text primary key,
  handle text not null unique,
  title text not null,
  description text not null default '',
  description_html text,
  vendor text,
  product_type text,
  url text,
  tags jsonb not null default '[]',
  options jsonb not null default '[]',
  media jsonb not null default '[]',
  status text not null default 'active' check (status in ('active', 'draft', 'archived')),
  source text not null,
  position bigint generated always as identity,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table variants (
  id text primary key,
  product_id text not null references products (id) on delete cascade,
  position int not null,
  sku text,
  barcode text,
  title text not null default '',
  options jsonb not null default '[]',
  currency text not null,
  price bigint not null check (price >= 0),
  list_price bigint check (list_price >= 0),
  sale_price bigint check (sale_price >= 0),
  sale_starts timestamptz,
  sale_ends timestamptz,
  stock int check (stock >= 0),
  oversell boolean not null default false,
  requires_delivery boolean not null default true,
  grams int,
  media jsonb not null default '[]',
  status text not null default 'active' check (status in ('active', 'archived')),
  updated_at timestamptz not null default now()
);
create index variants_product on variants (product_id, position);
create index variants_sku on variants (sku);

create table translations (
  entity_id text not null,
  locale text not null,
  field text not null,
  value jsonb not null,
  primary key (entity_id, locale, field)
);

create table carts (
  id text primary key,
  status text not null default 'active' check (status in ('active', 'canceled')),
  mode text not null check (mode in ('test', 'live')),
  caller text not null,
  currency text not null,
  request jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table checkouts (
  id text primary key,
  status text not null check (status in
    ('incomplete', 'requires_escalation', 'ready_for_complete', 'complete_in_progress', 'completed', 'canceled')),
  mode text not null check (mode in ('test', 'live')),
  caller text not null,
  platform text,
  currency text not null,
  request jsonb not null,
  priced jsonb not null,
  total bigint not null check (total >= 0),
  locale text not null default 'en',
  cart_id text,
  order_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create unique index checkouts_one_per_cart on checkouts (cart_id) where status not in ('completed', 'canceled');
create index checkouts_expiry on checkouts (expires_at) where status not in ('completed', 'canceled');

create table payments (
  id text primary key,
  checkout_id text not null references checkouts (id),
  handler text not null,
  handler_id text not null,
  mode text not null check (mode in ('test', 'live')),
  status text not null check (status in ('intent', 'acting', 'confirming', 'paid', 'declined', 'cancelled', 'expired',
    'failed', 'late_paid', 'honoured', 'refunding', 'refunded', 'held')),
  live boolean not null default true,
  closed boolean not null default false,
  closing text check (closing in ('cancelled', 'changed', 'expired', 'failed')),
  subject text not null,
  locale text not null default 'en',
  content_hash text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  trade_no text not null unique,
  provider_trade_no text,
  instrument jsonb not null,
  action jsonb,
  return_url text,
  captured bigint not null default 0 check (captured >= 0),
  refunded bigint not null default 0 check (refunded >= 0 and refunded <= captured),
  reason text,
  order_id text,
  deadline timestamptz not null,
  next_check_at timestamptz,
  asked_at timestamptz,
  checks int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index payments_checkout on payments (checkout_id, created_at);
create unique index payments_one_live on payments (checkout_id) where live;
create index payments_due on payments (next_check_at) where next_check_at is not null;

create table payment_events (
  id bigint generated always as identity primary key,
  payment_id text not null references payments (id),
  at timestamptz not null default now(),
  from_status text,
  to_status text not null,
  cause text not null,
  actor text not null
);
create index payment_events_payment on payment_events (payment_id, id);

create table stock_holds (
  id text primary key,
  payment_id text not null references payments (id),
  checkout_id text not null references checkouts (id),
  variant_id text not null,
  quantity int not null check (quantity > 0),
  taken int not null check (taken >= 0 and taken <= quantity),
  state text not null default 'held' check (state in ('held', 'sold', 'released')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index stock_holds_variant on stock_holds (variant_id, state);
create index stock_holds_payment on stock_holds (payment_id);

create sequence order_numbers start 1001;
create table orders (
  id text primary key,
  number bigint not null unique,
  label text not null,
  checkout_id text not null unique references checkouts (id),
  payment_id text unique references payments (id),
  mode text not null check (mode in ('test', 'live')),
  currency text not null,
  total bigint not null check (total >= 0),
  snapshot jsonb not null,
  reading_key text not null,
  created_at timestamptz not null default now()
);

create table order_adjustments (
  id text primary key,
  order_id text not null references orders (id),
  type text not null,
  status text not null,
  amount bigint,
  description text,
  occurred_at timestamptz not null default now()
);

create table refunds (
  id text primary key,
  payment_id text not null references payments (id),
  refund_no text not null unique,
  provider_refund_no text,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  actor text not null,
  status text not null check (status in ('requested', 'pending', 'done', 'failed')),
  failed_reason text,
  next_check_at timestamptz,
  checks int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table ledger_transactions (
  id bigint generated always as identity primary key,
  kind text not null,
  mode text not null check (mode in ('test', 'live')),
  payment_id text,
  order_id text,
  refund_id text,
  dedupe_key text not null unique,
  at timestamptz not null default now()
);

create table ledger_entries (
  id bigint generated always as identity primary key,
  transaction_id bigint not null references ledger_transactions (id),
  account text not null,
  currency text not null,
  amount bigint not null
);
create index ledger_entries_transaction on ledger_entries (transaction_id);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger ledger_transactions_append_only before update or delete on ledger_transactions
  for each row execute function refuse_change();
create trigger ledger_entries_append_only before update or delete on ledger_entries
  for each row execute function refuse_change();

create table inbox (
  id bigint generated always as identity primary key,
  handler_id text not null,
  event_id text not null,
  trade_no text not null,
  payload jsonb not null,
  payment_id text,
  state text not null default 'received' check (state in ('received', 'applied', 'held', 'ignored')),
  reason text,
  attempts int not null default 0,
  next_try_at timestamptz default now(),
  received_at timestamptz not null default now(),
  applied_at timestamptz,
  unique (handler_id, event_id)
);
create index refunds_payment on refunds (payment_id);
create index refunds_due on refunds (next_check_at) where next_check_at is not null;
create index inbox_due on inbox (next_try_at) where state = 'received';

create table outbox (
  id bigint generated always as identity primary key,
  kind text not null,
  dedupe_key text not null unique,
  payload jsonb not null,
  attempts int not null default 0,
  next_try_at timestamptz default now(),
  delivered_at timestamptz,
  failed_reason text,
  created_at timestamptz not null default now()
);
create index outbox_due on outbox (next_try_at) where delivered_at is null;

create table idempotency (
  scope text not null,
  key text not null,
  request_hash text not null,
  status int,
  body text,
  runner text not null,
  lease_until timestamptz not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz not null,
  primary key (scope, key)
);
create index idempotency_expiry on idempotency (expires_at);

create table platform_profiles (
  url text primary key,
  profile jsonb,
  failure text,
  fetched_at timestamptz not null default now(),
  expires_at timestamptz not null
);
`;
