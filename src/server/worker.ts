import type {Log} from './services.ts';

/** Something that the worker does again and again. */
export interface Chore {
  readonly name: string;
  /** Pause between two runs, in ms. */
  readonly every: number;
  run(): Promise<unknown>;
}

export interface Worker {
  start(): void;
  /** Stops, and resolves when the run that was under way is over. */
  stop(): Promise<void>;
  /** Does every chore once, now. */
  runAll(): Promise<void>;
  state(): 'ok' | 'stuck' | 'off';
}

/** A chore that runs longer than this, in ms, has hung. */
const STUCK_AFTER = 120_000;
const TICK = 250;

/** Does chores one after the other, each when its pause is over: they never overlap, and one that fails does not stop the rest. */
export function createWorker(chores: readonly Chore[], log: Log): Worker {
  const due = new Map<Chore, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let begun = 0;
  let stopped = true;

  async function run(all: boolean): Promise<void> {
    for (const chore of chores) {
      if (!all && (stopped || (due.get(chore) ?? 0) > performance.now())) continue;
      begun = performance.now();
      await chore.run().catch((error: unknown) => {
        log.error('worker.failed', {chore: chore.name, error: error instanceof Error ? error.message : 'unknown'});
      });
      due.set(chore, performance.now() + chore.every);
    }
  }

  function inTurn(all: boolean): Promise<void> {
    const before = running ?? Promise.resolve();
    const turn = before.then(() => run(all)).finally(() => { if (running === turn) running = undefined; });
    running = turn;
    return turn;
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => { void inTurn(false).then(schedule); }, TICK);
  }

  return {
    start() {
      if (!stopped) return;
      stopped = false;
      schedule();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    runAll: () => inTurn(true),
    state: () => (stopped ? 'off' : running && performance.now() - begun > STUCK_AFTER ? 'stuck' : 'ok'),
  };
}
