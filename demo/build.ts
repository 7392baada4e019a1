import {cp, mkdir, rm, writeFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import {fileURLToPath} from 'node:url';
import {siteFiles} from './site-files.ts';

/** `npm run build:demo`: the demo as files for any static host. There is no merchant's server: tags carry their offers and the sandbox runs in the page. */
const out = new URL('dist/', import.meta.url);
/** Where the files will stand, when that is known: structured data then carries whole addresses. */
const origin = process.env['DEMO_ORIGIN'] ?? '';

await rm(out, {recursive: true, force: true});
const files = await siteFiles({kind: 'static', origin});
for (const [path, text] of files) {
  const file = fileURLToPath(new URL(path, out));
  await mkdir(dirname(file), {recursive: true});
  await writeFile(file, text);
}
await cp(new URL('../dist/', import.meta.url), new URL('dist/', out), {recursive: true, filter: source => !/\.(d\.ts|map|tsbuildinfo)$|\/dist\/modules$/.test(source)});
console.log(`The static demo is in ${fileURLToPath(out)} (${files.size} files and the library).`);
