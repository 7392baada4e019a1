import {hash, randomUUID} from 'node:crypto';
import {existsSync, globSync, readFileSync} from 'node:fs';
import {cp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {PGlite} from '@electric-sql/pglite';
import {openDatabase} from '../../src/server/database/open.ts';

const root = join(import.meta.dirname, '../..');
const cache = join(root, 'node_modules/.cache/hangtag');

/** Names our tables as they are made today: another name once a migration is added or changed. */
export function schemaVersion(): string {
  const files = globSync('src/server/database/{migrate,migrations/*}.ts', {cwd: root}).sort();
  return hash('sha256', files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')).slice(0, 16);
}

/** An embedded database with our tables and nothing in them, as one file. */
export async function readyDatabase(): Promise<Blob> {
  return new Blob([await readFile(join(await kept(), 'image.tar'))]);
}

/** Lays the same database into a data folder, as a server would have left it that was started and stopped. */
export async function readyFolder(folder: string): Promise<void> {
  await cp(join(await kept(), 'database'), join(folder, 'database'), {recursive: true});
}

/** Made once per version of the engine and of the tables: making one anew takes seconds, for every test file. */
async function kept(): Promise<string> {
  const place = join(cache, `ready-database-${await engineVersion()}-${schemaVersion()}`);
  if (existsSync(place)) return place;
  const draft = `${place}.${randomUUID()}`;
  await make(draft);
  // Another process may have been faster.
  await rename(draft, place).catch(() => rm(draft, {recursive: true}));
  return place;
}

async function make(folder: string): Promise<void> {
  await (await openDatabase({folder})).close();
  const source = join(folder, 'source');
  await cp(join(folder, 'database'), source, {recursive: true});
  const engine = await PGlite.create(source);
  // Half of an image that is copied hundreds of times: what no other database will be made from, and buffers for a large one.
  await engine.exec('update pg_database set datistemplate = false');
  for (const template of ['template0', 'template1']) await engine.exec(`drop database ${template}`);
  await engine.exec(`alter system set shared_buffers = '16MB'`);
  const image = await engine.dumpDataDir('none');
  await engine.close();
  await writeFile(join(folder, 'image.tar'), Buffer.from(await image.arrayBuffer()));
  await rm(source, {recursive: true});
}

async function engineVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const {version} = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {version: string};
  return version;
}
