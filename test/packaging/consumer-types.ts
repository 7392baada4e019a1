// What a stranger's compiler says of the package: strict, and reading every line of its declarations.
import {join} from 'node:path';
import ts from 'typescript';
import {fences, workedExample} from '../docs/read-docs.ts';
import {programOf} from '../docs/virtual-files.ts';

/** How projects look up packages: those with a bundler, and those without. */
const resolutions = {
  bundler: {module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler},
  nodenext: {module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext},
};

/** A page that uses a tag as the entry gives it, and its events as the DOM's maps tell them. */
const usesTag = (entry: string): string => `
import type {PayButton, PayButtonProps} from '${entry}';
const tag: PayButton = document.createElement('pay-button');
tag.addEventListener('payment-start', ({items, total}) => items.length + total.amount);
document.addEventListener('payment-complete', ({order: {id, label}}) => label ?? id);
export const props: PayButtonProps = {item: 'mug', 'max-quantity': 3, 'onpayment-error': ({code}) => { console.log(code); }};
`;

/** Complaints about the package in `place/node_modules`, seen from a project in `place`; `entries` such as `hangtag/define`. */
export function typeComplaints(place: string, entries: readonly string[], resolution: keyof typeof resolutions): readonly string[] {
  const all = entries.map((entry, at) => `export * as entry${at} from '${entry}';`).join('\n');
  const tags = entries.filter((entry) => entry === 'hangtag' || entry === 'hangtag/pay-button');
  return compile(place, new Map([['all.ts', all], ...tags.map((entry, at): [string, string] => [`tag-${at}.ts`, usesTag(entry)])]), {...resolutions[resolution], types: []});
}

/** Complaints about the documentation's examples, as a reader's compiler makes them after pasting. */
export function exampleComplaints(place: string): readonly string[] {
  const examples = fences('ts').map(({file, line, code}): [string, string] => [`${file.replaceAll(/\W/g, '-')}-${line}.ts`, `${code}\nexport {};\n`]);
  return compile(place, new Map([...workedExample(), ...examples]), {...resolutions.nodenext, types: ['node'], allowImportingTsExtensions: true});
}

function compile(place: string, texts: ReadonlyMap<string, string>, more: ts.CompilerOptions): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true, noEmit: true, skipLibCheck: false, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'], ...more,
  };
  const files = new Map([...texts].map(([name, text]) => [join(place, name), text]));
  const program = programOf(files, options);
  return ts.getPreEmitDiagnostics(program).map(({file, start = 0, messageText}) => {
    const where = file ? `${file.fileName.replace(`${place}/`, '')}:${file.getLineAndCharacterOfPosition(start).line + 1} ` : '';
    return `${where}${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
