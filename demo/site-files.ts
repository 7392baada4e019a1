import {readFileSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {page, type Target} from './render.ts';
import {shopPages} from './shop-theme.ts';

const here = new URL('./', import.meta.url);

/** Every file of the demo by its path, without the library's own `dist`. The same for `npm start` and for the static build. */
export async function siteFiles(target: Target): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const name of ['index', 'playground', 'orders', 'blog', 'house-rules']) files.set(`${name}.html`, page(name, target));
  // The server answers any address with it, so its links must start at the root.
  files.set('404.html', page('404', target, target.kind === 'server' ? '/' : ''));
  for (const [path, text] of shopPages(target)) files.set(path, text);
  for (const name of readdirSync(new URL('shop/pictures/', here))) files.set(`pictures/${name}`, read(`shop/pictures/${name}`));
  for (const name of readdirSync(new URL('pages/', here))) {
    if (/\.(css|svg)$/.test(name)) files.set(`assets/${name}`, read(`pages/${name}`));
  }
  for (const [name, text] of await scripts()) files.set(`assets/${name}`, text);
  return files;
}

/** The scripts of our own pages, bundled so that a static host needs no module resolution. */
async function scripts(): Promise<ReadonlyMap<string, string>> {
  const {outputFiles} = await build({
    entryPoints: ['site', 'playground', 'orders'].map(name => fileURLToPath(new URL(`pages/${name}.ts`, here))),
    bundle: true,
    ignoreAnnotations: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/assets',
    chunkNames: 'shared-[hash]',
    write: false,
    legalComments: 'none',
  });
  return new Map(outputFiles.map(file => [file.path.slice('/assets/'.length), file.text]));
}

function read(path: string): string {
  return readFileSync(new URL(path, here), 'utf8');
}

export function contentType(path: string): string {
  const types: Readonly<Record<string, string>> = {
    html: 'text/html; charset=utf-8',
    css: 'text/css; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    svg: 'image/svg+xml',
    json: 'application/json; charset=utf-8',
    map: 'application/json',
  };
  return types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
