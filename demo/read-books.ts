import type {Database, Queryable} from '../src/server/index.ts';
import {audit} from '../src/server/money/audit.ts';
import type {Books as WalletBooks} from '../src/server/sandbox-wallet/books.ts';
import {refundedOf} from '../src/server/sandbox-wallet/books.ts';
import {readBooks as readWalletBooks} from '../src/server/sandbox-wallet/journal.ts';
import type {Balance, BookedOrder, Books, LedgerTransaction, WalletTrade} from './books.ts';

/** Reads both sides' books as they stand, the newest first, and lets the same audit as `hangtag audit` compare them. */
export async function readBooks(database: Database, sandboxFolder: string, now: Date): Promise<Books> {
  const orders = await readOrders(database);
  const {violations, balances} = await audit(database, {sandboxFolder, now});
  return {
    at: now.toISOString(),
    mode: 'test',
    orders,
    ledger: await readLedger(database),
    balances,
    wallet: readTrades(await readWalletBooks(sandboxFolder), orders),
    differences: violations.map(({message}) => message),
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
  readonly snapshot: {readonly priced: {readonly line_items: readonly {readonly item: {readonly title: string}; readonly quantity: number}[]}};
  readonly status: string | null;
  readonly trade_no: string | null;
}

async function readOrders(db: Queryable): Promise<readonly BookedOrder[]> {
  const rows = await db.query<OrderRow>(
    `select o.id, o.reading_key, o.label, o.created_at, o.total, o.currency, o.mode, o.snapshot, p.status, p.trade_no
     from orders o left join payments p on p.id = o.payment_id order by o.number desc limit 100`);
  return rows.map(row => ({
    number: row.label,
    receipt: `/orders/${row.id}?key=${row.reading_key}`,
    at: row.created_at.toISOString(),
    items: row.snapshot.priced.line_items.map(({item, quantity}) => ({title: item.title, quantity})),
    total: {amount: row.total, currency: row.currency},
    payment: row.status ?? 'paid',
    mode: row.mode,
    ...(row.trade_no === null ? {} : {tradeNo: row.trade_no}),
  }));
}

interface EntryRow {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly label: string | null;
  readonly account: string;
  readonly currency: string;
  readonly amount: number;
}

async function readLedger(db: Queryable): Promise<readonly LedgerTransaction[]> {
  const rows = await db.query<EntryRow>(
    `select t.id, t.at, t.kind, o.label, e.account, e.currency, e.amount
     from ledger_transactions t
     join ledger_entries e on e.transaction_id = t.id
     left join payments p on p.id = t.payment_id
     left join orders o on o.id = coalesce(t.order_id, p.order_id)
     where t.id > (select coalesce(max(id), 0) - 100 from ledger_transactions)
     order by t.id desc, e.id`);
  const transactions = new Map<number, LedgerTransaction & {readonly entries: Balance[]}>();
  for (const {id, at, kind, label, account, currency, amount} of rows) {
    const known = transactions.get(id) ?? {id: String(id), at: at.toISOString(), kind, ...(label === null ? {} : {order: label}), entries: []};
    known.entries.push({account, currency, amount});
    transactions.set(id, known);
  }
  return [...transactions.values()];
}

function readTrades(wallet: WalletBooks, orders: readonly BookedOrder[]): readonly WalletTrade[] {
  const numbers = new Map(orders.map(order => [order.tradeNo, order.number]));
  return [...wallet.trades.values()].reverse().slice(0, 100).flatMap(trade => {
    if (!trade.opening) return [];
    const {currency} = trade.opening;
    const number = numbers.get(trade.tradeNo);
    return [{
      tradeNo: trade.tradeNo,
      status: refundedOf(trade) > 0 ? 'refunded' : trade.status === 'closed' ? trade.reason ?? 'closed' : trade.status,
      paid: {amount: trade.paid?.amount ?? 0, currency},
      refunded: {amount: refundedOf(trade), currency},
      ...(trade.paid ? {at: trade.paid.at} : {}),
      ...(number === undefined ? {} : {order: number}),
    }];
  });
}
