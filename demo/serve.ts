import {readFile} from 'node:fs/promises';
import {serve} from '@hono/node-server';
import {policy, type Target} from './render.ts';
import {contentType, siteFiles} from './site-files.ts';

const port = Number(process.env['PORT'] ?? 0);
const dist = new URL('../dist/', import.meta.url);
let files: ReadonlyMap<string, string> = new Map();

async function answer(request: Request): Promise<Response> {
  const path = decodeURIComponent(new URL(request.url).pathname.slice(1)) || 'index.html';
  const own = files.get(path);
  if (own !== undefined) return respond(path, own);
  if (path.startsWith('dist/')) return distFile(path.slice('dist/'.length));
  return notFound();
}

function respond(path: string, body: string | Uint8Array<ArrayBuffer>, status = 200): Response {
  const headers = new Headers({'content-type': contentType(path), 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache'});
  if (path.endsWith('.html')) headers.set('content-security-policy', policy);
  return new Response(body, {status, headers});
}

async function distFile(name: string): Promise<Response> {
  const url = new URL(name, dist);
  if (!url.pathname.startsWith(dist.pathname)) return notFound();
  try {
    return respond(name, new Uint8Array(await readFile(url)));
  } catch {
    return notFound();
  }
}

function notFound(): Response {
  return respond('404.html', files.get('404.html') ?? 'Not found', 404);
}

const server = serve({fetch: answer, port}, async ({port: bound}) => {
  const target: Target = {kind: 'server', origin: `http://localhost:${bound}`};
  files = await siteFiles(target);
  console.log(`Hangtag's demo is at ${target.origin}`);
});
process.once('SIGTERM', () => server.close());
process.once('SIGINT', () => server.close());
