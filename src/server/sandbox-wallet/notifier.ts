import {createHmac} from 'node:crypto';
import type {Notice} from './books.ts';
import type {SandboxWallet} from './wallet.ts';

/** ms between the deliveries of one notification; one more delivery than waits. */
const WAITS = [1000, 5000, 15_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 60 * 60_000];
const DELIVERY_TIMEOUT = 10_000;

export interface NotifierOptions {
  readonly secret: string;
  readonly fetch: typeof fetch;
  readonly waits?: readonly number[];
  /** False: only `deliverDue` delivers, so that a test decides when. */
  readonly automatic?: boolean;
}

/** Headers of a notification. `timestamp`: seconds since the epoch. */
export function signNotification(secret: string, timestamp: number, body: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {'sandbox-timestamp': String(timestamp), 'sandbox-signature': `v1=${signature}`};
}

/** Delivers the wallet's notifications, each up to eight times, until the merchant takes it. */
export class Notifier {
  readonly wallet: SandboxWallet;
  readonly options: NotifierOptions;
  private readonly attempts = new Map<string, {count: number; next: number}>();
  private readonly underWay = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(wallet: SandboxWallet, options: NotifierOptions) {
    this.wallet = wallet;
    this.options = options;
    wallet.onNotice = () => this.schedule();
  }

  /** Delivers everything that is due and waits for it; with `tradeNo` only what is about that trade. */
  async deliverDue(tradeNo?: string): Promise<void> {
    await this.wallet.journal.settled();
    const now = this.wallet.options.clock().getTime();
    const due = [...this.wallet.journal.books.undelivered.values()].filter(notice => this.dueAt(notice) <= now && (tradeNo ?? notice.tradeNo) === notice.tradeNo);
    await Promise.all(due.map(notice => this.once(notice)));
    this.schedule();
  }

  /** Looks after due notifications by itself from now on. */
  schedule(): void {
    if (this.stopped || this.options.automatic === false) return;
    clearTimeout(this.timer);
    const waiting = [...this.wallet.journal.books.undelivered.values()].filter(({eventId}) => !this.underWay.has(eventId)).map(notice => this.dueAt(notice));
    if (waiting.length === 0) return;
    const wait = Math.max(0, Math.min(...waiting) - this.wallet.options.clock().getTime());
    this.timer = setTimeout(() => void this.deliverDue(), Math.min(wait, 60_000));
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(this.underWay.values());
  }

  private dueAt(notice: Notice): number {
    return this.attempts.get(notice.eventId)?.next ?? new Date(notice.due).getTime();
  }

  private once(notice: Notice): Promise<void> {
    const running = this.underWay.get(notice.eventId) ?? this.deliver(notice).finally(() => this.underWay.delete(notice.eventId));
    this.underWay.set(notice.eventId, running);
    return running;
  }

  private async deliver(notice: Notice): Promise<void> {
    const results = await Promise.all(Array.from({length: notice.copies}, () => this.send(notice)));
    const {journal, options: {clock}} = this.wallet;
    const count = (this.attempts.get(notice.eventId)?.count ?? 0) + 1;
    const waits = this.options.waits ?? WAITS;
    const wait = waits[count - 1];
    if (results.every(Boolean) || wait === undefined) {
      this.attempts.delete(notice.eventId);
      journal.write({type: 'told', at: clock().toISOString(), event_id: notice.eventId, taken: results.every(Boolean)});
      await journal.settled();
    } else {
      this.attempts.set(notice.eventId, {count, next: clock().getTime() + wait});
    }
  }

  private async send(notice: Notice): Promise<boolean> {
    const trade = this.wallet.journal.books.trade(notice.tradeNo);
    if (!trade?.opening) return true;
    const body = JSON.stringify({event_id: notice.eventId, type: notice.kind, trade_no: notice.tradeNo, wallet_no: trade.opening.wallet_no});
    try {
      const response = await this.options.fetch(trade.opening.notify_url, {
        method: 'POST',
        headers: {'content-type': 'application/json', ...signNotification(this.options.secret, Math.floor(this.wallet.options.clock().getTime() / 1000), body)},
        body, redirect: 'error', signal: AbortSignal.timeout(DELIVERY_TIMEOUT),
      });
      const answer = (await response.text()).trim();
      return response.ok && answer === 'success';
    } catch {
      return false;
    }
  }
}
