// Asks the types of the whole program which names of properties somebody else may see: the page, a provider, a merchant, storage, another copy of the script, the
// platform, a library.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import ts from 'typescript';

const source = resolve('src');
const browserRooms = /\/src\/(commerce|words|page|merchant|payment|parts|elements|embed)\//;
/** What is written as JSON for the next page or another copy, beside the language of the trade; and what the platform and apps have. */
const shared = /^(AttemptRecord|Operation|StoredComplete|Lease|Pages|PageCheckout|PagePayment|PageState|PageMap|PageStore|AlipayBridge|AppPage|TrustedTypes|ScriptPolicy)$/;
/** Exported for their names alone: nothing that others can call takes or gives one. */
const typesAlone = /^(PaymentStory|PayRequest|TakeUpRequest|BuyerDetails)$/;

export interface Names {
  /** Each name that others may see, and why. */
  readonly why: ReadonlyMap<string, ReadonlySet<string>>;
  /** Each name that our browser code uses. */
  readonly used: ReadonlySet<string>;
}

export function namesWithOthers(): Names {
  const {options, fileNames} = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.build.json', ts.sys.readFile).config, ts.sys, '.');
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const why = new Map<string, Set<string>>();
  const used = new Set<string>();
  const see = (name: string, reason: string): void => void why.set(name, (why.get(name) ?? new Set()).add(reason));
  const files = program.getSourceFiles().filter(({fileName}) => browserRooms.test(fileName));
  for (const file of files) readFile(file, checker, see, used);
  seeContract(program, checker, see);
  return {why, used};
}

type See = (name: string, reason: string) => void;

/** Every property that the file declares, reads, writes or destructures. */
function readFile(file: ts.SourceFile, checker: ts.TypeChecker, see: See, used: Set<string>): void {
  const where = file.fileName.replace(`${source}/`, '');
  const meet = (name: ts.Node, symbol: ts.Symbol | undefined): void => {
    if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return;
    used.add(name.text);
    if (where.includes('/providers/')) see(name.text, `a vendor's, in ${where}`);
    for (const reason of reasonsOf(symbol)) see(name.text, `${reason}, in ${where}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) meet(node.name, checker.getSymbolAtLocation(node.name));
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken) meet(node.propertyName ?? node.name, propertyOf(checker.getTypeAtLocation(node.parent), node.propertyName ?? node.name));
    else if (ts.isObjectLiteralElement(node) && ts.isObjectLiteralExpression(node.parent) && node.name) meet(node.name, propertyOf(checker.getContextualType(node.parent), node.name) ?? checker.getSymbolAtLocation(node.name));
    else if ((ts.isTypeElement(node) || ts.isClassElement(node)) && node.name) meet(node.name, promised(node, checker) ?? checker.getSymbolAtLocation(node.name));
    else for (const whole of takenByName(node)) for (const {name} of checker.getApparentType(checker.getTypeAtLocation(whole)).getProperties()) see(name, `taken by name, in ${where}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** Of what the code takes properties without writing their names, or writes all of them down. */
function takenByName(node: ts.Node): readonly ts.Expression[] {
  if (ts.isElementAccessExpression(node)) return [node.expression];
  if (ts.isForInStatement(node)) return [node.expression];
  return ts.isCallExpression(node) && /^(Object\.(keys|entries|values|hasOwn)|JSON\.stringify)$/.test(node.expression.getText()) ? node.arguments.slice(0, 1) : [];
}

/** What a class has because of what it extends or implements. */
function promised({parent, name}: ts.TypeElement | ts.ClassElement, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (!name || !ts.isClassLike(parent)) return undefined;
  const types = parent.heritageClauses?.flatMap((clause) => clause.types.map((type) => checker.getTypeAtLocation(type))) ?? [];
  return types.map((type) => propertyOf(type, name)).find(Boolean);
}

function propertyOf(type: ts.Type | undefined, name: ts.Node): ts.Symbol | undefined {
  if (!type || (!ts.isIdentifier(name) && !ts.isStringLiteral(name))) return undefined;
  const types = type.isUnion() ? type.types : [type];
  return types.map((each) => each.getProperty(name.text)).find(Boolean);
}

function reasonsOf(symbol: ts.Symbol | undefined): string[] {
  const declarations = symbol?.declarations ?? [];
  if (!declarations.length) return ['declared nowhere'];
  return declarations.flatMap((declaration) => {
    const {fileName} = declaration.getSourceFile();
    if (!fileName.startsWith(source)) return [`of ${fileName.replace(/.*node_modules\//, '')}`];
    if (fileName.includes('/src/commerce/') && isMember(declaration)) return [`of the trade (${fileName.replace(/.*\/commerce\//, '')})`];
    if (!isMember(declaration)) return ['an export'];
    // Without a type of ours it may be on its way to anywhere.
    if (ts.isObjectLiteralExpression(declaration.parent)) return ['written freely'];
    return shared.test(ownerOf(declaration)) ? [`of ${ownerOf(declaration)}`] : [];
  });
}

const isMember = (node: ts.Node): boolean => ts.isTypeElement(node) || ts.isClassElement(node) || ts.isObjectLiteralElement(node) || ts.isParameter(node);

function ownerOf(node: ts.Node): string {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at) || ts.isClassDeclaration(at)) return at.name?.text ?? '';
  }
  return '';
}

/** Everything that can be reached from what the package exports for pages, providers and merchants. */
function seeContract(program: ts.Program, checker: ts.TypeChecker, see: See): void {
  const seen = new Set<ts.Type>();
  const reach = (type: ts.Type, from: string): void => {
    if (seen.has(type)) return;
    seen.add(type);
    if (type.isUnionOrIntersection()) type.types.forEach((part) => reach(part, from));
    checker.getTypeArguments(type as ts.TypeReference).forEach((argument) => reach(argument, from));
    for (const signature of [...type.getCallSignatures(), ...type.getConstructSignatures()]) {
      reach(signature.getReturnType(), from);
      for (const parameter of signature.getParameters()) reach(checker.getTypeOfSymbol(parameter), from);
    }
    for (const property of type.getProperties()) {
      if (!property.declarations?.some((declaration) => declaration.getSourceFile().fileName.startsWith(source)) || property.name.startsWith('#')) continue;
      see(property.name, `of the contract (${from})`);
      reach(checker.getTypeOfSymbol(property), from);
    }
  };
  for (const entry of publicEntries()) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry) as ts.Node);
    for (const exported of module ? checker.getExportsOfModule(module) : []) {
      if (typesAlone.test(exported.name)) continue;
      reach(checker.getDeclaredTypeOfSymbol(exported), exported.name);
      if (!(exported.flags & ts.SymbolFlags.Interface)) reach(checker.getTypeOfSymbol(exported), exported.name);
    }
  }
}

function publicEntries(): string[] {
  const {exports} = JSON.parse(readFileSync('package.json', 'utf8')) as {exports: Record<string, string | {default: string}>};
  const modules = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [target.default]));
  return modules.map((file) => resolve(file.replace('./dist/modules/', 'src/').replace(/\.js$/, '.ts'))).filter((file) => browserRooms.test(file));
}
