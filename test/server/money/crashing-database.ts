import type {Database} from '../../../src/server/database/database.ts';
import type {PaymentHandler} from '../../../src/server/handlers/payment-handler.ts';

export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface CrashingDatabase extends Database {
  /** From the `steps`-th statement or transaction on, nothing reaches the database: the process is dead. */
  killAfter(steps: number): void;
  /** Where the process can also die: throws when it is dead. */
  step(): void;
  /** Another process takes over. */
  revive(): void;
}

/** A database whose process can die before any statement, in the middle of a transaction, or right after its commit. */
export function crashing(database: Database): CrashingDatabase {
  let left = Infinity;
  const step = (): void => {
    if (--left < 0) throw new Killed('killed');
  };
  return {
    kind: database.kind,
    async query(text, values) {
      step();
      return database.query(text, values);
    },
    async transaction(work) {
      step();
      const result = await database.transaction(tx => work({
        async query(text, values) {
          step();
          return tx.query(text, values);
        },
      }));
      step();
      return result;
    },
    close: () => database.close(),
    step,
    killAfter(steps) { left = steps; },
    revive() { left = Infinity; },
  };
}

/** A service whose caller can die before any call and after it, when its answer is on the way. */
export function calledBy({step}: Pick<CrashingDatabase, 'step'>, handler: PaymentHandler): PaymentHandler {
  const mortal = <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) => async (...given: Given): Promise<Answer> => {
    step();
    const answer = await call(...given);
    step();
    return answer;
  };
  const {capture, listRefunds, listDisputes} = handler;
  return {
    ...handler,
    create: mortal(handler.create), query: mortal(handler.query), close: mortal(handler.close), refund: mortal(handler.refund), queryRefund: mortal(handler.queryRefund),
    ...(capture ? {capture: mortal(capture)} : {}), ...(listRefunds ? {listRefunds: mortal(listRefunds)} : {}), ...(listDisputes ? {listDisputes: mortal(listDisputes)} : {}),
  };
}
