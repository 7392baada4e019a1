import {access} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {toDecimal} from '../../commerce/money.ts';
import {clockOf} from '../database/shared-clock.ts';
import {createMoney} from '../money/money.ts';
import type {Log} from '../services.ts';
import {CommandError} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {heldThrough} from './control-client.ts';
import {DEFAULT_FOLDER, FolderHeld, holdFolder} from './data-folder.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions} from './options.ts';
import type {HeldOutcome, HeldRequest} from './run-held.ts';
import {runHeld} from './run-held.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag held
       hangtag held accept <payment> --reason <text>
       hangtag held repaid <payment> --reason <text> [--at-service]
       hangtag held dismiss <id>… --reason <text>
       hangtag held retry <id>… [--reason <text>]

Lists what waits for a person, each with its reason and what may be done, or does it. Who decided, when and why is kept for
good. Nothing here asks a payment service: "hangtag refund <payment>" gives the money of a held payment back. While a server
works with the data folder, this goes through that server.

  accept           the payment becomes the order of its checkout; what was taken more or less is an adjustment of the order
  repaid           the buyer has the money back from the shop's own pocket; with --at-service from the service's account,
                   where its list and its notifications do not tell
  dismiss          a notification, a failed refund, a dispute that fits no payment or a message needs nothing more
  retry            a notification or a message is tried again

  --reason <text>  kept with the decision; of an accepted payment the buyer can read it on the order
  --at-service     see above
  --data <folder>  where the shop lives (default: ${DEFAULT_FOLDER})
  --config <file>  the shop's settings, JSON; needed to accept when no server works with the data folder
  --json           prints the list, or what was decided, as JSON
  --debug          shows where an error comes from

Exit code: 0 when it was done, 2 when it was not.
`;

const OPTIONS = {
  ...COMMON,
  reason: {type: 'string'},
  'at-service': {type: 'boolean'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  config: {type: 'string'},
  json: {type: 'boolean'},
} as const;

export const heldCommand: Command = {summary: 'lists what waits for a person, and decides', help: HELP, run};

const QUIET: Log = {info() {}, warn() {}, error() {}};
const ACTS = ['accept', 'repaid', 'dismiss', 'retry'] as const;

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals: [action = 'list', ...ids]} = readOptions(args, OPTIONS, 'held');
  const request = requestOf(action, ids, values.reason, values['at-service']);
  const outcome = await inShop({data: values.data, config: values.config}, request);
  process.stdout.write(values.json ? `${JSON.stringify(request.do === 'list' ? outcome.held : outcome.decided)}\n` : said(outcome, request));
  return 0;
}

function requestOf(action: string, ids: readonly string[], reason: string | undefined, atService: boolean | undefined): HeldRequest {
  if (action === 'list') {
    if (ids.length > 0) throw new CommandError(`"hangtag held list" takes no name, but "${ids[0]}" was given.`);
    return {do: 'list'};
  }
  const act = ACTS.find(one => one === action);
  if (!act) throw new CommandError(`There is no "hangtag held ${action}": it is list, accept, repaid, dismiss or retry.`);
  if (ids.length === 0) throw new CommandError(`Which? "hangtag held" lists what waits; name one, such as "hangtag held ${act} ${act === 'accept' || act === 'repaid' ? 'pay_…' : 'notification-7'}".`);
  if (ids.length > 1 && (act === 'accept' || act === 'repaid')) throw new CommandError(`One payment at a time: "${ids[1]}" is too much.`);
  if (atService && act !== 'repaid') throw new CommandError('--at-service is for "hangtag held repaid".');
  const why = reason?.trim() ?? (act === 'retry' ? 'tried again' : '');
  if (why === '') throw new CommandError(`--reason must say why: it is kept with the decision.`);
  return {do: act, ids: [...ids], actor: `staff:${userInfo().username}`, reason: why.slice(0, 200), ...(atService ? {atService} : {})};
}

interface Where {
  readonly data: string;
  readonly config: string | undefined;
}

async function inShop(where: Where, request: HeldRequest): Promise<HeldOutcome> {
  const shared = databaseUrl() !== undefined;
  if (shared && !await exists(join(where.data, 'server.json'))) return directly(where, request);
  if (!shared && !await exists(join(where.data, 'database'))) throw new CommandError(`There is no shop in ${resolve(where.data)}.`);
  try {
    const folder = await holdFolder(where.data, 'held');
    return await directly(where, request).finally(() => folder.release());
  } catch (error) {
    if (!(error instanceof FolderHeld) || error.holder.url === undefined) throw error;
    return heldThrough({url: error.holder.url, token: error.holder.token}, request);
  }
}

async function directly({data, config: path}: Where, request: HeldRequest): Promise<HeldOutcome> {
  if (request.do === 'accept' && path === undefined) throw new CommandError('Accepting makes an order: give the shop\'s settings with --config, or start its server.');
  const config = await readConfig(path);
  const database = await openShopDatabase(data);
  try {
    const services = {database, config, handlers: [], origin: config.origin ?? 'http://localhost', mode: 'live' as const, clock: await clockOf(database, QUIET), log: QUIET};
    return await runHeld(createMoney(services), request);
  } finally {
    await database.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}

function said({held, decided}: HeldOutcome, request: HeldRequest): string {
  if (request.do !== 'list') return decided.map(({about, subject, decision}) => `${about === 'payment' ? 'Payment' : `The ${about}`} ${subject}: ${decision}.\n`).join('');
  if (held.length === 0) return 'Nothing waits for a person.\n';
  return `${held.flatMap(({about, id, since, why, amount, mode, ids, may}) => [
    `${id}  ${about}${amount ? ` of ${amount.currency} ${toDecimal(amount)}` : ''}${mode ? `, ${mode}` : ''}, since ${since}`,
    `  ${why}`,
    `  ${Object.entries(ids).map(([name, value]) => `${name} ${value}`).join(', ')}`,
    `  → ${may.map(act => (act === 'refund' ? `hangtag refund ${id}` : `hangtag held ${act} ${id}`)).join(' | ')}`,
  ]).join('\n')}\n`;
}
