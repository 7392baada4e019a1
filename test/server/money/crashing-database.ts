import type {Database} from '../../../src/server/database/database.ts';

export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface CrashingDatabase extends Database {
  /** From the `steps`-th statement or transaction on, nothing reaches the database: the process is dead. */
  killAfter(steps: number): void;
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
    killAfter(steps) { left = steps; },
    revive() { left = Infinity; },
  };
}
