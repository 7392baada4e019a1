/** Every page may call these paths, without cookies. */
const PUBLIC_CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Request-Id, Retry-After, Idempotency-Replayed, Content-Digest, Signature-Input, Signature',
};

const PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT',
  'access-control-allow-headers': 'UCP-Agent, Idempotency-Key, Request-Id, Content-Type, Accept-Language, Content-Digest, Signature-Input, Signature',
  'access-control-max-age': '86400',
};

/** Of every JSON answer: data to be read, never a page to be shown. */
const DATA: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Headers of a JSON answer. `cache`: its `Cache-Control`; nothing is kept unless said. */
export function dataHeaders(origin: string, {cors = false, cache = 'no-store'}: {readonly cors?: boolean; readonly cache?: string} = {}): Record<string, string> {
  return {
    ...DATA,
    ...(origin.startsWith('https:') ? {'strict-transport-security': 'max-age=31536000'} : {}),
    ...(cors ? PUBLIC_CORS : {}),
    'cache-control': cache,
    'content-type': 'application/json; charset=utf-8',
  };
}

/** The answer to whoever asks what may be done here, mostly a browser on behalf of a page. `methods`: none where nothing is. */
export function preflight(anyPage: boolean, methods: readonly string[]): Response {
  return new Response(null, {status: 204, headers: {...(anyPage ? PREFLIGHT : {}), ...(methods.length > 0 ? {allow: methods.join(', ')} : {})}});
}
