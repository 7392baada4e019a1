import {z} from 'zod';
import {UCP_VERSION} from '../../commerce/ucp.ts';
import type {Answer} from './envelope.ts';
import {BODY_PROBLEMS, CHANGE_PROBLEMS, HEADERS, PARAMETERS, PROBLEMS, SECURITY, SECURITY_SCHEMES, TRANSPORT_ERROR} from './openapi-components.ts';
import {REQUEST_EXAMPLES} from './openapi-examples.ts';
import type {Operation} from './operations.ts';
import {webhooks} from './openapi-webhooks.ts';
import type {PlainAnswer, PlainRoute} from './plain-routes.ts';

interface Document {
  readonly origin: string;
  readonly operations: readonly Operation[];
  readonly plain: readonly PlainRoute[];
}

const SCHEMAS = `https://ucp.dev/${UCP_VERSION}/schemas`;
const ABOUT = `The Universal Commerce Protocol, version ${UCP_VERSION}, over REST, and what else this server serves. Unknown fields are ignored, null is the same as absent, amounts are minor units.
Bodies are JSON in UTF-8; their texts hold neither NUL nor half a surrogate pair.`;

/** The OpenAPI 3.1 document of exactly what this server serves, and of what it sends. */
export function openApiDocument({origin, operations, plain}: Document): Answer {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = describe(operation);
  for (const route of plain) (paths[route.path] ??= {})[route.method] = describePlain(route);
  return {
    openapi: '3.1.0',
    info: {title: 'Hangtag merchant server', version: UCP_VERSION, description: ABOUT.replaceAll('\n', ' ')},
    servers: [{url: origin}],
    paths,
    webhooks: webhooks(SCHEMAS),
    components: {
      schemas: {TransportError: TRANSPORT_ERROR, ...Object.fromEntries(operations.flatMap(requestSchema))},
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function requestSchema({request, operationId}: Operation): readonly (readonly [string, unknown])[] {
  if (!request) return [];
  const {$schema: _dialect, ...schema} = z.toJSONSchema(request, {io: 'input', unrepresentable: 'any'});
  return [[`${operationId}_request`, schema]];
}

function describe(operation: Operation): Answer {
  const {operationId, summary, notes, path, changes, request} = operation;
  const named = ['UcpAgent', 'RequestId', 'AcceptLanguage', 'SignatureInput', 'Signature', ...(request ? ['ContentDigest'] : []), ...(changes ? ['IdempotencyKey'] : []), ...(operationId === 'get_order' ? ['OrderKey'] : [])];
  return {
    operationId,
    summary,
    tags: [operation.root],
    ...(notes === undefined ? {} : {description: notes.replaceAll('\n', ' ')}),
    security: SECURITY,
    parameters: [...pathParameters(path), ...named.map(name => ({$ref: `#/components/parameters/${name}`}))],
    ...(request ? {requestBody: requestBody(operationId)} : {}),
    responses: responses(operation),
  };
}

function requestBody(operationId: string): Answer {
  const content = {schema: {$ref: `#/components/schemas/${operationId}_request`}, examples: REQUEST_EXAMPLES[operationId] ?? {}};
  return {required: !operationId.startsWith('cancel_'), content: {'application/json': content}};
}

function responses({operationId, answers, request, changes, signs}: Operation): Answer {
  const good = Object.entries(answers).map(([status, schemas]) => [status, {
    description: status === '201' ? 'Created' : 'The outcome; `ucp.status` tells whether it is the resource or an error',
    headers: headers('RequestId', ...(changes ? ['IdempotencyReplayed'] : []), ...(signs ? ['ContentDigest', 'SignatureInput', 'Signature'] : [])),
    content: {'application/json': {schema: {oneOf: schemas.map(schema => ({$ref: `${SCHEMAS}/${schema}`}))}}},
    ...(status === '201' ? {links: onwards(operationId)} : {}),
  }]);
  const bad = Object.entries({...PROBLEMS, ...(request ? BODY_PROBLEMS : {}), ...(changes ? CHANGE_PROBLEMS : {})});
  return Object.fromEntries([...good, ...bad.map(([status, description]) => [status, problem(status, description)])]) as Answer;
}

/** What may be done with what was made. */
function onwards(operationId: string): Answer {
  const kind = operationId.replace('create_', '');
  const steps = ['get', 'update', 'cancel', ...(kind === 'checkout' ? ['complete'] : [])];
  return Object.fromEntries(steps.map(step => [step, {operationId: `${step}_${kind}`, parameters: {id: '$response.body#/id'}}]));
}

function problem(status: string, description: string): Answer {
  const again = status === '409' || status === '429' || status === '503';
  return {
    description,
    headers: headers('RequestId', ...(again ? ['RetryAfter'] : [])),
    content: {'application/json': {schema: {$ref: '#/components/schemas/TransportError'}}},
  };
}

const HEADER_NAMES: Readonly<Record<string, string>> = {RequestId: 'Request-Id', IdempotencyReplayed: 'Idempotency-Replayed', RetryAfter: 'Retry-After', ContentDigest: 'Content-Digest', SignatureInput: 'Signature-Input'};

function headers(...names: readonly string[]): Answer {
  return Object.fromEntries(names.map(name => [HEADER_NAMES[name] ?? name, {$ref: `#/components/headers/${name}`}]));
}

function describePlain({operationId, path, summary, parameters = [], takes, answers}: PlainRoute): Answer {
  return {
    operationId,
    summary,
    parameters: [...pathParameters(path), ...parameters],
    ...(takes === undefined ? {} : {requestBody: {required: false, content: {[takes]: {}}}}),
    responses: Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, plainResponse(status, answer)])),
  };
}

function plainResponse(status: string, {says, type}: PlainAnswer): Answer {
  if (type === undefined && Number(status) >= 400) return problem(status, says);
  return {description: says, ...(type === undefined ? {} : {content: {[type]: {}}})};
}

function pathParameters(path: string): readonly Answer[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({name, in: 'path', required: true, schema: {type: 'string'}}));
}
