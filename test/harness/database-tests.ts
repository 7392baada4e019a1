import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/**
 * Of some test files those whose result can depend on `DATABASE_URL`: they or something that they load, now or later, read it.
 * What a file starts as a process of its own does not count: there the variable is only when the file puts it there, and so reads it.
 */
export function databaseTests(files: readonly string[]): string[] {
  const known = new Map<string, Source>();
  return files.filter((file) => everythingBehind(file, known).some(({readsUrl}) => readsUrl));
}

interface Source {
  readonly imports: readonly string[];
  readonly readsUrl: boolean;
}

function everythingBehind(file: string, known: Map<string, Source>): Source[] {
  const seen = new Set([file]);
  const sources: Source[] = [];
  for (const next of seen) {
    const source = known.get(next) ?? read(next);
    known.set(next, source);
    sources.push(source);
    for (const imported of source.imports) seen.add(imported);
  }
  return sources;
}

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  // Types count too, and what only looks like an import: one file too many costs seconds, one too few a promise.
  const imports = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)].map(([, specifier = '']) => join(dirname(file), specifier));
  return {imports, readsUrl: /\benv(\.DATABASE_URL|\[['"]DATABASE_URL['"]\])/.test(text)};
}
