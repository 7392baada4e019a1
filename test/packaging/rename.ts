import type {ESTree} from 'vite';

/** The code with these properties renamed, wherever they are declared, read, written, destructured or asked for with `in`. Names in strings stay. */
export function rename(code: string, program: ESTree.Program, names: ReadonlyMap<string, string>): string {
  const changes: {at: number; to: number; text: string}[] = [];
  const change = ({name, start, end}: Named, text = (short: string): string => short, to = end): void => {
    const short = names.get(name);
    if (short) changes.push({at: start, to, text: text(short)});
  };
  walk(program, (node) => {
    if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') change(node.property);
    else if (node.type === 'BinaryExpression' && node.operator === 'in' && node.left.type === 'Literal') change({...node.left, name: String(node.left.value)}, (short) => `'${short}'`);
    else if (!('key' in node) || !('computed' in node) || node.computed || node.key?.type !== 'Identifier') return;
    else if (node.type === 'Property' && node.shorthand) change(node.key, (short) => `${short}: `, node.key.start);
    else change(node.key);
  });
  return changes.sort((a, b) => b.at - a.at).reduce((text, {at, to, text: short}) => text.slice(0, at) + short + text.slice(to), code);
}

interface Named {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function walk(value: unknown, visit: (node: ESTree.Node) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string') visit(value as ESTree.Node);
  for (const child of Object.values(value)) walk(child, visit);
}
