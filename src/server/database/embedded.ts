import type {PGlite, Transaction} from '@electric-sql/pglite';
import type {Database, Queryable, SqlValue} from './database.ts';
import {optionalPackage} from '../optional-package.ts';
import type {EngineGuard} from './engine-guard.ts';
import {guardEngine} from './engine-guard.ts';

/** Opens the embedded Postgres (PGlite) in `folder`, or in memory when there is none; a new one starts out as `image`, when there is one. */
export async function openEmbedded(folder?: string, image?: Blob): Promise<Database> {
  const {PGlite: Engine, types} = await optionalPackage<typeof import('@electric-sql/pglite')>('@electric-sql/pglite', 'the embedded database');
  const engine: PGlite = await Engine.create({
    ...(folder === undefined ? {} : {dataDir: folder}),
    ...(image === undefined ? {} : {loadDataDir: image}),
    parsers: {[types.INT8]: safeInteger, [types.NUMERIC]: Number},
    relaxedDurability: false,
  });
  const guard = guardEngine();
  return {
    kind: 'embedded',
    query: (text, values) => guard.alone(() => run(engine, text, values)),
    transaction: work => guard.alone(() => inTransaction(engine, guard, work)),
    close: () => (guard.isBroken() ? Promise.resolve() : engine.close()),
    broken: guard.broken,
  };
}

/** The engine's own transaction undoes itself when the work fails; an engine that has stopped must not be asked to: it is left as it is. */
function inTransaction<T>(engine: PGlite, guard: EngineGuard, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    engine.transaction(tx => work(queryable(tx, guard)).catch((error: unknown) => {
      if (!guard.isBroken()) throw error;
      reject(error instanceof Error ? error : new Error(String(error)));
      return new Promise<never>(() => {});
    })).then(resolve, reject);
  });
}

function queryable(tx: Transaction, guard: EngineGuard): Queryable {
  return {query: (text, values) => guard.ask(() => run(tx, text, values))};
}

async function run<Row>(target: Pick<PGlite, 'query' | 'exec'>, text: string, values?: readonly SqlValue[]): Promise<Row[]> {
  if (values === undefined) {
    const results = await target.exec(text);
    return (results.at(-1)?.rows ?? []) as Row[];
  }
  return (await target.query<Row>(text, values as unknown[])).rows;
}

export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`A number in the database is too large: ${text}`);
  return value;
}
