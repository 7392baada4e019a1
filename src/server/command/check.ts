import type {Environment} from '../handlers/open-handlers.ts';
import type {Finding} from '../handlers/payment-handler.ts';
import {handlerKinds} from '../handlers/kinds.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {answerToChallenge} from '../notify-challenge.ts';
import type {Checked, Checking} from './check-services.ts';
import {checkServices} from './check-services.ts';
import {CommandError} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {challengeThrough} from './control-client.ts';
import {DEFAULT_FOLDER, findServer} from './data-folder.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions} from './options.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';

const HELP = `Usage: hangtag check [options]

Looks at every payment service of the settings: whether its keys are there and taken, whether they are for this mode, whether
it takes the shop's currency, and whether the internet reaches this shop at the address that the service notifies. Says what to
do about what is wrong. Moves no money and prints no secret.

  --config <file>   the shop's settings, JSON
  --data <folder>   where the shop lives (default: ${DEFAULT_FOLDER})
  --sandbox         checks a shop for trying, with test keys
  --json            prints what was found as JSON
  --debug           shows where an error comes from

Exit code: 0 when the shop can take payments, 1 when something is wrong, 2 when nothing could be checked.
`;

const OPTIONS = {
  ...COMMON,
  config: {type: 'string'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  sandbox: {type: 'boolean', default: false},
  json: {type: 'boolean'},
} as const;

export const checkCommand: Command = {summary: 'looks whether payments can be taken', help: HELP, run};

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals} = readOptions(args, OPTIONS, 'check');
  if (positionals.length) throw new CommandError(`"hangtag check" takes no arguments, but "${positionals[0]}" was given.`);
  const config = await readConfig(values.config);
  const mode = values.sandbox ? 'test' : 'live';
  const {origin, expected, close} = await reach(values.data, config);
  const checked = await checkServices(config, {mode, origin, expected, environment: process.env}).finally(close);
  const all = checked.length > 0 ? checked : [{service: 'payments', findings: [nothingSet(values.sandbox)]}];
  const hide = await hiding(config, process.env);
  process.stdout.write(hide(values.json ? `${JSON.stringify(all)}\n` : printed(all)));
  return all.some(({findings}) => findings.some(({level}) => level === 'error')) ? 1 : 0;
}

function nothingSet(sandbox: boolean): Finding {
  return sandbox
    ? {level: 'ok', what: 'The settings name no payment service: only the sandbox takes payments'}
    : {level: 'error', what: 'The settings name no payment service', advice: 'Add one under "payments" in the config file, such as {"type": "stripe", …}.'};
}

/** How this shop's servers are asked what they would answer: through the one that works in the folder, or by the database they share. */
async function reach(data: string, {origin}: MerchantConfig): Promise<Pick<Checking, 'origin' | 'expected'> & {close: () => Promise<void>}> {
  const server = await findServer(data);
  if (server) {
    return {origin: origin ?? server.shop, expected: (handler, challenge) => challengeThrough(server, handler, challenge), close: async () => {}};
  }
  if (databaseUrl() === undefined) return {origin, expected: undefined, close: async () => {}};
  const database = await openShopDatabase(data);
  return {origin, expected: (handler, challenge) => answerToChallenge(database, handler, challenge), close: () => database.close()};
}

/** What a service says may hold what it was sent: no secret leaves by that way. */
async function hiding({payments}: MerchantConfig, environment: Environment): Promise<(text: string) => string> {
  const kinds = await Promise.all(payments.map(async ({type}) => (Object.hasOwn(handlerKinds, type) ? handlerKinds[type]?.() : undefined)));
  const values = kinds.flatMap(kind => kind?.secrets ?? []).map(({variable}) => environment[variable]?.trim() ?? '').filter(value => value.length >= 6);
  return text => values.reduce((shown, value) => shown.replaceAll(value, '•••'), text);
}

function printed(all: readonly Checked[]): string {
  const lines = all.flatMap(({service, findings}) => [service, ...findings.flatMap(printFinding), '']);
  const count = (level: Finding['level']): number => all.reduce((sum, {findings}) => sum + findings.filter(finding => finding.level === level).length, 0);
  const [errors, warnings] = [count('error'), count('warning')];
  const end = errors === 0 ? 'Nothing stands in the way of payments' : `${counted(errors, 'thing')} must be put right`;
  return `${[...lines, `${end}${warnings === 0 ? '' : `; ${counted(warnings, 'warning')}`}.`].join('\n')}\n`;
}

function printFinding({level, what, advice}: Finding): readonly string[] {
  const sentence = /[.!?]$/.test(what) ? what : `${what}.`;
  return [`  ${level.padEnd(8)}${sentence}`, ...(advice === undefined ? [] : [`          → ${advice}`])];
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
