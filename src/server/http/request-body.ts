import {TransportError} from './transport-error.ts';

export interface BodyLimits {
  /** Most bytes of a body. */
  readonly bytes: number;
  /** How long a body may take to arrive, in ms. */
  readonly time: number;
  /** How deep objects and arrays may nest. */
  readonly depth: number;
  /** Most entries of one array or object. */
  readonly entries: number;
}

export const BODY_LIMITS: BodyLimits = {bytes: 256 * 1024, time: 10_000, depth: 16, entries: 1000};

/**
 * Reads a JSON body. Throws `TransportError`: 415 for another media type or a compressed body, 413 when too large, 408 when too slow, 400 when
 * it is not JSON or too deep. An empty body is `undefined`.
 */
export async function readJsonBody(request: Request, limits: BodyLimits = BODY_LIMITS): Promise<unknown> {
  return parseJsonBody(request.headers, await readBytes(request, limits), limits);
}

/** The same of bytes that were read already. Throws `TransportError` 415 or 400. */
export function parseJsonBody(headers: Headers, bytes: Uint8Array, limits: BodyLimits = BODY_LIMITS): unknown {
  if (bytes.length === 0) return undefined;
  requireJson(headers);
  const body = parse(bytes);
  requireShallow(body, limits);
  return body;
}

/** The same request with its body already here, within the limits. Throws `TransportError` 413, 408 or 400. */
export async function withReadBody(request: Request, limits: BodyLimits = BODY_LIMITS): Promise<Request> {
  const {url, method, headers} = request;
  return new Request(url, {method, headers, body: await readBytes(request, limits) as Uint8Array<ArrayBuffer>});
}

function requireJson(headers: Headers): void {
  if (!/^(identity)?$/i.test(headers.get('content-encoding') ?? '')) throw new TransportError(415, 'unsupported_media_type', 'The body must not be compressed.');
  const [type = '', ...parameters] = (headers.get('content-type') ?? '').toLowerCase().split(';').map(part => part.trim());
  const charset = parameters.find(parameter => parameter.startsWith('charset='))?.slice(8).replaceAll('"', '') ?? 'utf-8';
  if (!/^application\/(json|[\w.-]+\+json)$/.test(type) || !/^utf-?8$/.test(charset)) {
    throw new TransportError(415, 'unsupported_media_type', 'The body must be application/json in UTF-8.');
  }
}

/** The body as it came. Throws `TransportError` 413, 408 or 400. */
export async function readBytes(request: Request, limits: BodyLimits = BODY_LIMITS): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > limits.bytes) throw tooLarge(limits);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new TransportError(408, 'request_timeout', 'The body took too long to arrive.')); }, limits.time);
  });
  try {
    return await Promise.race([collect(reader, limits), slow]);
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof TransportError) throw error;
    throw new TransportError(400, 'invalid_request', 'The body could not be read to its end.');
  } finally {
    clearTimeout(timer);
  }
}

async function collect(reader: ReadableStreamDefaultReader<Uint8Array>, limits: BodyLimits): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return Buffer.concat(chunks, length);
    length += value.length;
    if (length > limits.bytes) throw tooLarge(limits);
    chunks.push(value);
  }
}

function tooLarge(limits: BodyLimits): TransportError {
  return new TransportError(413, 'request_too_large', `A body may have ${limits.bytes} bytes at most.`);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes)) as unknown;
  } catch {
    throw new TransportError(400, 'invalid_request', 'The body is not valid JSON.');
  }
}

/** Level by level, so that a deep body cannot exhaust the stack. */
function requireShallow(body: unknown, limits: BodyLimits): void {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) throw new TransportError(400, 'invalid_request', `The body nests deeper than ${limits.depth} levels.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') requireText(value);
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value)) Object.keys(value).forEach(requireText);
      const entries = Object.values(value);
      if (entries.length > limits.entries) {
        throw new TransportError(400, 'request_too_large', `A list in the body has more than ${limits.entries} entries.`);
      }
      next.push(...(entries as unknown[]));
    }
    level = next;
  }
}

/** No database keeps NUL or half a surrogate pair as text. */
function requireText(text: string): void {
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) throw new TransportError(400, 'invalid_request', 'A text in the body has characters that are none.');
}
