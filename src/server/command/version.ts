import {readFileSync} from 'node:fs';

/** The version in the package's own package.json, wherever this file lies below it. */
export function version(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const found = readPackage(new URL('package.json', folder));
    if (found?.name === 'hangtag') return found.version ?? 'unknown';
    if (folder.pathname === '/' || folder.href === new URL('..', folder).href) return 'unknown';
  }
}

function readPackage(file: URL): {name?: string; version?: string} | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as {name?: string; version?: string};
  } catch {
    return undefined;
  }
}
