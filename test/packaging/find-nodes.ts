import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** The Node that runs this, and each other major version that is on the PATH: the oldest that the package promises is often there. */
export function findNodes(): {path: string; version: string}[] {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const others = places.filter((path) => existsSync(path)).map((path) => ({path, version: versionOf(path)}));
  const all = [{path: process.execPath, version: process.versions.node}, ...others];
  return all.filter(({version}, index) => all.findIndex((other) => major(other.version) === major(version)) === index);
}

const major = (version: string): string | undefined => version.split('.')[0];

function versionOf(path: string): string {
  return execFileSync(path, ['--version'], {encoding: 'utf8'}).trim().replace('v', '');
}
