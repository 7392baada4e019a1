/** Real services: money that is reserved before it moves, refunds and disputes that begin at the service. Amounts are minor units. */
export const everyWallet = /* sql */ `
alter table payments drop constraint payments_status_check;
alter table payments add constraint payments_status_check check (status in ('intent', 'acting', 'confirming', 'authorised', 'paid',
  'declined', 'cancelled', 'expired', 'failed', 'late_paid', 'honoured', 'refunding', 'refunded', 'held'));
alter table payments add column capturing_at timestamptz;
alter table payments add column paid_at timestamptz;
alter table payments add column disputed bigint not null default 0 check (disputed >= 0);
alter table payments add column refunds_check_at timestamptz;
alter table payments add column refunds_checks int not null default 0;
create index payments_refunds_due on payments (refunds_check_at) where refunds_check_at is not null;
create index payments_provider_trade on payments (handler_id, provider_trade_no) where provider_trade_no is not null;
update payments set paid_at = (select min(at) from payment_events e where e.payment_id = payments.id and e.to_status in ('paid', 'late_paid', 'held'))
  where captured > 0;

alter table refunds add column origin text not null default 'shop' check (origin in ('shop', 'provider'));
create unique index refunds_of_provider on refunds (payment_id, provider_refund_no) where origin = 'provider';

alter table inbox alter column trade_no drop not null;
alter table inbox add column provider_trade_no text;
alter table inbox add column about text not null default 'trade' check (about in ('trade', 'refund', 'dispute'));

create table disputes (
  id text primary key,
  handler_id text not null,
  provider_dispute_no text not null,
  payment_id text references payments (id),
  trade_no text,
  provider_trade_no text,
  amount bigint not null check (amount >= 0),
  currency text not null,
  status text not null check (status in ('open', 'won', 'lost')),
  withdrawn boolean not null,
  booked bigint not null default 0 check (booked >= 0),
  lost bigint not null default 0 check (lost >= 0 and lost <= booked),
  reason text not null,
  respond_by timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (handler_id, provider_dispute_no)
);
create index disputes_payment on disputes (payment_id);
alter table ledger_transactions add column dispute_id text;

create table dispute_reading (
  handler_id text primary key,
  read_to timestamptz,
  next_check_at timestamptz not null,
  checks int not null default 0
);
`;
