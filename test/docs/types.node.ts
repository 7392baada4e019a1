import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {before, describe, it} from 'node:test';
import ts from 'typescript';
import {fences, wordsIn, workedExample} from './read-docs.ts';
import {programOf} from './virtual-files.ts';

interface Package {
  readonly exports: Readonly<Record<string, string | {readonly default: string}>>;
}

const {exports: entries} = JSON.parse(readFileSync('package.json', 'utf8')) as Package;

/** Where each entry of the package is written: `hangtag/define` is `src/page/define.ts`. */
const sources = new Map(Object.entries(entries).flatMap(([entry, target]) => {
  if (typeof target === 'string') return [];
  return [[entry.replace(/^\./, 'hangtag'), target.default.replace('./dist/modules/', './src/').replace(/\.js$/, '.ts')]];
}));

const examples = new Map(fences('ts').map((fence) => [resolve('docs', `example-${fence.file.replace(/\W/g, '-')}-${fence.line}.ts`), fence]));

/** The guide's own files, which its examples import. */
const worked = new Map([...workedExample()].map(([name, code]) => [resolve('docs', name), code]));

/** What people write themselves or are handed: the page that tells of it, its source, its interfaces. */
const contracts = [
  ['docs/providers.md', 'src/payment/provider.ts', 'PaymentProvider', 'Payment'],
  ['docs/providers.md', 'src/server/handlers/payment-handler.ts', 'PaymentHandler'],
  ['docs/conformance.md', 'src/conformance/provider-world.ts', 'ProviderWorld', 'OwnSurface'],
  ['docs/conformance.md', 'src/conformance/handler-world.ts', 'HandlerWorld'],
] as const;

/** Names after "Throws", as in: Throws `RefundRefused`, or `TypeError` when … */
const thrownIn = (comment: string): string[] => [...comment.matchAll(/Throws ((?:[^.]*?`[A-Z]\w+`)+)/g)].flatMap(([, list = '']) => [...list.matchAll(/`([A-Z]\w+)`/g)].map(([, name = '']) => name));

describe('The TypeScript of the documentation', () => {
  let program: ts.Program;
  before(() => {
    const everything = [...sources.keys()].map((entry) => `import '${entry}';`).join('\n');
    program = compile(new Map([[resolve('docs/everything.ts'), everything], ...worked, ...[...examples].map(([name, {code}]) => [name, `${code}\nexport {};\n`] as const)]));
  });

  for (const [entry, source] of sources) {
    it(`names no error in the comments of ${entry} that it does not export`, () => {
      const checker = program.getTypeChecker();
      const file = program.getSourceFile(resolve(source)) ?? assert.fail(`${source} is not in the program`);
      const module = checker.getSymbolAtLocation(file);
      const exported = module ? checker.getExportsOfModule(module).map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one)) : [];
      const members = exported.flatMap((one) => (one.flags & ts.SymbolFlags.Interface ? [...(one.members?.values() ?? [])] : []));
      const named = [...exported, ...members].flatMap((one) => thrownIn(ts.displayPartsToString(one.getDocumentationComment(checker))));
      assert.deepEqual([...new Set(named)].filter((name) => !(name in globalThis) && !exported.some((one) => one.name === name)), []);
    });
  }

  for (const [name, {file, line}] of examples) {
    it(`fits the sources, at ${file}:${line}`, () => assert.deepEqual(mistakesIn(program, name), []));
  }

  for (const [page, file, ...names] of contracts) {
    for (const name of names) it(`names every member of ${name}, in ${page}`, () => {
      const said = new Set([...wordsIn(page)].flatMap((word) => word.split(/[^\w-]+/)));
      const members = membersOf(program, resolve(file), name);
      assert.ok(members.length > 3);
      assert.deepEqual(members.filter((member) => !said.has(member)), []);
    });
  }

  it('is told to be wrong when it is', () => {
    const name = resolve('docs/example-wrong.ts');
    const wrong = compile(new Map([[name, `import {configure} from 'hangtag/configure';\nconfigure({merchant: 5});\n`]]));
    assert.equal(mistakesIn(wrong, name).length, 1);
  });
});

describe('The entries of the package', () => {
  for (const [entry, source] of sources) {
    it(`${entry} has a source and stands in the README`, () => {
      assert.ok(ts.sys.fileExists(source), `${source} is missing`);
      assert.ok(wordsIn('README.md').has(entry), `README.md does not name ${entry}`);
    });
  }

  it('hangtag/configure exports configure', async () => {
    const source = sources.get('hangtag/configure') ?? '';
    assert.equal(typeof ((await import(resolve(source))) as {configure: unknown}).configure, 'function');
  });
});

function membersOf(program: ts.Program, file: string, name: string): string[] {
  const source = program.getSourceFile(file) ?? assert.fail(`${file} is not in the program`);
  const found = source.statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name) as ts.InterfaceDeclaration | undefined;
  return found?.members.flatMap((member) => member.name?.getText(source) ?? []) ?? [];
}

function compile(files: ReadonlyMap<string, string>): ts.Program {
  const {config} = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as {config: {compilerOptions: object}};
  const {options} = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
  options.noUnusedLocals = false;
  options.paths = Object.fromEntries([...sources].map(([entry, source]) => [entry, [resolve(source)]]));
  return programOf(files, options);
}

function mistakesIn(program: ts.Program, name: string): string[] {
  const file = program.getSourceFile(name) ?? assert.fail(`${name} is not in the program`);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((mistake) => {
    const {line} = file.getLineAndCharacterOfPosition(mistake.start ?? 0);
    return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(mistake.messageText, '\n')}`;
  });
}
