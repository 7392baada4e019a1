import type {Check} from './audit-checks.ts';

const TRIGGERS = ['ledger_transactions_append_only', 'ledger_entries_append_only', 'payment_events_append_only', 'decisions_append_only'];
/** Unique indexes. Where one is gone, two processes that are at it at the same time may do twice what happens once. */
const INDEXES = [
  'payments_one_live', 'payments_trade_no_key', 'orders_number_key', 'orders_checkout_id_key', 'orders_payment_id_key', 'checkouts_one_per_cart', 'refunds_refund_no_key', 'refunds_of_provider',
  'disputes_handler_id_provider_dispute_no_key', 'discounts_code', 'discount_uses_once', 'ledger_transactions_dedupe_key_key', 'inbox_handler_id_event_id_key', 'outbox_dedupe_key_key', 'idempotency_pkey',
];
const BOUNDS = ['variants_stock_check', 'payments_status_check', 'payments_captured_check', 'payments_check', 'stock_holds_check'];
const rows = (names: readonly string[]): string => names.map(name => `('${name}')`).join(', ');

/** What the database itself refuses must still be there: a restored copy, or a hasty hand, may have left it out. */
export const GUARD_CHECKS: readonly Check[] = [
  {
    code: 'guard_missing', level: 'violation', message: 'The database no longer refuses what must never be written, because a rule of its tables is gone',
    sql: `select name as rule from (values ${rows(TRIGGERS)}) r (name) where not exists (
        select 1 from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = r.name and t.tgenabled in ('O', 'A') and pg_table_is_visible(c.oid))
      union all select name from (values ${rows(INDEXES)}) r (name) where not exists (
        select 1 from pg_index i where i.indexrelid = to_regclass(r.name) and i.indisunique and i.indisvalid)
      union all select name from (values ${rows(BOUNDS)}) r (name) where not exists (
        select 1 from pg_constraint k join pg_class c on c.oid = k.conrelid where k.conname = r.name and k.convalidated and pg_table_is_visible(c.oid))`,
  },
];
