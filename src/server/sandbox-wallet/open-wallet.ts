import {serve} from '@hono/node-server';
import type {ServerType} from '@hono/node-server';
import {Hono} from 'hono';
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {walletApi} from './api.ts';
import {Faults} from './faults.ts';
import type {Journal} from './journal.ts';
import {Notifier} from './notifier.ts';
import {walletPages} from './pages.ts';
import {SandboxWallet} from './wallet.ts';

export interface OpenWalletOptions {
  readonly journal: Journal;
  readonly secret: string;
  readonly clock?: () => Date;
  /** ms; default 15 s. */
  readonly lateBy?: number;
  /** Delivers notifications; default the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** False: notifications leave only through `notifier.deliverDue()`. */
  readonly automatic?: boolean;
  readonly publicUrl: string | (() => string);
}

export interface OpenWallet {
  readonly app: Hono;
  readonly wallet: SandboxWallet;
  readonly notifier: Notifier;
  readonly faults: Faults;
  /** Delivers nothing more and closes the books. */
  close(): Promise<void>;
}

/** A sandbox wallet over its journal, as a function from request to response; the same in its own process and in tests. */
export function openWallet(options: OpenWalletOptions): OpenWallet {
  const wallet = new SandboxWallet(options.journal, {clock: options.clock ?? (() => new Date()), lateBy: options.lateBy ?? 15_000});
  const notifier = new Notifier(wallet, {secret: options.secret, fetch: options.fetch ?? fetch, automatic: options.automatic ?? true});
  const faults = new Faults();
  const {publicUrl} = options;
  const api = {wallet, notifier, faults, secret: options.secret, publicUrl: typeof publicUrl === 'string' ? () => publicUrl : publicUrl};
  const app = new Hono().route('/api', walletApi(api)).route('/', walletPages(api));
  app.get('/healthz', c => c.text('ok'));
  app.onError(error => {
    throw error;
  });
  notifier.schedule();
  const close = async (): Promise<void> => {
    await notifier.stop();
    await options.journal.close();
  };
  return {app, wallet, notifier, faults, close};
}

/** Listens on `port`; when that is taken and not `required`, on a free one. Answers the port. */
export async function listen(app: Hono, host: string, port: number, required = false): Promise<{server: ServerType; port: number}> {
  try {
    return await listenOn(app, host, port);
  } catch (error) {
    if (required || port === 0 || (error as {code?: string}).code !== 'EADDRINUSE') throw error;
    return listenOn(app, host, 0);
  }
}

async function listenOn(app: Hono, hostname: string, port: number): Promise<{server: ServerType; port: number}> {
  const server = serve({fetch: app.fetch, hostname, port});
  if (!server.listening) await once(server, 'listening');
  return {server, port: (server.address() as AddressInfo).port};
}
