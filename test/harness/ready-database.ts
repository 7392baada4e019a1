import {hash, randomUUID} from 'node:crypto';
import {globSync, readFileSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
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

/**
 * An embedded database with our tables and nothing in them, made once per version of the engine and of the tables: making one
 * anew takes seconds, for every test file.
 */
export async function readyDatabase(): Promise<Blob> {
  const file = join(cache, `ready-database-${await engineVersion()}-${schemaVersion()}.tar`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const image = await make();
  const draft = `${file}.${randomUUID()}`;
  await mkdir(cache, {recursive: true});
  await writeFile(draft, Buffer.from(await image.arrayBuffer()));
  await rename(draft, file);
  return image;
}

async function make(): Promise<Blob> {
  const folder = await mkdtemp(join(tmpdir(), 'hangtag-ready-'));
  await (await openDatabase({folder})).close();
  const engine = await PGlite.create(join(folder, 'database'));
  // Half of an image that is copied hundreds of times: what no other database will be made from, and buffers for a large one.
  await engine.exec('update pg_database set datistemplate = false');
  for (const template of ['template0', 'template1']) await engine.exec(`drop database ${template}`);
  await engine.exec(`alter system set shared_buffers = '16MB'`);
  const image = await engine.dumpDataDir('none');
  await engine.close();
  await rm(folder, {recursive: true});
  return image;
}

async function engineVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const {version} = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {version: string};
  return version;
}
