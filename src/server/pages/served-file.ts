import {createHash} from 'node:crypto';
import type {Hono} from 'hono';

/** A file of ours that pages load. Its address changes with its text, so a browser keeps it for good. */
export interface ServedFile {
  readonly text: string;
  /** With its version. */
  readonly address: string;
  readonly path: string;
  readonly type: string;
}

export function servedFile(path: string, type: string, text: string): ServedFile {
  const version = createHash('sha256').update(text).digest('base64url').slice(0, 10);
  return {text, path, type: `${type}; charset=utf-8`, address: `${path}?v=${version}`};
}

export function serveFile(app: Hono, file: ServedFile): void {
  app.get(file.path, c => {
    const asked = `${file.path}${new URL(c.req.url).search}`;
    const cache = asked === file.address ? 'public, max-age=31536000, immutable' : 'public, max-age=300';
    return c.body(file.text, 200, {'content-type': file.type, 'cache-control': cache, 'x-content-type-options': 'nosniff'});
  });
}
