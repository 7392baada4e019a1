import type {Queryable} from '../database/database.ts';
import type {ProviderDispute, ToldDispute} from '../handlers/payment-handler.ts';
import {writeAdjustment} from '../orders/adjust-order.ts';
import type {Services} from '../services.ts';
import type {Account, LedgerKind} from './ledger.ts';
import {post} from './ledger.ts';
import {enqueue, freeKey} from './outbox.ts';
import type {PaymentRow} from './payment-row.ts';
import {lockPayment, newId} from './payment-row.ts';

/** A row of `disputes`. Amounts are minor units. */
export interface DisputeRow {
  readonly id: string;
  readonly handler_id: string;
  readonly provider_dispute_no: string;
  readonly payment_id: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly status: ProviderDispute['status'];
  /** The money is out of our hands. */
  readonly withdrawn: boolean;
  /** What of it has left the provider's account in our ledger. */
  readonly booked: number;
  /** What of `booked` is gone for good. */
  readonly lost: number;
  readonly reason: string;
  readonly respond_by: Date | null;
}

/**
 * Writes down how a dispute stands, whose payment may be known or not, and moves the money in the ledger as it says. Safe to
 * repeat; the provider's last word counts, also when it takes back an earlier one.
 */
export async function recordDispute(services: Services, handlerId: string, dispute: ProviderDispute, paymentId: string | undefined): Promise<void> {
  await services.database.transaction(tx => enter(tx, services, handlerId, dispute, paymentId));
}

/**
 * The same for what a notification said. News may come late and out of order, so what has ended is not opened again by it; and it may leave the amount unsaid.
 * `held`: nothing is known of the amount, and nothing was written.
 */
export async function recordTold(services: Services, handlerId: string, told: ToldDispute, paymentId: string): Promise<'recorded' | 'held'> {
  return services.database.transaction(async tx => {
    const rows = await lockPayment(tx, paymentId);
    const before = await knownDispute(tx, handlerId, told.providerDisputeNo);
    if (before && before.status !== 'open' && told.status === 'open') return 'recorded';
    const amount = told.amount ?? (before && {amount: before.amount, currency: before.currency});
    if (!amount) return 'held';
    const respondBy = realDate(told.respondBy === undefined ? undefined : new Date(told.respondBy)) ?? before?.respond_by;
    await enter(tx, services, handlerId, {...told, amount, respondBy: respondBy ?? undefined, ...(rows && {tradeNo: rows.payment.trade_no})}, paymentId);
    return 'recorded';
  });
}

async function enter(tx: Queryable, {clock}: Services, handlerId: string, dispute: Entered, paymentId: string | undefined): Promise<void> {
  const now = clock();
  const rows = paymentId === undefined ? undefined : await lockPayment(tx, paymentId);
  const {row, isNews} = await write(tx, handlerId, dispute, rows?.payment.id, now);
  if (!rows) return;
  const booked = await book(tx, rows.payment, row, now);
  await adjustOrder(tx, rows.payment, booked, now);
  if (isNews) await tell(tx, rows.payment, booked, now);
}

type Entered = Omit<ProviderDispute, 'respondBy'> & {readonly respondBy?: Date | undefined};

async function knownDispute(tx: Queryable, handlerId: string, providerDisputeNo: string): Promise<DisputeRow | undefined> {
  const [row] = await tx.query<DisputeRow>('select * from disputes where handler_id = $1 and provider_dispute_no = $2 for update', [handlerId, providerDisputeNo]);
  return row;
}

async function write(
  tx: Queryable, handlerId: string, dispute: Entered, paymentId: string | undefined, now: Date,
): Promise<{row: DisputeRow; isNews: boolean}> {
  const before = await knownDispute(tx, handlerId, dispute.providerDisputeNo);
  const [row] = await tx.query<DisputeRow>(
    `insert into disputes (id, handler_id, provider_dispute_no, payment_id, trade_no, provider_trade_no, amount, currency, status, withdrawn, reason,
       respond_by, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
     on conflict (handler_id, provider_dispute_no) do update set payment_id = coalesce(disputes.payment_id, excluded.payment_id), amount = excluded.amount,
       status = excluded.status, withdrawn = excluded.withdrawn, reason = excluded.reason, respond_by = excluded.respond_by, updated_at = excluded.updated_at
     returning *`,
    [newId('dispute'), handlerId, dispute.providerDisputeNo, paymentId ?? null, dispute.tradeNo ?? null, dispute.providerTradeNo ?? null,
      dispute.amount.amount, dispute.amount.currency, dispute.status, dispute.withdrawn, dispute.reason, realDate(dispute.respondBy) ?? null, now]);
  if (!row) throw new Error('The dispute was not written');
  const isNews = !before || before.status !== row.status || before.withdrawn !== row.withdrawn || before.amount !== row.amount || before.payment_id !== row.payment_id;
  return {row, isNews};
}

/** A provider that says no date to answer by, or one that is none, has a dispute all the same. */
function realDate(date: Date | undefined): Date | undefined {
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** Only money that our books have taken can be taken back; in another currency a person must look. */
async function book(tx: Queryable, payment: PaymentRow, row: DisputeRow, now: Date): Promise<DisputeRow> {
  const ours = payment.captured > 0 && row.currency === payment.currency;
  const lost = ours && row.status === 'lost' ? row.amount : 0;
  const booked = ours && (row.withdrawn || row.status === 'lost') ? row.amount : 0;
  const provider: Account = `provider:${payment.handler_id}`;
  const steps: readonly (readonly [amount: number, kind: LedgerKind, debit: Account, credit: Account])[] = [
    [row.lost - lost, 'dispute_regained', 'disputed', 'losses'],
    [booked - row.booked, 'dispute', 'disputed', provider],
    [row.booked - booked, 'dispute_returned', provider, 'disputed'],
    [lost - row.lost, 'dispute_lost', 'losses', 'disputed'],
  ];
  for (const [amount, kind, debit, credit] of steps) if (amount > 0) await move(tx, payment, row, {amount, kind, debit, credit}, now);
  await tx.query('update disputes set booked = $2, lost = $3 where id = $1', [row.id, booked, lost]);
  await tx.query('update payments set disputed = disputed + $2, updated_at = $3 where id = $1', [payment.id, booked - row.booked, now]);
  return {...row, booked, lost};
}

interface Move {
  readonly amount: number;
  readonly kind: LedgerKind;
  readonly debit: Account;
  readonly credit: Account;
}

/** The dispute's row is locked, so its transactions are counted: each has a key of its own. */
async function move(tx: Queryable, payment: PaymentRow, row: DisputeRow, {amount, ...entry}: Move, now: Date): Promise<void> {
  const [count] = await tx.query<{n: number}>('select count(*) as n from ledger_transactions where dispute_id = $1', [row.id]);
  await post(tx, {
    ...entry, mode: payment.mode, dedupeKey: `dispute:${row.id}:${count?.n ?? 0}`, paymentId: payment.id, disputeId: row.id,
    ...(payment.order_id === null ? {} : {orderId: payment.order_id}), amount: {amount, currency: row.currency}}, now);
}

/** On the order it waits while it is open, counts when it is lost, and has failed when it is won. */
async function adjustOrder(tx: Queryable, payment: PaymentRow, row: DisputeRow, now: Date): Promise<void> {
  if (payment.order_id === null || row.currency !== payment.currency) return;
  const status = ({open: 'pending', lost: 'completed', won: 'failed'} as const)[row.status];
  const amount = -(row.status === 'lost' ? row.lost : row.amount);
  await writeAdjustment(tx, {id: row.id, orderId: payment.order_id, type: 'dispute', status, amount, description: row.reason}, now);
}

async function tell(tx: Queryable, payment: PaymentRow, row: DisputeRow, now: Date): Promise<void> {
  await enqueue(tx, 'order.disputed', await freeKey(tx, `order.disputed:${row.id}`), {
    dispute_id: row.id, provider_dispute_no: row.provider_dispute_no, payment_id: payment.id, order_id: payment.order_id, mode: payment.mode,
    status: row.status, withdrawn: row.withdrawn, reason: row.reason, amount: {amount: row.amount, currency: row.currency},
    respond_by: row.respond_by?.toISOString() ?? null}, now);
}
