import type {Database} from '../database/database.ts';
import {openDatabase as open} from '../database/open.ts';
import {holdFolder} from './data-folder.ts';

/**
 * Opens the shop's database, up to date: `url` (any Postgres), else the embedded one in `<folder>/database`, else one in memory. The folder is held until
 * `close`, because the embedded database bears one process: throws, naming it, when another works there.
 */
export async function openDatabase(where: {readonly url?: string; readonly folder?: string}): Promise<Database> {
  if (where.url || where.folder === undefined) return open(where);
  const held = await holdFolder(where.folder, 'serve');
  const release = async (error: unknown): Promise<never> => {
    await held.release();
    throw error;
  };
  const database = await open({folder: held.path}).catch(release);
  return {
    ...database,
    async close() {
      await database.close();
      await held.release();
    },
  };
}
