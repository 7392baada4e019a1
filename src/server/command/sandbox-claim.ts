import {createHash} from 'node:crypto';
import {json} from '../database/database.ts';
import type {Database} from '../database/database.ts';
import {CommandError} from './command-error.ts';

const KEY = 'sandbox';

/**
 * Writes down whose books stand behind the payments of a shared database: a second sandbox would say of a trade that it does not know
 * that nothing can be paid any more, while the first still takes the money. `secret` is the sandbox's own. Throws `CommandError` when the
 * database belongs to another sandbox.
 */
export async function claimForSandbox(database: Database, secret: string): Promise<{release(): Promise<void>}> {
  const own = json(createHash('sha256').update(secret).digest('hex'));
  await database.query('insert into settings (key, value) values ($1, $2) on conflict (key) do nothing', [KEY, own]);
  const others = await database.query('select 1 from settings where key = $1 and value <> $2::jsonb', [KEY, own]);
  if (others.length > 0) {
    throw new CommandError('The payments of this database are in the books of another sandbox: serve it with the data folder that it was served with before, or take another database.');
  }
  return {
    /** Nothing was paid: the next sandbox may be any. */
    async release() {
      await database.query('delete from settings where key = $1 and value = $2::jsonb and not exists (select 1 from payments where mode = $3)', [KEY, own, 'test']);
    },
  };
}
