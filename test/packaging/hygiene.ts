// What must not be in a published repository: secrets, paths of somebody's machine, registries; and licences that do not go with ours.
import {execFileSync} from 'node:child_process';
import {readFileSync, statSync} from 'node:fs';
import {check, finish} from './checks.ts';

interface Lock {
  packages: Record<string, {license?: string; dev?: boolean; devOptional?: boolean; resolved?: string}>;
}

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {encoding: 'utf8'}).split('\0');
const files = listed.filter((file) => file && statSync(file, {throwIfNoEntry: false})?.isFile());
const texts = files.map((file) => ({file, text: readFileSync(file, 'latin1')})).filter(({text}) => !text.includes('\0'));

// Written apart, so that this file does not find itself.
const word = (...parts: string[]): string => parts.join('');
const machinePaths = new RegExp(`(^|[\\s"'\`(=:,])/(${['work/(main|shared)', 'home/[a-z]', 'Users/[A-Za-z]', 'root/[\\w.]'].join('|')})`);
const registries = new RegExp([word('registry', '\\.(npm|yarn)'), word('npmjs', '\\.'), word('npm', 'mirror'), word('deb', '\\.debian'), word('pypi', '\\.')].join('|'));
const secrets = new RegExp(
  [word('-----BEGIN [A-Z ]*', 'PRIVATE KEY-----'), word('sk_', 'live_\\w{8}'), word('AKIA', '[0-9A-Z]{16}'), word('gh', '[pousr]_\\w{30}'), word('xox', '[bap]-\\w{8}')].join('|'),
);

await check('No secret', () => linesWith(secrets));
await check('No path of a machine', () => linesWith(machinePaths));
await check('No registry', () => linesWith(registries));
await check('The licence is MIT', () => (readFileSync('LICENSE', 'utf8').startsWith('MIT License') ? [] : ['LICENSE is not the MIT licence.']));
await check('What the package depends on may be used with it', foreignLicences);
finish();

function linesWith(pattern: RegExp): string[] {
  return texts.flatMap(({file, text}) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

function foreignLicences(): string[] {
  const {packages} = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const free = /^\(?((MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|Unlicense)( OR | AND )?)+\)?$/;
  const shipped = Object.entries(packages).filter(([path, {dev, devOptional}]) => path && !dev && !devOptional);
  return shipped.filter(([, {license = 'none'}]) => !free.test(license)).map(([path, {license}]) => `${path}: ${license ?? 'no licence'}`);
}
