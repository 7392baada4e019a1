// Packs the package as npm would publish it and judges the result: its files, its types, its entries in every Node at hand.
import {execFile, execFileSync} from 'node:child_process';
import {existsSync, globSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {promisify} from 'node:util';
import {publint} from 'publint';
import {formatMessage} from 'publint/utils';
import {check, finish} from './checks.ts';
import {exampleComplaints, typeComplaints} from './consumer-types.ts';
import {findNodes} from './find-nodes.ts';

interface Manifest {
  exports: Record<string, string | {types: string; default: string}>;
  bin: Record<string, string>;
}

const execute = promisify(execFile);
// Inside the repository, so that the package finds its dependencies where they are installed.
const place = resolve('node_modules/.cache/hangtag-package');
const folder = join(place, 'node_modules/hangtag');
const tarball = pack();
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
const files = globSync('**/*.*', {cwd: folder});
const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target !== 'string').map(([name]) => name.replace(/^\./, 'hangtag'));
const commands = Object.values(manifest.bin);

await check('It holds what it should, and nothing else', strayFiles);
await check('Every entry has its files', missingFiles);
await check('What its pages link to is in it', brokenLinks);
await check('publint', publintMessages);
await check('Are the types wrong?', () => complaints('attw', [tarball, '--profile', 'esm-only', '--exclude-entrypoints', 'custom-elements.json', 'package.json', '--format', 'ascii', '--no-emoji', '--no-color']));
for (const resolution of ['bundler', 'nodenext'] as const) {
  await check(`A strict project with "moduleResolution": "${resolution}" takes every entry, and knows the tag's events`, () => typeComplaints(place, entries, resolution));
}
await check('The examples of the documentation fit the package', () => exampleComplaints(place));
await check('The files for plain pages run under a strict policy', forbiddenOnStrictPages);
for (const {path, version} of findNodes()) {
  for (const entry of entries) await check(`Node ${version} imports ${entry}`, () => complaints(path, ['--input-type=module', '--eval', `await import('${entry}')`]));
  for (const command of commands) await check(`Node ${version} runs ${command} --help`, () => complaints(path, [join(folder, command), '--help']));
}
finish();

function pack(): string {
  rmSync(place, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', place], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  const [{filename} = {filename: ''}] = JSON.parse(packed) as {filename: string}[];
  execFileSync('tar', ['-xzf', join(place, filename), '-C', folder, '--strip-components=1']);
  return join(place, filename);
}

function strayFiles(): string[] {
  const wanted = /^(dist\/|docs\/|(custom-elements|package)\.json$|(README|CHANGELOG|SECURITY)\.md$)/;
  const missing = ['LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md', 'custom-elements.json'].filter((file) => !existsSync(join(folder, file)));
  return [...files.filter((file) => !wanted.test(file)), ...missing.map((file) => `${file} is missing`)];
}

/** Who has only the package reads its pages there; what is about the repository leads to it. */
function brokenLinks(): string[] {
  return files.filter((file) => file.endsWith('.md')).flatMap((page) => {
    const links = [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\((?!https:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
    return links.filter((target) => !existsSync(join(folder, dirname(page), target))).map((target) => `${page} links to ${target}`);
  });
}

function missingFiles(): string[] {
  const targets = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : [target.types, target.default]));
  return [...targets, ...commands].filter((target) => !existsSync(join(folder, target)));
}

async function publintMessages(): Promise<string[]> {
  const {messages, pkg} = await publint({pkgDir: folder, strict: true, pack: false});
  return messages.map((message) => formatMessage(message, pkg, {color: false}) ?? message.code);
}

function forbiddenOnStrictPages(): string[] {
  const forbidden = [/\beval\(/, /\bFunction\(["'`]/, /\bnew Function\b/, /["'`(]data:[a-z]+\//, /<style[\s>]/, /\sstyle=/];
  const scripts = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js') && !file.startsWith('dist/modules/'));
  if (!scripts.length) return ['There are no files for plain pages.'];
  return scripts.flatMap((file) => forbidden.filter((pattern) => pattern.test(readFileSync(join(folder, file), 'utf8'))).map((pattern) => `${relative('dist', file)} has ${pattern.source}`));
}

/** What a program says when it fails. */
async function complaints(program: string, args: string[]): Promise<string[]> {
  try {
    await execute(program, args, {cwd: place, timeout: 60_000});
    return [];
  } catch (error) {
    const {stdout, stderr, message} = error as {stdout?: string; stderr?: string; message: string};
    return [[stdout, stderr].filter(Boolean).join('\n').trim() || message];
  }
}
