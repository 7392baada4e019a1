/**
 * Looks that are made every second or at every visit find what they look for at once: messages to a merchant who wants none wait for ever, and
 * nobody else's read past them; an item is looked up by its barcode, too.
 */
export const quickLooks = /* sql */ `
drop index outbox_due;
create index outbox_due on outbox (next_try_at) where platform is null and delivered_at is null;
create index outbox_events_due on outbox (next_try_at) where platform is not null and delivered_at is null;

create index variants_barcode on variants (barcode) where barcode is not null;
`;
