import {z} from 'zod';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {Answer} from './envelope.ts';
import type {Operation} from './operations.ts';

/** A route beside the protocol's own operations. */
export interface PlainRoute {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** Media type of its answer; absent when the provider of a payment decides. */
  readonly type?: string;
}

interface Document {
  readonly origin: string;
  readonly operations: readonly Operation[];
  readonly plain: readonly PlainRoute[];
}

const SCHEMAS = `https://ucp.dev/${UCP_VERSION}/schemas`;

/** The OpenAPI 3.1 document of exactly what this server serves. */
export function openApiDocument({origin, operations, plain}: Document): Answer {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  for (const route of plain) (paths[route.path] ??= {})[route.method] = describePlain(route);
  return {
    openapi: '3.1.0',
    info: {title: 'Hangtag merchant server', version: UCP_VERSION, description: `The Universal Commerce Protocol, version ${UCP_VERSION}, over REST.`},
    servers: [{url: origin}],
    paths,
    components: {schemas: {TransportError: TRANSPORT_ERROR}, parameters: PARAMETERS},
  };
}

const TRANSPORT_ERROR = {
  type: 'object',
  required: ['code', 'content'],
  properties: {code: {type: 'string'}, content: {type: 'string'}},
};

const PARAMETERS = {
  UcpAgent: {name: 'UCP-Agent', in: 'header', required: true, schema: {type: 'string'}, description: 'profile="https://platform.example/profile"'},
  IdempotencyKey: {
    name: 'Idempotency-Key', in: 'header', required: false, schema: {type: 'string', minLength: 16, maxLength: 255},
    description: 'A UUID. The same key with the same body gets the stored answer for 24 hours; with another body 409.',
  },
  RequestId: {name: 'Request-Id', in: 'header', required: false, schema: {type: 'string', maxLength: 200}, description: 'Echoed; made up when absent.'},
  AcceptLanguage: {name: 'Accept-Language', in: 'header', required: false, schema: {type: 'string'}},
};

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'Malformed request, or no usable profile in UCP-Agent',
  401: 'Unknown API key',
  403: 'The API key belongs to another profile',
  422: 'The platform’s profile is malformed, or its protocol version is not supported',
  424: 'The platform’s profile could not be fetched',
  500: 'Unexpected error',
  503: 'Try again after Retry-After',
};

const BODY_PROBLEMS: Readonly<Record<string, string>> = {
  408: 'The body took longer than 10 seconds', 413: 'The body is too large: 256 KB at most, 512 KB of a notification', 415: 'The body is not JSON',
};

const CHANGE_PROBLEMS: Readonly<Record<string, string>> = {
  409: 'The Idempotency-Key belongs to another request, or to one that is still running', 429: 'Try again after Retry-After',
};

function describe(operation: Operation): Answer {
  const named = ['UcpAgent', 'RequestId', 'AcceptLanguage', ...(operation.changes ? ['IdempotencyKey'] : [])];
  return {
    operationId: operation.operationId,
    summary: operation.summary,
    ...(operation.notes === undefined ? {} : {description: operation.notes.replaceAll('\n', ' ')}),
    parameters: [...pathParameters(operation.path), ...named.map(name => ({$ref: `#/components/parameters/${name}`}))],
    ...(operation.request ? {requestBody: requestBody(operation)} : {}),
    responses: responses(operation),
  };
}

function requestBody({request, operationId}: Operation): Answer {
  const schema = request && z.toJSONSchema(request, {io: 'input', unrepresentable: 'any'});
  return {required: !operationId.startsWith('cancel_'), content: {'application/json': {schema}}};
}

function responses({answers, request, changes}: Operation): Answer {
  const good = Object.entries(answers).map(([status, schemas]) => [status, {
    description: status === '201' ? 'Created' : 'The outcome; `ucp.status` tells whether it is the resource or an error',
    content: {'application/json': {schema: {oneOf: schemas.map(schema => ({$ref: `${SCHEMAS}/${schema}`}))}}},
  }]);
  const bad = Object.entries({...PROBLEMS, ...(request ? BODY_PROBLEMS : {}), ...(changes ? CHANGE_PROBLEMS : {})}).map(([status, description]) => [status, {
    description, content: {'application/json': {schema: {$ref: '#/components/schemas/TransportError'}}},
  }]);
  return Object.fromEntries([...good, ...bad]) as Answer;
}

function describePlain({operationId, path, summary, type}: PlainRoute): Answer {
  return {
    operationId,
    summary,
    parameters: pathParameters(path),
    responses: {200: {description: summary, ...(type === undefined ? {} : {content: {[type]: {}}})}},
  };
}

function pathParameters(path: string): readonly Answer[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({name, in: 'path', required: true, schema: {type: 'string'}}));
}
