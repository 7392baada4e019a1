import {toDecimal} from '../../commerce/money.ts';
import type {AuditReport, Finding} from '../money/audit.ts';

/** The report of an audit, for people. */
export function printAudit({ok, violations, warnings, counts, balances, money, sandboxTrades}: AuditReport): string {
  const lines = [
    'Counts',
    ...Object.entries(counts).map(([name, count]) => `  ${name.padEnd(36)}${count}`),
    ...(sandboxTrades === undefined ? [] : [`  ${'sandbox.trades'.padEnd(36)}${sandboxTrades}`]),
    'Balances',
    ...balances.map(({mode, account, currency, amount}) => `  ${`${mode} ${account}`.padEnd(36)}${currency} ${toDecimal({amount, currency})}`),
    ...(balances.length ? [] : ['  none']),
    ...printMoney(money),
    ...warnings.map(finding => printFinding('warning', finding)),
    ...violations.map(finding => printFinding('violation', finding)),
    ok ? 'The books are right.' : `The books are wrong: ${violations.length} ${violations.length === 1 ? 'violation' : 'violations'}.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Captured − refunded − disputed = kept, in every currency. */
function printMoney(money: AuditReport['money']): readonly string[] {
  const said = (amount: number, currency: string): string => toDecimal({amount, currency});
  return money.length === 0 ? [] : ['Captured − refunded − disputed = kept', ...money.map(({mode, currency, captured, refunded, disputed, kept}) => {
    const [taken, back, gone, left] = [captured, refunded, disputed, kept].map(amount => said(amount, currency));
    return `  ${mode} ${currency}: ${taken} − ${back} − ${gone} = ${left}`;
  })];
}

function printFinding(level: string, {code, ids, message}: Finding): string {
  const named = Object.entries(ids).map(([what, id]) => `${what} ${id}`).join(', ');
  return `${level}: ${code}: ${message}${named ? ` [${named}]` : ''}`;
}
