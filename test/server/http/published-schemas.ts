import {existsSync, globSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import type {ValidateFunction} from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import {operations} from '../../../src/server/http/operations.ts';

/**
 * The protocol's published schemas: in `UCP_SCHEMAS`, else in `shared/ucp` beside the repository, where CI has them. They
 * are not part of the project; without them answers are checked by the other tests only.
 */
const folder = process.env['UCP_SCHEMAS'] ?? resolve(import.meta.dirname, '../../../../shared/ucp');

export const schemasMissing: string | false = existsSync(join(folder, 'schemas/ucp.json'))
  ? false
  : 'The published schemas are not at hand: set UCP_SCHEMAS to their folder.';

const BASE = 'https://ucp.dev/schemas/';
const EMBEDDED = 'https://ucp.dev/services/shopping/embedded.openrpc.json';

interface Method {
  readonly $ref?: string;
  readonly name: string;
  readonly params?: readonly {readonly name: string; readonly required?: boolean}[];
  readonly result?: object;
}

function openRpc(): {readonly methods: readonly Method[]} {
  return JSON.parse(readFileSync(join(folder, 'services/shopping/embedded.openrpc.json'), 'utf8')) as ReturnType<typeof openRpc>;
}
let compiled: Ajv2020 | undefined;

function schemas(): Ajv2020 {
  if (compiled) return compiled;
  const ajv = new Ajv2020({strict: false, allErrors: true});
  (formats as unknown as (ajv: Ajv2020) => void)(ajv);
  for (const file of globSync('{schemas,discovery}/**/*.json', {cwd: folder})) {
    const text = readFileSync(join(folder, file), 'utf8');
    // The profile's schema says `../schemas/ucp.json` from a place where that leads nowhere.
    ajv.addSchema(JSON.parse(file.startsWith('discovery') ? text.replaceAll('"../schemas/', '"../') : text) as object);
  }
  ajv.addSchema(openRpc(), EMBEDDED);
  compiled = ajv;
  return ajv;
}

function compile(reference: string): ValidateFunction {
  const validate = schemas().getSchema(`${BASE}${reference}`);
  if (!validate) throw new Error(`There is no published schema ${reference}`);
  return validate;
}

/** What a published schema, such as `shopping/checkout.json`, finds wrong with a body; empty when it is valid. */
export function faults(reference: string, body: unknown): readonly string[] {
  const validate = compile(reference);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({instancePath, message, params}) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`);
}

/** What is wrong with an answer of an operation: it must be valid against exactly one of the schemas that the operation names. */
export function faultsOfAnswer(operationId: string, status: number, body: unknown): readonly string[] {
  const references = operations.find(operation => operation.operationId === operationId)?.answers[status];
  if (!references) return [`${operationId} never answers ${status}`];
  const found = references.map(reference => faults(reference, body));
  const valid = found.filter(one => one.length === 0).length;
  if (valid === 1) return [];
  return valid === 0 ? found.flatMap((one, at) => one.map(fault => `${references[at] ?? ''}: ${fault}`)) : ['valid against more than one schema'];
}

/** A message as it went through the air. */
export interface EmbeddedMessage {
  readonly jsonrpc?: string;
  readonly id?: string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What the published OpenRPC document of the embedded protocol finds wrong with a message of the embedded page; empty when it is valid. */
export function faultsOfMessage({jsonrpc, id, method = '', params = {}}: EmbeddedMessage): readonly string[] {
  const place = placeOf(method);
  if (!place) return [`There is no method ${method}`];
  const {at, named} = place;
  const missing = (named.params ?? []).filter(param => param.required && !(param.name in params)).map(({name}) => `${method} lacks ${name}`);
  const wrong = (named.params ?? []).flatMap(({name}, index) => (name in params ? faultsAt(`${at}/params/${index}/schema`, params[name]) : []));
  const asked = named.result ? (id === undefined ? [`${method} asks for an answer and has no id`] : []) : id === undefined ? [] : [`${method} wants no answer and has an id`];
  return [...(jsonrpc === '2.0' ? [] : ['not JSON-RPC 2.0']), ...missing, ...wrong, ...asked];
}

/** What the published document finds wrong with a host's answer. */
export function faultsOfResult(method: string, result: unknown): readonly string[] {
  const place = placeOf(method);
  return place ? faultsAt(`${place.at}/result/schema`, result) : [`There is no method ${method}`];
}

function placeOf(method: string): {readonly at: string; readonly named: Method} | undefined {
  const {methods} = openRpc();
  const index = methods.findIndex(one => one.name === method);
  if (index >= 0) return {at: `${EMBEDDED}#/methods/${index}`, named: methods[index]!};
  const reference = methods.find(one => one.$ref?.endsWith(`/${method}`))?.$ref;
  if (reference === undefined) return undefined;
  const [file = '', pointer = ''] = reference.replace('../../schemas/', '').split('#');
  const document = JSON.parse(readFileSync(join(folder, 'schemas', file), 'utf8')) as {embedded: {methods: Record<string, Method>}};
  return {at: `${BASE}${file}#${pointer}`, named: document.embedded.methods[method]!};
}

function faultsAt(reference: string, value: unknown): readonly string[] {
  const validate = schemas().getSchema(reference);
  if (!validate) throw new Error(`There is no published schema ${reference}`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({instancePath, message, params}) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`);
}
