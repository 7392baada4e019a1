import type {Surroundings} from './surroundings.ts';

/** Asks again and again until it is stopped. */
export interface Watch {
  /** Asks now. */
  ask(): void;
  stop(): void;
}

const shortest = 500;
const longest = 30_000;
/** A page that nobody has looked at for this long stops asking until it is seen. */
const patience = 60_000;

/**
 * Calls `look` after growing pauses with some jitter, never twice at once. `look` resolves with the pause in ms that the merchant wishes, if any.
 * While the page is hidden it asks for a minute more, then rests; it asks at once when the page is seen again.
 */
export function watch(look: () => Promise<number | undefined>, surroundings: Pick<Surroundings, 'later' | 'random' | 'now' | 'hidden' | 'onSeen' | 'report'>): Watch {
  const {later, random, now, hidden, onSeen, report} = surroundings;
  let stopped = false;
  let busy = false;
  let again = false;
  let rounds = 0;
  let hiddenSince: number | undefined;
  let callOff = (): void => undefined;
  const plan = (wish = 0): void => {
    hiddenSince = hidden() ? (hiddenSince ?? now()) : undefined;
    if (hiddenSince !== undefined && now() - hiddenSince > patience) return;
    const pause = Math.max(wish, 1000 * 1.4 ** Math.min(rounds++, 12));
    callOff = later(Math.min(Math.max(pause, shortest), longest) * (0.9 + random() * 0.2), ask);
  };
  const ask = (): void => {
    callOff();
    again = busy;
    if (busy || stopped) return;
    busy = true;
    void look().catch(report).then((wish) => {
      busy = false;
      if (stopped) return;
      if (again) ask();
      else plan(wish ?? 0);
    });
  };
  const forget = onSeen(() => {
    rounds = 0;
    ask();
  });
  plan();
  return {
    ask,
    stop() {
      stopped = true;
      callOff();
      forget();
    },
  };
}
