import {randomUUID} from 'node:crypto';
import {mkdir, readFile, rename, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {PGlite} from '@electric-sql/pglite';

const cache = join(import.meta.dirname, '../../node_modules/.cache/hangtag');

/** A database without anything in it, made once per version of the engine: making one anew takes seconds, for every test file. */
export async function emptyDatabase(): Promise<Blob> {
  const file = join(cache, `empty-database-${await engineVersion()}.tar`);
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const engine = await PGlite.create();
  const image = await engine.dumpDataDir('none');
  await engine.close();
  const draft = `${file}.${randomUUID()}`;
  await mkdir(cache, {recursive: true});
  await writeFile(draft, Buffer.from(await image.arrayBuffer()));
  await rename(draft, file);
  return image;
}

async function engineVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const {version} = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as {version: string};
  return version;
}
