// Writes custom-elements.json from the elements' JSDoc (`npm run manifest`), or with `--check` says whether the committed one is stale.
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {analyzeElements} from './analyze-elements.ts';
import type {ManifestClass, ManifestMember, ManifestModule} from './analyze-elements.ts';
import {stateFields} from './state-fields.ts';

const place = 'custom-elements.json';
const modules = publicModules(analyzeElements());
const fresh = `${JSON.stringify({schemaVersion: '1.0.0', readme: 'README.md', modules}, asBuilt, 2)}\n`;
const elements = modules.flatMap(({declarations}) => declarations).filter(isElement);

if (!elements.length) fail('There is no element in src/elements.');
const undescribed = elements.flatMap(withoutDescription);
if (undescribed.length) fail(`These need one line of JSDoc:\n${undescribed.join('\n')}`);
if (!process.argv.includes('--check')) writeFileSync(place, fresh);
else if (!existsSync(place) || readFileSync(place, 'utf8') !== fresh) fail(`${place} is stale: run \`npm run manifest\` and commit it.`);

function publicModules(analyzed: ManifestModule[]): ManifestModule[] {
  const all = analyzed.map((module) => ({
    ...module,
    declarations: module.declarations.filter(isForPages).map((declaration) => publicPart(declaration, stateFields(module.path))),
  }));
  return all.map((module) => ({...module, exports: [...classes(module), ...definitions(module, all)]})).filter(({exports}) => exports.length);
}

function classes({path, declarations}: ManifestModule): object[] {
  return declarations.map(({name}) => ({kind: 'js', name, declaration: {name, module: path}}));
}

// A tag is registered by the `define.ts` beside its class.
function definitions({path}: ManifestModule, all: ManifestModule[]): object[] {
  const beside = all.filter((other) => path === `${dirname(other.path)}/define.ts`);
  return beside.flatMap(({path: module, declarations}) =>
    declarations.filter(isElement).map(({name, tagName}) => ({kind: 'custom-element-definition', name: tagName, declaration: {name, module}})),
  );
}

// A page meets tags and events; the classes that a tag is made of are its own.
function isForPages(declaration: ManifestClass): boolean {
  return declaration.kind === 'class' && (isElement(declaration) || declaration.name.endsWith('Event'));
}

function publicPart(declaration: ManifestClass, state: Set<string>): ManifestClass {
  const {members = [], attributes = []} = declaration;
  return {
    ...declaration,
    members: members.filter((member) => isPublic(member) && !state.has(member.name)),
    ...(isElement(declaration) ? {attributes: attributes.filter(({name, fieldName = name}) => !state.has(fieldName))} : {}),
  };
}

function isPublic({name, privacy = 'public', static: ofClass}: ManifestMember): boolean {
  return privacy === 'public' && !ofClass && !name.startsWith('#');
}

function isElement({tagName}: ManifestClass): boolean {
  return tagName !== undefined;
}

function withoutDescription(element: ManifestClass): string[] {
  const {tagName = '', members = [], events = [], slots = [], cssParts = [], cssProperties = []} = element;
  const fields = members.filter(({kind}) => kind === 'field');
  const silent = [...fields, ...events, ...slots, ...cssParts, ...cssProperties].filter(({description}) => !description);
  return [...(element.description ? [] : [tagName]), ...silent.map(({name}) => `${tagName}: ${name || 'the default slot'}`)];
}

// Readers have the package, not the source.
function asBuilt(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || (key !== 'path' && key !== 'module')) return value;
  return value.replace(/^\/?src\/(.*)\.ts$/, 'dist/modules/$1.js');
}

function fail(message: string): never {
  console.log(message);
  process.exit(1);
}
