import {CALL_TIMEOUT} from './schedule.ts';

/** Resolves when the work is done, or has taken as long as one call may: then it goes on without us. */
export type Aside = (work: Promise<unknown>) => Promise<void>;

/** `keep` is given the work, which must not be lost sight of before it ends. */
export function asideOf(keep: (work: Promise<unknown>) => void): Aside {
  return async work => {
    keep(work);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>(resolve => { timer = setTimeout(resolve, CALL_TIMEOUT); });
    await Promise.race([work.catch(() => undefined), enough]);
    clearTimeout(timer);
  };
}
