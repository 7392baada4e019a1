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
