import type {Hono} from 'hono';
import type {Answer} from './envelope.ts';

/** What comes back with one status. `type`: media type of the body; absent when there is none, or it cannot be told. */
export interface PlainAnswer {
  readonly says: string;
  readonly type?: string;
}

/** A route beside the protocol's own operations. */
export interface PlainRoute {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** Beside those of its path, as OpenAPI writes them. */
  readonly parameters?: readonly Answer[];
  /** Media type of its request's body. */
  readonly takes?: string;
  /** By status, or `default`. Those of 4xx and 5xx without a media type are transport errors, except where it is said. */
  readonly answers: Readonly<Record<string, PlainAnswer>>;
}

const JSON_TYPE = 'application/json';
const TOO_MUCH = {408: {says: 'The body took too long to arrive'}, 413: {says: 'The body is too large'}, 429: {says: 'Try again after Retry-After'}};

export const WELL_KNOWN: PlainRoute = {
  operationId: 'business_profile', method: 'get', path: '/.well-known/ucp', summary: 'The business profile', answers: {200: {says: 'The profile', type: JSON_TYPE}},
};
export const FILE: PlainRoute = {
  operationId: 'well_known_file', method: 'get', path: '/.well-known/{file}', summary: 'A file by which a payment service knows the shop’s address',
  answers: {200: {says: 'The file', type: 'text/plain'}, 404: {says: 'There is no such file'}},
};
export const DOCUMENT: PlainRoute = {
  operationId: 'openapi', method: 'get', path: '/openapi.json', summary: 'This document', answers: {200: {says: 'The document', type: JSON_TYPE}},
};
export const ALIVE: PlainRoute = {
  operationId: 'health', method: 'get', path: '/healthz', summary: 'Whether the process answers', answers: {200: {says: 'It does', type: JSON_TYPE}},
};
export const READY: PlainRoute = {
  operationId: 'readiness', method: 'get', path: '/readyz', summary: 'Whether the database answers and the worker is alive',
  answers: {200: {says: 'They do', type: JSON_TYPE}, 503: {says: 'One of them does not', type: JSON_TYPE}},
};
export const NOTIFY: PlainRoute = {
  operationId: 'notification', method: 'post', path: '/notify/{handler_id}', summary: 'Takes a notification of a payment service, at most 512 KB', takes: '*/*',
  answers: {200: {says: 'Taken, in the words of that service', type: '*/*'}, default: {says: 'Not taken'}},
};
export const REACHED: PlainRoute = {
  operationId: 'notify_address', method: 'get', path: '/notify/{handler_id}', summary: 'Proves to hangtag check that a notify address leads to this shop',
  parameters: [{name: 'challenge', in: 'query', required: false, schema: {type: 'string'}, description: 'Made by hangtag check.'}],
  answers: {200: {says: 'The proof', type: 'text/plain'}, 404: {says: 'There is no such payment service here'}, 405: {says: 'This was no challenge: the address takes POST'}},
};
export const ASK: PlainRoute = {
  operationId: 'handler_question', method: 'post', path: '/handlers/{handler_id}/{question}', summary: 'What a provider in a page asks its handler before a payment', takes: JSON_TYPE,
  answers: {
    200: {says: 'The answer', type: JSON_TYPE}, 400: {says: 'The question cannot be read'}, 404: {says: 'There is no such handler or question'},
    415: {says: 'The body is not JSON'}, ...TOO_MUCH, 500: {says: 'Unexpected error'}, 502: {says: 'The payment service gave no usable answer'}, 503: {says: 'Try again after Retry-After'},
  },
};

export const PLAIN_ROUTES: readonly PlainRoute[] = [WELL_KNOWN, FILE, DOCUMENT, ALIVE, READY, NOTIFY, REACHED, ASK];

/** The pages for people, as far as they stand at plain paths. */
export function pageRoutes(pages: Hono | undefined): readonly PlainRoute[] {
  const seen = new Set<string>();
  return (pages?.routes ?? []).flatMap(({method, path}): PlainRoute[] => {
    const key = `${method} ${path}`;
    if ((method !== 'GET' && method !== 'POST') || path.includes('*') || seen.has(key)) return [];
    seen.add(key);
    const plain = path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    const operationId = `page_${key.toLowerCase().replaceAll(/\W+/g, '_').replace(/_$/, '')}`;
    return [method === 'GET' ? shownPage(operationId, plain) : {...form(plain), operationId, path: plain}];
  });
}

function shownPage(operationId: string, path: string): PlainRoute {
  const file = path.endsWith('.css') ? 'text/css' : path.endsWith('.js') ? 'text/javascript' : undefined;
  if (file !== undefined) return {operationId, method: 'get', path, summary: 'A file of the pages for people', answers: {200: {says: 'The file', type: file}}};
  const away = {says: 'On to another page'};
  return {operationId, method: 'get', path, summary: 'A page for people', answers: {
    200: {says: 'The page', type: 'text/html'}, 302: away, 303: away, default: {says: 'A page that says what is wrong', type: 'text/html'},
  }};
}

function form(path: string): Pick<PlainRoute, 'method' | 'summary' | 'takes' | 'answers'> {
  return {
    method: 'post', summary: `The form of a page for people: ${path.split('/').at(-1) ?? ''}`, takes: 'application/x-www-form-urlencoded',
    answers: {200: {says: 'The page again', type: 'text/html'}, 303: {says: 'On to the next page'}, default: {says: 'A page that says what is wrong', type: 'text/html'}},
  };
}
