import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {parseSync} from 'vite';

interface Imports {
  /** Loaded before the file itself runs. */
  fixed: string[];
  /** Loaded when the file asks for them. */
  later: string[];
}

/** The file, and every file that must be loaded before it runs. */
export function fixedClosure(...files: string[]): Set<string> {
  return closure(files, ({fixed}) => fixed);
}

/** The file, and every file that it can ever ask for. */
export function wholeClosure(...files: string[]): Set<string> {
  return closure(files, ({fixed, later}) => [...fixed, ...later]);
}

function closure(files: string[], follow: (imports: Imports) => string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...follow(importsOf(file)));
  }
  return seen;
}

function importsOf(file: string): Imports {
  const imports: Imports = {fixed: [], later: []};
  const place = (specifier: unknown): string[] => (typeof specifier === 'string' && specifier.startsWith('.') ? [join(dirname(file), specifier)] : []);
  walk(parseSync(file, readFileSync(file, 'utf8')).program, (node) => {
    if (node.type === 'ImportExpression') imports.later.push(...place(literal(node.source)));
    // The build's way to import again what failed once.
    else if (node.type === 'CallExpression' && /\.js$/.test(String(literal(node.arguments?.[0])))) imports.later.push(...place(literal(node.arguments?.[0])));
    else if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) imports.fixed.push(...place(literal(node.source)));
  });
  return imports;
}

interface Node {
  type: string;
  source?: unknown;
  arguments?: readonly unknown[];
}

// A string, or a template without anything in it: minifiers write both.
function literal(source: unknown): unknown {
  const {value, quasis} = (source ?? {}) as {value?: unknown; quasis?: {value: {cooked: string}}[]};
  return value ?? (quasis?.length === 1 ? quasis[0]?.value.cooked : undefined);
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') visit(value as Node);
  for (const child of Object.values(value)) walk(child, visit);
}
