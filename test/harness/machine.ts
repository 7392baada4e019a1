// Sees to it that the browsers and PostgreSQL that the tests need are on this machine: installs them on Debian as root, and
// otherwise says by name what is missing and fails. Nothing that is missing is skipped unless a developer says so with BROWSERS
// or POSTGRES=skip, which CI refuses.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {chosenEngines, engines, findProgram} from './engines.ts';
import {findPostgres} from './throwaway-postgres.ts';

interface Need {
  readonly name: string;
  /** Debian's packages. */
  readonly packages: readonly string[];
  isHere(): boolean;
}

const postgres: Need = {name: 'PostgreSQL', packages: ['postgresql'], isHere: () => findPostgres() !== undefined};
const browsers: Record<(typeof engines)[number], Need> = {
  chromium: {name: 'Chromium', packages: ['chromium'], isHere: () => !!findProgram('chromium')},
  firefox: {name: 'Firefox', packages: ['firefox-esr'], isHere: () => !!findProgram('firefox')},
  webkit: {
    name: 'WebKitGTK with its WebDriver and an X server without a screen',
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    isHere: () => (['webkit', 'miniBrowser', 'xvfb'] as const).every((program) => findProgram(program)),
  },
};

const leaveOut = chosenEngines().length < engines.length || process.env.POSTGRES === 'skip';
if (process.env.CI && leaveOut) fail('BROWSERS and POSTGRES=skip leave something out: CI tests everything.');

const needs = [...chosenEngines().map((engine) => browsers[engine]), ...(process.env.POSTGRES === 'skip' ? [] : [postgres])];
const missing = needs.filter((need) => !need.isHere());
if (missing.length) install(missing.flatMap(({packages}) => packages));
for (const {name} of missing.filter((need) => !need.isHere())) fail(`${name} is still missing.`);

function install(packages: string[]): void {
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const names = missing.map(({name}) => name).join(', ');
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) {
    fail(`Missing: ${names}. On Debian, as root: apt-get update && ${command}. To go without, name the engines that you have, as in BROWSERS=chromium,firefox, or say POSTGRES=skip.`);
  }
  console.log(`Installing ${packages.join(', ')}.`);
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}

function apt(...args: string[]): void {
  const quiet = ['-o', 'Dpkg::Use-Pty=0', '-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120'];
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
  const {status, stdout, stderr} = spawnSync('apt-get', ['-q', ...quiet, ...args], {encoding: 'utf8', env});
  if (status !== 0) fail(`apt-get ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
}

function fail(message: string): never {
  console.log(message);
  process.exit(1);
}
