import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, join, normalize} from 'node:path';

export interface Site {
  origin: string;
  /** The paths that were asked for, in order. */
  readonly requests: string[];
  /** Paths that cannot be had, as when the network is away. */
  lost?: RegExp;
  stop(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** What a strict page allows: the promise of the design is that our tags work under it. */
export const strictPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self'; connect-src *; require-trusted-types-for 'script'; trusted-types lit-html";

/** Serves some pages by path, and the build at `/dist/`, on a loopback port. */
export async function startSite(pages: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Site> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url ?? '/', 'http://localhost');
    requests.push(pathname);
    if (site.lost?.test(pathname)) return void response.writeHead(503).end();
    void find(pages, pathname).then((body) => {
      const type = types[extname(pathname)] ?? types['.html'];
      response.writeHead(body === undefined ? 404 : 200, {...headers, 'content-type': type, 'cache-control': 'no-store'}).end(body ?? 'Not found');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  const site: Site = {
    // By name: only `localhost` counts as a safe origin in all three engines.
    origin: `http://localhost:${port}`,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return site;
}

async function find(pages: Readonly<Record<string, string>>, path: string): Promise<string | Buffer | undefined> {
  if (path in pages) return pages[path];
  if (!path.startsWith('/dist/')) return undefined;
  return readFile(join('.', normalize(path))).catch(() => undefined);
}
