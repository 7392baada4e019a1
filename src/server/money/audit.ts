import type {Database, Queryable} from '../database/database.ts';
import {readBooks} from '../sandbox-wallet/journal.ts';
import type {Books} from '../sandbox-wallet/books.ts';
import type {Finding} from './audit-checks.ts';
import {CHECKS, finding, runCheck} from './audit-checks.ts';
import type {AuditedPayment} from './audit-sandbox.ts';
import {compareWithSandbox, sandboxPayments} from './audit-sandbox.ts';

export type {Finding};

export interface Balance {
  readonly mode: 'test' | 'live';
  readonly account: string;
  readonly currency: string;
  /** Minor units; debits positive. */
  readonly amount: number;
}

/** Minor units. `kept` is what the ledger says the payment services hold: it must be captured − refunded − disputed. */
export interface MoneyTotals {
  readonly mode: 'test' | 'live';
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly disputed: number;
  readonly kept: number;
}

export interface AuditReport {
  /** True when there is no violation. */
  readonly ok: boolean;
  /** What must never be. */
  readonly violations: readonly Finding[];
  /** What a person should look at; nothing is lost or taken twice. */
  readonly warnings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
  readonly balances: readonly Balance[];
  /** By mode and currency: what came in and where it went. */
  readonly money: readonly MoneyTotals[];
  /** Trades in the sandbox's own books; absent when they were not compared. */
  readonly sandboxTrades?: number;
}

export interface AuditOptions {
  /** Folder of the sandbox wallet: its books are compared with ours, both ways. */
  readonly sandboxFolder?: string;
  /** Instead of the folder: reads the books wherever they are. */
  readonly sandboxBooks?: () => Books | Promise<Books>;
  readonly now?: Date;
}

/** Proves the invariants of the money from the database, in one snapshot of it. Changes nothing. */
export async function audit(database: Database, options: AuditOptions = {}): Promise<AuditReport> {
  const {sandboxFolder, sandboxBooks, now = new Date()} = options;
  const read = sandboxBooks ?? (sandboxFolder === undefined ? undefined : () => readBooks(sandboxFolder));
  const before = await read?.();
  const own = await database.transaction(tx => examine(tx, now));
  const after = await read?.();
  const compared = before && after ? compareWithSandbox(own.payments, before, after) : {violations: [], warnings: []};
  const violations = [...own.violations, ...compared.violations];
  return {
    ok: violations.length === 0, violations, warnings: [...own.warnings, ...compared.warnings], counts: own.counts, balances: own.balances, money: own.money,
    ...(after ? {sandboxTrades: after.trades.size} : {}),
  };
}

interface Examined extends Pick<AuditReport, 'violations' | 'warnings' | 'counts' | 'balances' | 'money'> {
  readonly payments: readonly AuditedPayment[];
}

async function examine(tx: Queryable, now: Date): Promise<Examined> {
  await tx.query('set transaction isolation level repeatable read, read only');
  const violations: Finding[] = [];
  const warnings: Finding[] = [];
  for (const check of CHECKS) (check.level === 'violation' ? violations : warnings).push(...await runCheck(tx, check, now));
  const money = await moneyOf(tx);
  const unequal = money.filter(({captured, refunded, disputed, kept}) => captured - refunded - disputed !== kept);
  violations.push(...unequal.map(({mode, currency}) => finding('money_total', 'Captured less refunded less disputed is not what the ledger keeps', {mode, currency})));
  return {violations, warnings, money, counts: await countAll(tx), balances: await balancesOf(tx), payments: await sandboxPayments(tx)};
}

async function countAll(tx: Queryable): Promise<Readonly<Record<string, number>>> {
  const rows = await tx.query<{name: string; n: number}>(
    `select 'checkouts.' || status as name, count(*) as n from checkouts group by status
     union all select 'payments.' || status, count(*) from payments group by status
     union all select 'refunds.' || status, count(*) from refunds group by status
     union all select 'disputes.' || status, count(*) from disputes group by status
     union all select 'stock_holds.' || state, count(*) from stock_holds group by state
     union all select 'inbox.' || state, count(*) from inbox group by state
     union all select case when delivered_at is null then 'outbox.waiting' else 'outbox.delivered' end, count(*) from outbox group by 1
     union all select 'orders', count(*) from orders union all select 'ledger_transactions', count(*) from ledger_transactions order by 1`, []);
  return Object.fromEntries(rows.map(({name, n}) => [name, n]));
}

async function balancesOf(tx: Queryable): Promise<readonly Balance[]> {
  return tx.query<Balance>(
    `select t.mode, e.account, e.currency, sum(e.amount)::bigint as amount from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
     group by t.mode, e.account, e.currency order by t.mode, e.currency, e.account`, []);
}

/** Money that came in another currency than its payment's counts where it came in. */
async function moneyOf(tx: Queryable): Promise<readonly MoneyTotals[]> {
  return tx.query<MoneyTotals>(
    `select mode, currency, sum(captured)::bigint as captured, sum(refunded)::bigint as refunded, sum(disputed)::bigint as disputed, sum(kept)::bigint as kept from (
       select mode, currency, captured, refunded, disputed, 0 as kept from payments where captured > 0
       union all select t.mode, e.currency, e.amount, 0, 0, 0 from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         join payments p on p.id = t.payment_id and p.currency <> e.currency where t.kind = 'unmatched_capture' and e.account like 'provider:%'
       union all select t.mode, e.currency, 0, -e.amount, 0, 0 from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         join payments p on p.id = t.payment_id and p.currency <> e.currency where t.kind = 'unmatched_return' and e.account like 'provider:%'
       union all select t.mode, e.currency, 0, 0, 0, e.amount from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where e.account like 'provider:%') books
     group by mode, currency order by mode, currency`, []);
}
