/**
 * What the shop takes off prices, and every use of it. Amounts are minor units of `currency`; `percent` is hundredths of a
 * percent. A use belongs to a payment, or to an order that cost nothing. Contacts are kept as hashes.
 */
export const discounts = /* sql */ `
create table discounts (
  id text primary key,
  code text,
  code_key text,
  title jsonb not null,
  percent int check (percent between 1 and 10000),
  amount bigint check (amount > 0),
  up_to bigint check (up_to > 0),
  minimum bigint check (minimum > 0),
  currency text,
  items jsonb,
  delivery boolean not null default false,
  starts_at timestamptz,
  ends_at timestamptz,
  most_uses int check (most_uses > 0),
  uses int not null default 0 check (uses >= 0),
  uses_per_contact int check (uses_per_contact > 0),
  combinable boolean not null default true,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  check ((code is null) = (code_key is null)),
  check (percent is null or amount is null),
  check (percent is not null or amount is not null or delivery),
  check (currency is not null or (amount is null and up_to is null and minimum is null)),
  check (starts_at is null or ends_at is null or starts_at < ends_at)
);
create unique index discounts_code on discounts (code_key) where ended_at is null;
create index discounts_named on discounts (code_key) where code_key is not null;
create index discounts_automatic on discounts (created_at) where code is null and ended_at is null;

create table discount_uses (
  id bigint generated always as identity primary key,
  discount_id text not null references discounts (id),
  checkout_id text not null references checkouts (id),
  payment_id text references payments (id),
  state text not null check (state in ('reserved', 'used', 'released')),
  beyond boolean not null default false,
  amount bigint not null check (amount > 0),
  currency text not null,
  email_key text,
  phone_key text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index discount_uses_once on discount_uses (discount_id, checkout_id) where state <> 'released';
create index discount_uses_payment on discount_uses (payment_id);
create index discount_uses_checkout on discount_uses (checkout_id);
create index discount_uses_email on discount_uses (discount_id, email_key) where state <> 'released';
create index discount_uses_phone on discount_uses (discount_id, phone_key) where state <> 'released';
`;
