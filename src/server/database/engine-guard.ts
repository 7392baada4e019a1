/** The embedded engine stopped in the middle of writing. */
class EngineBroken extends Error {
  override readonly name = 'EngineBroken';
  constructor(cause: Error) {
    super(`The embedded database has stopped: ${cause.message}`, {cause});
  }
}

export interface EngineGuard {
  /** Resolves when the engine has stopped for good. */
  readonly broken: Promise<Error>;
  /** Does the work when nobody else is at it. Throws `EngineBroken` instead once the engine has stopped. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /** One question to the engine, within `alone`. Throws `EngineBroken` instead once the engine has stopped. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** Whether the engine has stopped. */
  isBroken(): boolean;
}

/**
 * An engine that could not write its log, on a full disk for example, has stopped; whoever asks it again gets no answer, and stops this whole process
 * with it. So it is asked one thing at a time, and after that nothing any more.
 */
export function guardEngine(): EngineGuard {
  let last: Promise<unknown> = Promise.resolve();
  let cause: Error | undefined;
  let tell: (cause: Error) => void = () => {};
  const broken = new Promise<Error>(resolve => { tell = resolve; });
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    if (cause) throw new EngineBroken(cause);
    try {
      return await question();
    } catch (error) {
      if (isEnd(error)) tell(cause ??= error);
      throw error;
    }
  };
  return {
    broken, ask,
    alone(work) {
      const turn = last.then(() => ask(work));
      last = turn.catch(() => {});
      return turn;
    },
    isBroken: () => cause !== undefined,
  };
}

/** Neither is an answer to one statement: the engine says that it is over, or its program has crashed. */
function isEnd(error: unknown): error is Error {
  const severity = (error as {severity?: unknown} | null)?.severity;
  return severity === 'PANIC' || severity === 'FATAL' || error instanceof WebAssembly.RuntimeError;
}
