import type {Log} from '../services.ts';

/** Listens for SIGTERM and SIGINT: the first asks to stop, the second ends the process at once. */
export function stopSignal(log: Log): {readonly asked: Promise<void>; readonly signal: AbortSignal} {
  const stop = new AbortController();
  const asked = new Promise<void>(resolve => {
    const onSignal = (): void => {
      if (stop.signal.aborted) {
        log.warn('forced');
        process.exit(1);
      }
      stop.abort();
      resolve();
    };
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  });
  return {asked, signal: stop.signal};
}
