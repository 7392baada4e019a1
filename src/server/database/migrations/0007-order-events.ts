/**
 * Platforms are told about orders. `platform_webhooks.url` is null once a platform's profile names none any more; `orders.events_to` is the profile of
 * the platform that is told; `outbox.platform` is null for what goes to the merchant. What was kept of profiles lacks what is needed now, and is fetched anew.
 */
export const orderEvents = /* sql */ `
create table platform_webhooks (
  profile text primary key,
  url text,
  fetched_at timestamptz not null,
  asked_at timestamptz
);

alter table orders add column events_to text;
create index orders_events_to on orders (events_to) where events_to is not null;

alter table outbox add column platform text;
create index outbox_platform_due on outbox (platform, next_try_at) where platform is not null and delivered_at is null;
create index outbox_order_events on outbox ((payload #>> '{data,order_id}'), id) where platform is not null and delivered_at is null;

delete from platform_profiles;
`;
