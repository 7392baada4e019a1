import {hash, randomUUID} from 'node:crypto';
import {existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {stripTypeScriptTypes} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const cache = join(import.meta.dirname, '../../node_modules/.cache/hangtag');

/**
 * Strips the types of our sources, those that have changed, and answers with the variables of the environment with which Node and
 * what it starts load them as they are then. On its own every process would strip them anew: more than half of its start.
 */
export function stripSources(sources = '{src,test,demo}/**/*.ts'): {NODE_OPTIONS: string; NODE_COMPILE_CACHE: string} {
  const folder = join(cache, `stripped-${process.version}`);
  mkdirSync(folder, {recursive: true});
  for (const file of globSync(sources)) keep(folder, file);
  const loader = keep(folder, join(import.meta.dirname, 'stripped-loader.ts'), '.mjs');
  const options = [process.env.NODE_OPTIONS, `--import=${pathToFileURL(loader).href}`];
  return {NODE_OPTIONS: options.filter(Boolean).join(' '), NODE_COMPILE_CACHE: join(cache, 'compiled')};
}

/** Keeps what is left of a file without its types, under a name that says what the file said. */
function keep(folder: string, file: string, suffix = ''): string {
  const text = readFileSync(file, 'utf8');
  const kept = join(folder, hash('sha256', text) + suffix);
  if (existsSync(kept)) return kept;
  // Others may do the same at this moment, and none may read half a file.
  const draft = `${kept}.${randomUUID()}`;
  writeFileSync(draft, stripTypeScriptTypes(text));
  renameSync(draft, kept);
  return kept;
}
