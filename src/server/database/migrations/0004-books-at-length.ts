/** Books of a shop that has sold for years, on servers that come and go: what is looked up has an index, and a reading its owner. */
export const booksAtLength = /* sql */ `
create index ledger_transactions_payment on ledger_transactions (payment_id);
create index ledger_transactions_refund on ledger_transactions (refund_id) where refund_id is not null;
create index ledger_transactions_dispute on ledger_transactions (dispute_id) where dispute_id is not null;
create index order_adjustments_order on order_adjustments (order_id);
create index inbox_trade on inbox (handler_id, trade_no);
create index payments_handler on payments (handler_id, mode, created_at) where captured > 0;

alter table inbox add column mode text check (mode in ('test', 'live'));

alter table dispute_reading add column mode text not null default 'live' check (mode in ('test', 'live'));
alter table dispute_reading add column reading_until timestamptz;
alter table dispute_reading drop constraint dispute_reading_pkey;
alter table dispute_reading add primary key (handler_id, mode);

alter table payments add column repaid bigint not null default 0 check (repaid >= 0);

create trigger payment_events_append_only before update or delete on payment_events
  for each row execute function refuse_change();

create table decisions (
  id bigint generated always as identity primary key,
  about text not null check (about in ('payment', 'notification', 'refund', 'dispute', 'message')),
  subject text not null,
  decision text not null check (decision in ('accepted', 'repaid', 'dismissed', 'tried again')),
  actor text not null check (actor <> ''),
  reason text not null check (reason <> ''),
  at timestamptz not null
);
create index decisions_subject on decisions (about, subject);
create trigger decisions_append_only before update or delete on decisions
  for each row execute function refuse_change();
`;
