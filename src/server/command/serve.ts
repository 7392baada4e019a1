import type {IncomingMessage} from 'node:http';
import {join} from 'node:path';
import {jsonLog} from '../http/json-log.ts';
import type {MerchantServer} from '../index.ts';
import {createMerchantServer} from '../index.ts';
import type {Database} from '../database/database.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {audit} from '../money/audit.ts';
import {setDiscounts} from '../discount/set-discounts.ts';
import {answerToChallenge} from '../notify-challenge.ts';
import type {Log} from '../services.ts';
import {sandboxOf} from './audit.ts';
import {CommandError} from './command-error.ts';
import {readConfig} from './config-file.ts';
import {controlApp} from './control.ts';
import type {HeldFolder} from './data-folder.ts';
import {DEFAULT_FOLDER, holdFolder} from './data-folder.ts';
import {messageOf} from './explain.ts';
import type {Answer} from './http-server.ts';
import {listen} from './http-server.ts';
import {openServices} from './open-services.ts';
import type {Command} from './options.ts';
import {COMMON, readOptions, readPort} from './options.ts';
import {runImport} from './run-import.ts';
import {runHeld} from './run-held.ts';
import {runRefund} from './run-refund.ts';
import {openSandbox} from './sandbox.ts';
import type {Sandbox} from './sandbox.ts';
import {claimForSandbox} from './sandbox-claim.ts';
import {databaseUrl, openShopDatabase} from './shop-database.ts';
import {startingAnswer} from './starting-answer.ts';
import {stopSignal} from './stop-signal.ts';

const HELP = `Usage: hangtag serve [options]

Runs the shop. Prints one line with its address on standard output when it takes requests; logs are JSON, a line each, on
standard error. Stops when it gets SIGTERM or Ctrl-C: what is in progress is finished first; a second signal ends it at once.

  --port <number>   port to listen on; 0: any free one (default: 8787)
  --host <address>  address to listen on; 0.0.0.0: every one of this machine (default: 127.0.0.1)
  --data <folder>   where the shop lives (default: ${DEFAULT_FOLDER})
  --config <file>   the shop's settings, JSON
  --sandbox         a shop for trying: payments in a sandbox, where no money moves, and the payment services of the
                    settings with their test keys. Without it the shop is live, with live keys
  --debug           shows where an error comes from
`;

const OPTIONS = {
  ...COMMON,
  port: {type: 'string', default: '8787'},
  host: {type: 'string', default: '127.0.0.1'},
  data: {type: 'string', default: DEFAULT_FOLDER},
  config: {type: 'string'},
  sandbox: {type: 'boolean', default: false},
} as const;

export const serveCommand: Command = {summary: 'runs the shop', help: HELP, run};

interface Settings {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly sandbox: boolean;
  readonly configPath: string | undefined;
  readonly config: MerchantConfig;
  readonly log: Log;
}

async function run(args: readonly string[]): Promise<number> {
  const {values, positionals} = readOptions(args, OPTIONS, 'serve');
  if (positionals.length) throw new CommandError(`"hangtag serve" takes no arguments, but "${positionals[0]}" was given.`);
  const log = jsonLog();
  const settings = {...values, port: readPort(values.port), configPath: values.config, config: await readConfig(values.config), log};
  const stop = stopSignal(log);
  const opened: (() => Promise<void>)[] = [];
  let ending: 'asked' | Error;
  try {
    const {address, broken} = await open(settings, close => opened.unshift(close), stop.signal);
    process.stdout.write(`Hangtag listens on ${address}${settings.sandbox ? ' (sandbox: no money moves)' : ''}\n`);
    ending = await Promise.race([stop.asked.then(() => 'asked' as const), ...(broken ? [broken] : [])]);
    if (ending !== 'asked') log.error('database_broken', {reason: ending.message, advice: 'the disk may be full; make room, and start the shop again'});
    log.info('stopping');
  } finally {
    for (const close of opened) await close().catch((error: unknown) => log.error('not_closed', {reason: messageOf(error)}));
  }
  log.info('stopped');
  return ending === 'asked' ? 0 : 1;
}

type OnClose = (close: () => Promise<void>) => void;

/** Opens everything in order; `onClose` is told how to close each part, and the last is closed first. */
async function open(settings: Settings, onClose: OnClose, stop: AbortSignal): Promise<{address: string; broken: Database['broken']}> {
  const {log, config, data} = settings;
  const folder = databaseUrl() === undefined || settings.sandbox ? await holdFolder(data, 'serve') : undefined;
  if (folder) onClose(() => folder.release());
  void folder?.lost.then(error => end(error, log));
  let answer: Answer = startingAnswer;
  const http = await listen(settings, (request, bindings) => answer(request, bindings));
  onClose(() => http.close());
  const address = addressOf(settings.host, http.port);
  const path = folder?.path ?? data;
  const mode = settings.sandbox ? 'test' : 'live';
  const origin = config.origin ?? address;
  const services = await openServices({config, path: settings.configPath}, {mode, origin, log});
  const {sandbox, database} = await openBooks(settings, path, onClose);
  const merchant = await createMerchantServer({
    database, config, log, handlers: sandbox ? [...services, sandbox.handler] : services, origin, mode,
  });
  onClose(() => merchant.close());
  if (!sandbox && services.length === 0) log.warn('no_payment_handler', {advice: 'buyers cannot pay yet: name a payment service in the settings, or try --sandbox'});
  if (folder) await openControl({folder, merchant, database, config, address, stop}, onClose);
  // Requests in progress end before the parts that answer them are closed.
  onClose(() => http.close());
  answer = (request, {incoming}) => merchant.fetch(request, clientOf(incoming, config.origin !== undefined));
  merchant.start();
  log.info('serving', {address, mode, database: database.kind, payments: services.map(({id}) => id).join(' ') || undefined});
  return {address, broken: database.broken};
}

/** At once, without a word to the database: whoever has the folder now must find no second writer there. */
function end(error: Error, log: Log): never {
  log.error('folder_lost', {reason: error.message, advice: 'start it again when nobody else works there'});
  process.exit(1);
}

/** Opens the sandbox and the database at the same time: either takes a while. */
async function openBooks({sandbox: wanted, config, log}: Settings, path: string, onClose: OnClose): Promise<{sandbox?: Sandbox; database: Database}> {
  const [opened, found] = await Promise.allSettled([
    wanted ? openSandbox(join(path, 'sandbox'), config.name, log) : undefined,
    openShopDatabase(path),
  ]);
  const sandbox = opened.status === 'fulfilled' ? opened.value : undefined;
  if (sandbox) onClose(() => sandbox.close());
  if (found.status === 'fulfilled') onClose(() => found.value.close());
  if (opened.status === 'rejected') throw opened.reason;
  if (found.status === 'rejected') throw found.reason;
  const database = found.value;
  if (!sandbox) return {database};
  if (database.kind === 'postgres') {
    const claim = await claimForSandbox(database, sandbox.secret);
    onClose(() => claim.release());
  }
  return {sandbox, database};
}

interface Controlled {
  readonly folder: HeldFolder;
  readonly merchant: MerchantServer;
  readonly database: Database;
  readonly config: MerchantConfig;
  readonly address: string;
  readonly stop: AbortSignal;
}

/** Listens for commands of this machine and says in the data folder where. */
async function openControl({folder, merchant, database, config, address, stop}: Controlled, onClose: OnClose): Promise<void> {
  const app = controlApp({
    token: folder.token,
    runImport: (source, request, {signal, onProgress}) =>
      runImport(database, source, request, {...config, given: true}, {signal: AbortSignal.any([signal, stop]), onProgress}),
    runAudit: async () => audit(database, await sandboxOf(folder.path)),
    answerToChallenge: (handler, challenge) => answerToChallenge(database, handler, challenge),
    runRefund: request => runRefund(database, merchant.money, request),
    runHeld: request => runHeld(merchant.money, request),
    runDiscount: request => setDiscounts(database, config, request, new Date()),
  });
  const control = await listen({host: '127.0.0.1', port: 0, patient: true}, (request, bindings) => app.fetch(request, bindings));
  onClose(() => control.close());
  await folder.announce({url: `http://127.0.0.1:${control.port}`, shop: address});
}

/** Behind a proxy on this machine the client is who the proxy says; else nobody can be told from anybody else. */
function clientOf({socket, headers}: IncomingMessage, behindProxy: boolean): {address?: string} {
  if (!behindProxy) return {address: socket.remoteAddress};
  const forwarded = [headers['x-forwarded-for']].flat().join(',').split(',').at(-1)?.trim();
  return forwarded ? {address: forwarded} : {};
}

/** Where people on this machine reach the server. */
function addressOf(host: string, port: number): string {
  const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1', 'localhost', ''].includes(host);
  return `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

