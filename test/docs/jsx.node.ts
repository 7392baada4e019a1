import assert from 'node:assert/strict';
import {resolve} from 'node:path';
import {before, describe, it} from 'node:test';
import ts from 'typescript';
import {fences} from './read-docs.ts';
import {programOf} from './virtual-files.ts';

/** As much of React's declarations as the examples touch. */
const react = `
declare module 'react' {
  export interface ClassAttributes<T> {ref?: {current: T | null} | null; key?: string}
  export interface HTMLAttributes<T> {className?: string; lang?: string; children?: unknown; onClick?: (event: {readonly target: T}) => void}
  export function useState<T>(first: T): [T, (next: T) => void];
  export namespace JSX {
    interface ElementChildrenAttribute {children: unknown}
    interface IntrinsicElements {
      a: HTMLAttributes<HTMLAnchorElement> & {href?: string};
      p: HTMLAttributes<HTMLParagraphElement>;
    }
  }
}
declare module 'react/jsx-runtime' {
  export {JSX} from 'react';
  export function jsx(...element: unknown[]): unknown;
  export const jsxs: typeof jsx;
  export const Fragment: unknown;
}
`;
const wrong = `export const three = <pay-button item={3} />;\nexport const listens = <pay-button onpayment-complete={({code}) => console.log(code)} />;\n`;

describe('The JSX of the documentation', () => {
  let mistakes: readonly string[] = [];
  const examples = fences('tsx');
  before(() => {
    const texts = examples.map(({file, line, code}): [string, string] => [resolve('docs', `${file.replaceAll(/\W/g, '-')}-${line}.tsx`), code]);
    mistakes = compile(new Map([...texts, [resolve('docs/react.d.ts'), react], [resolve('docs/wrong.tsx'), wrong]]));
  });

  it('is there', () => assert.ok(examples.length >= 2));
  it('fits the tag', () => assert.deepEqual(mistakes.filter((mistake) => !mistake.startsWith('wrong.tsx')), []));
  it('is told to be wrong when it is', () => assert.deepEqual(mistakes.filter((mistake) => mistake.startsWith('wrong.tsx')).map((mistake) => mistake.slice(0, 11)), ['wrong.tsx:1', 'wrong.tsx:2']));
});

function compile(files: ReadonlyMap<string, string>): readonly string[] {
  const {config} = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as {config: {compilerOptions: object}};
  const {options} = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
  Object.assign(options, {jsx: ts.JsxEmit.ReactJSX, types: [], paths: {'hangtag/pay-button': [resolve('src/elements/pay-button/define.ts')]}});
  const program = programOf(files, options);
  return [...files.keys()].flatMap((name) => {
    const file = program.getSourceFile(name) ?? assert.fail(`${name} is not in the program`);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({start, messageText}) =>
      `${name.split('/').at(-1)}:${file.getLineAndCharacterOfPosition(start ?? 0).line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}
