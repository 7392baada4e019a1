import {readFile} from 'node:fs/promises';
import {parseArgs} from 'node:util';
import {explain} from '../src/server/command/explain.ts';
import {listen} from '../src/server/command/http-server.ts';
import {readSearch} from './find-orders.ts';
import {openingPage} from './opening-page.ts';
import type {Target} from './render.ts';
import {playgroundPolicy, policy} from './render.ts';
import type {ServiceShop} from './service-shop.ts';
import {openShop, readConfig} from './shop-server.ts';
import type {DemoShop} from './shop-server.ts';
import {contentType, siteFiles} from './site-files.ts';

const {values} = parseArgs({options: {data: {type: 'string', default: '.hangtag/demo'}, port: {type: 'string', default: process.env['PORT'] || '0'}}});
const dist = new URL('../dist/', import.meta.url);
let files: ReadonlyMap<string, string> = new Map();
let shop: DemoShop | undefined;
let origin = '';

/** Small over a slow line, as any host would have it. */
async function answer(request: Request, address: string | undefined): Promise<Response> {
  const response = await find(request, address);
  const packs = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '') && /^text\/|json|svg/.test(response.headers.get('content-type') ?? '');
  if (!packs || request.method === 'HEAD' || !response.body || response.headers.has('content-encoding')) return response;
  const headers = new Headers(response.headers);
  headers.set('content-encoding', 'gzip');
  headers.append('vary', 'accept-encoding');
  headers.delete('content-length');
  return new Response(response.body.pipeThrough(new CompressionStream('gzip')), {status: response.status, headers});
}

async function find(request: Request, address: string | undefined): Promise<Response> {
  const path = decodeURIComponent(new URL(request.url).pathname.slice(1)) || 'index.html';
  const own = request.method === 'GET' || request.method === 'HEAD' ? files.get(path) : undefined;
  if (own !== undefined) return respond(path, own);
  if (path.startsWith('dist/')) return distFile(path.slice('dist/'.length));
  if (path.startsWith('services/')) return serviceFile(path);
  const doors = shop;
  if (!doors) return openingPage(request);
  if (path === 'demo/books.json') return respond(path, JSON.stringify(await doors.books(readSearch(new URL(request.url).searchParams))));
  const answered = await doors.fetch(request, address === undefined ? {} : {address});
  const lost = answered.status === 404 && request.headers.get('accept')?.includes('text/html') && !answered.headers.get('content-type')?.includes('html');
  return lost ? notFound() : answered;
}

function respond(path: string, body: string | Uint8Array<ArrayBuffer>, status = 200): Response {
  const headers = new Headers({'content-type': contentType(path), 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache'});
  // Anybody's page may load the script and show the shop's pictures.
  if (/\.(js|svg)$/.test(path)) headers.set('access-control-allow-origin', '*');
  if (path.endsWith('.html')) headers.set('content-security-policy', path === 'playground.html' ? playgroundPolicy : policy);
  return new Response(body, {status, headers});
}

async function distFile(name: string): Promise<Response> {
  const url = new URL(name, dist);
  if (!url.pathname.startsWith(dist.pathname)) return notFound();
  const body = await readFile(url).catch(() => undefined);
  return body ? respond(name, new Uint8Array(body)) : notFound();
}

/** The shop of the simulated services takes a while and much memory: it is opened when somebody first wants to see it. */
let services: Promise<ServiceShop> | undefined;

async function serviceFile(path: string): Promise<Response> {
  services ??= import('./service-shop.ts').then(async ({openServiceShop}) => {
    return keep(await openServiceShop(await readConfig(origin)));
  });
  const {settings, script} = await services;
  if (path === 'services/settings.json') return respond(path, JSON.stringify(settings));
  const text = await script(path.slice('services/'.length).replace(/\.js$/, ''));
  return text === undefined ? notFound() : respond(path, text);
}

function notFound(): Response {
  return respond('404.html', files.get('404.html') ?? 'Not found', 404);
}

async function start(): Promise<void> {
  const server = await listen(
    {host: process.env['HOST'] ?? '127.0.0.1', port: Number(values.port)},
    (request, {incoming}) => answer(request, incoming.socket.remoteAddress),
  );
  await keep(server);
  // By name: only `localhost` counts as a safe origin everywhere.
  const target: Target = {kind: 'server', origin: `http://localhost:${server.port}`};
  origin = target.origin;
  files = await siteFiles(target);
  shop = await keep(await openShop(values.data, target.origin));
  if (!closing) console.log(`Hangtag's demo is at ${target.origin}`);
}

interface Part {
  close(): Promise<void>;
}

const parts: Part[] = [];
let closing: Promise<void> | undefined;

/** Closed with the demo; at once when the demo was asked to stop while the part was being opened. */
async function keep<P extends Part>(part: P): Promise<P> {
  if (closing) await part.close();
  else parts.push(part);
  return part;
}

async function close(): Promise<void> {
  for (const part of parts) await part.close();
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void (closing ??= close()));
await start().catch(async (error: unknown) => {
  process.exitCode = explain(error, false, text => process.stderr.write(text));
  await (closing ??= close());
});
