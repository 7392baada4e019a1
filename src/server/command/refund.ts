import {access} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {toDecimal} from '../../commerce/money.ts';
import {SANDBOX_HANDLER} from '../../commerce/ucp.ts';
import type {Database} from '../database/database.ts';
import {clockOf} from '../database/shared-clock.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {createMoney} from '../money/money.ts';
import type {PaymentRow} from '../money/payment-row.ts';
import type {Log} from '../services.ts';
import {CommandError} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {refundThrough} from './control-client.ts';
import {DEFAULT_FOLDER, FolderHeld, holdFolder} from './data-folder.ts';
import {openServices} from './open-services.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions} from './options.ts';
import type {RefundOutcome, RefundRequest} from './run-refund.ts';
import {paymentToRefund, runRefund} from './run-refund.ts';
import {openSandbox} from './sandbox.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag refund <order or payment> [options]

Gives money back, through the payment service that took it. The order is named by its number or its id. While a server works
with the data folder, the refund goes through that server; otherwise this command opens the payment services of the
settings itself. A refund that the service has not finished is asked after by the server.

  --amount <money>  how much, such as 12.80, in the currency of the payment (default: all that is left)
  --reason <text>   kept with the refund and on the order (default: "requested by the customer")
  --data <folder>   where the shop lives (default: ${DEFAULT_FOLDER})
  --config <file>   the shop's settings, JSON; needed when no server works with the data folder
  --json            prints the refund as JSON
  --debug           shows where an error comes from

Exit code: 0 when the money is on its way back, 1 when the service refused, 2 when nothing was asked of it.
`;

const OPTIONS = {
  ...COMMON,
  amount: {type: 'string'},
  reason: {type: 'string', default: 'requested by the customer'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  config: {type: 'string'},
  json: {type: 'boolean'},
} as const;

export const refundCommand: Command = {summary: 'gives money back', help: HELP, run};

const QUIET: Log = {info() {}, warn() {}, error() {}};

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals} = readOptions(args, OPTIONS, 'refund');
  const [target, more] = positionals;
  if (target === undefined) throw new CommandError('Which order? Name it by its number, such as "hangtag refund CS-1001".');
  if (more !== undefined) throw new CommandError(`One order at a time: "${more}" is too much.`);
  if (values.reason.trim() === '') throw new CommandError('--reason must say something.');
  const request: RefundRequest = {
    target, reason: values.reason.slice(0, 200), actor: `staff:${userInfo().username}`, ...(values.amount === undefined ? {} : {amount: values.amount})};
  const outcome = await refundInShop({data: values.data, config: values.config}, request);
  process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : said(outcome));
  return outcome.status === 'failed' ? 1 : 0;
}

interface Where {
  readonly data: string;
  readonly config?: string | undefined;
}

async function refundInShop(where: Where, request: RefundRequest): Promise<RefundOutcome> {
  const shared = databaseUrl() !== undefined;
  if (shared && !await exists(join(where.data, 'server.json'))) return refundDirectly(where, request);
  if (!shared && !await exists(join(where.data, 'database'))) throw new CommandError(`There is no shop in ${resolve(where.data)}.`);
  try {
    const folder = await holdFolder(where.data, 'refund');
    return await refundDirectly(where, request).finally(() => folder.release());
  } catch (error) {
    if (!(error instanceof FolderHeld) || error.holder.url === undefined) throw error;
    return refundThrough({url: error.holder.url, token: error.holder.token}, request);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

async function refundDirectly({data, config: path}: Where, request: RefundRequest): Promise<RefundOutcome> {
  const config = await readConfig(path);
  const database = await openShopDatabase(data);
  try {
    const {payment} = await paymentToRefund(database, request.target);
    return await (payment.handler === SANDBOX_HANDLER ? inSandbox(data, config, database, request) : atService({config, path}, database, payment, request));
  } finally {
    await database.close();
  }
}

async function inSandbox(data: string, config: MerchantConfig, database: Database, request: RefundRequest): Promise<RefundOutcome> {
  const sandbox = await openSandbox(join(data, 'sandbox'), 'Shop', QUIET);
  const services = {database, config, handlers: [sandbox.handler], origin: 'http://localhost', mode: 'test' as const, clock: await clockOf(database, QUIET), log: QUIET};
  return runRefund(database, createMoney(services), request).finally(() => sandbox.close());
}

interface Settings {
  readonly config: MerchantConfig;
  readonly path: string | undefined;
}

async function atService({config, path}: Settings, database: Database, {handler_id: id, mode}: PaymentRow, request: RefundRequest): Promise<RefundOutcome> {
  const origin = config.origin ?? 'http://localhost';
  const mine = config.payments.filter(entry => (entry['id'] ?? entry.type) === id);
  const handlers = await openServices({config: {...config, payments: mine}, path}, {mode, origin, log: QUIET});
  if (!handlers.some(handler => handler.id === id)) {
    throw new CommandError(`This payment was taken by "${id}", which the settings do not name: give the shop's own with --config.`);
  }
  return runRefund(database, createMoney({database, config, handlers, origin, mode, clock: await clockOf(database, QUIET), log: QUIET}), request);
}

function said({refund, order, payment, amount, status, failedReason}: RefundOutcome): string {
  const what = `${amount.currency} ${toDecimal(amount)} of ${order === undefined ? `payment ${payment}` : `order ${order}`}`;
  switch (status) {
    case 'done':
      return `Given back: ${what} (${refund}).\n`;
    case 'failed':
      return `Not given back: ${what} (${refund}). The payment service says: ${failedReason ?? 'no'}.\n`;
    case 'requested':
    case 'pending':
      return `On its way back: ${what} (${refund}). The payment service has not finished it; the server asks until it has.\n`;
  }
}
