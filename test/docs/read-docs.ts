import {globSync, readFileSync} from 'node:fs';

/** A block of code in a page of the documentation. */
export interface Fence {
  readonly file: string;
  /** Line of its first line of code, counted from 1. */
  readonly line: number;
  /** What stands behind the backticks, such as `html` or `json config`. */
  readonly kind: string;
  readonly code: string;
}

export const pages: readonly string[] = ['README.md', 'CHANGELOG.md', 'SECURITY.md', ...globSync('docs/**/*.md').sort()];

export const textOf = (file: string): string => readFileSync(file, 'utf8');

/** The blocks of code of one kind, in every page. */
export function fences(kind: string): readonly Fence[] {
  return pages.flatMap((file) => fencesIn(file)).filter((fence) => fence.kind === kind);
}

function fencesIn(file: string): Fence[] {
  const found: Fence[] = [];
  let open: {kind: string; line: number; code: string[]} | undefined;
  textOf(file).split('\n').forEach((text, index) => {
    const [, kind] = /^```(.*)$/.exec(text) ?? [];
    if (kind === undefined) open?.code.push(text);
    else if (open) {
      found.push({file, line: open.line, kind: open.kind, code: open.code.join('\n')});
      open = undefined;
    } else open = {kind: kind.trim(), line: index + 2, code: []};
  });
  if (open) throw new Error(`${file}: a block of code is opened and never closed`);
  return found;
}

/** A page without its blocks of code. */
export const proseOf = (file: string): string => textOf(file).replace(/^```[^]*?^```$/gm, '');

/** Everything between backticks in the prose of a page, word by word. */
export function wordsIn(file: string): ReadonlySet<string> {
  return new Set([...proseOf(file).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => [code, ...code.split(/\s+/)]));
}

/** Lines of a block that are commands, without comments and what is set before them. */
export function commandsIn({code}: Fence): readonly string[] {
  const lines = code.split('\n').map((line) => line.replace(/\s+#.*$/, '').trim());
  return lines.flatMap((line) => line.split(' && ')).map((line) => line.replace(/^([A-Z_]+=\S+ +)+/, '')).filter(Boolean);
}

/** The files of the worked example, which its guide builds one after the other, as a reader has them: by name. */
export function workedExample(): ReadonlyMap<string, string> {
  return new Map(['provider', 'handler', 'service', 'shop'].map((name) => [
    `${name}.ts`,
    readFileSync(`demo/providers/lantern/${name}.ts`, 'utf8').replaceAll(/'(?:\.\.\/){3}src\/(\w+)\/index\.ts'/g, '\'hangtag/$1\''),
  ]));
}
