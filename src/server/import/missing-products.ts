import type {Database} from '../database/database.ts';
import {json} from '../database/database.ts';
import type {FileFormat, ImportReport} from './import-report.ts';

/** Products that came from the same kind of file and are not in this one; archived when `archive`, else only counted. */
export async function missingProducts(database: Database, ids: readonly string[], format: FileFormat, archive: boolean): Promise<ImportReport['missing']> {
  const rows = await database.query<{id: string; handle: string}>(
    `select p.id, p.handle from products p left join jsonb_array_elements_text($1::jsonb) as file(id) on file.id = p.id
     where file.id is null and p.source = $2 and p.status <> 'archived' order by p.position`,
    [json(ids), format],
  );
  if (archive && rows.length) {
    await database.query(`update products set status = 'archived', updated_at = now() where id = any($1::text[])`, [rows.map(({id}) => id)]);
  }
  return {products: rows.length, archived: archive, examples: rows.slice(0, 10).map(({handle}) => handle)};
}
