import {setTimeout as delay} from 'node:timers/promises';
import type {PaymentHandler} from '../handlers/payment-handler.ts';
import {sandboxHandler} from '../handlers/sandbox-handler.ts';
import {sandboxSecret} from '../sandbox-wallet/secret.ts';
import type {LocalText} from '../merchant-config.ts';
import type {StartedWallet} from '../sandbox-wallet/start.ts';
import {startSandboxWallet} from '../sandbox-wallet/start.ts';
import type {Log} from '../services.ts';

export interface Sandbox {
  readonly handler: PaymentHandler;
  /** What it shares with the shop's server, and with no other sandbox. */
  readonly secret: string;
  close(): Promise<void>;
}

/** ms before a wallet that ended by itself is started again. */
const PAUSE = 500;

/** Starts the sandbox wallet and keeps it running; it has its old port and books again after every start. */
export async function openSandbox(folder: string, merchant: LocalText, log: Log): Promise<Sandbox> {
  const secret = await sandboxSecret(folder);
  let wallet = await startSandboxWallet({folder, secret});
  let closing = false;
  const port = Number(new URL(wallet.url).port);
  const kept = keep();
  log.info('sandbox_started', {url: wallet.publicUrl});
  return {
    handler: sandboxHandler({walletUrl: wallet.url, publicWalletUrl: wallet.publicUrl, secret, merchant}),
    secret,
    async close() {
      closing = true;
      await wallet.close();
      await kept;
    },
  };

  async function keep(): Promise<void> {
    for (;;) {
      await wallet.ended;
      if (closing) return;
      log.error('sandbox_ended', {});
      wallet = await restarted();
      if (closing) await wallet.close();
    }
  }

  async function restarted(): Promise<StartedWallet> {
    for (;;) {
      await delay(PAUSE);
      try {
        return await startSandboxWallet({folder, secret, port});
      } catch (error) {
        log.error('sandbox_not_restarted', {reason: (error as Error).message});
        if (closing) return wallet;
      }
    }
  }
}
