import type {Database, Queryable} from '../src/server/index.ts';
import {audit} from '../src/server/money/audit.ts';
import type {Books as WalletBooks, WalletTrade as Trade} from '../src/server/sandbox-wallet/books.ts';
import {refundedOf} from '../src/server/sandbox-wallet/books.ts';
import {readBooks as readWalletBooks} from '../src/server/sandbox-wallet/journal.ts';
import type {Balance, BookedOrder, Books, LedgerTransaction, WalletTrade} from './books.ts';
import {findOrders} from './find-orders.ts';
import type {OrderSearch} from './find-orders.ts';

/** How many of the last movements and trades are shown when nothing is looked for. */
const MOVEMENTS = 100;

/** Reads both sides' books as they stand, the newest first, as far as they are looked for, and lets the same audit as `hangtag audit` compare them. */
export async function readBooks(database: Database, sandboxFolder: string, search: OrderSearch, now: Date): Promise<Books> {
  const {orders, found, all} = await findOrders(database, search);
  const some = found < all ? orders : undefined;
  const {violations, balances} = await audit(database, {sandboxFolder, now});
  return {
    at: now.toISOString(),
    mode: 'test',
    orders, found, all,
    ledger: await readLedger(database, some?.map(({number}) => number)),
    balances,
    wallet: readTrades(await readWalletBooks(sandboxFolder), await numbersByTrade(database), some),
    differences: violations.map(({message}) => message),
  };
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

/** The last movements; `orders`: only theirs. */
async function readLedger(db: Queryable, orders: readonly string[] | undefined): Promise<readonly LedgerTransaction[]> {
  const rows = await db.query<EntryRow>(
    `select t.id, t.at, t.kind, o.label, e.account, e.currency, e.amount
     from ledger_transactions t
     join ledger_entries e on e.transaction_id = t.id
     left join payments p on p.id = t.payment_id
     left join orders o on o.id = coalesce(t.order_id, p.order_id)
     where case when $1::text[] is null then t.id > (select coalesce(max(id), 0) - ${MOVEMENTS} from ledger_transactions) else o.label = any($1) end
     order by t.id desc, e.id`, [orders ?? null]);
  const transactions = new Map<number, LedgerTransaction & {readonly entries: Balance[]}>();
  for (const {id, at, kind, label, account, currency, amount} of rows) {
    const known = transactions.get(id) ?? {id: String(id), at: at.toISOString(), kind, ...(label === null ? {} : {order: label}), entries: []};
    known.entries.push({account, currency, amount});
    transactions.set(id, known);
  }
  return [...transactions.values()];
}

async function numbersByTrade(db: Queryable): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{trade_no: string; label: string}>('select p.trade_no, o.label from orders o join payments p on p.id = o.payment_id');
  return new Map(rows.map(({trade_no: tradeNo, label}) => [tradeNo, label]));
}

/** The last trades; `orders`: only theirs. */
function readTrades(wallet: WalletBooks, numbers: ReadonlyMap<string, string>, orders: readonly BookedOrder[] | undefined): readonly WalletTrade[] {
  const wanted = orders && new Set(orders.map(({tradeNo}) => tradeNo));
  const trades = [...wallet.trades.values()].reverse().filter(({tradeNo}) => !wanted || wanted.has(tradeNo));
  return trades.slice(0, MOVEMENTS).flatMap(trade => walletTrade(trade, numbers.get(trade.tradeNo)));
}

function walletTrade(trade: Trade, order: string | undefined): readonly WalletTrade[] {
  if (!trade.opening) return [];
  const {currency} = trade.opening;
  const refunded = refundedOf(trade);
  return [{
    tradeNo: trade.tradeNo,
    status: refunded > 0 ? refundState(refunded, trade.paid?.amount) : trade.status === 'closed' ? trade.reason ?? 'closed' : trade.status,
    paid: {amount: trade.paid?.amount ?? 0, currency},
    refunded: {amount: refunded, currency},
    ...(trade.paid ? {at: trade.paid.at} : {}),
    ...(order === undefined ? {} : {order}),
  }];
}

function refundState(refunded: number, paid = 0): string {
  return refunded < paid ? 'partly_refunded' : 'refunded';
}
