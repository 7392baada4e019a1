import {readFile} from 'node:fs/promises';
import type {Environment} from '../handlers/open-handlers.ts';
import type {MerchantConfig} from '../merchant-config.ts';
import {MerchantConfigSchema} from '../merchant-config.ts';
import {placeOf} from '../place-of.ts';
import {SigningKeysSchema} from '../signatures/signing-key-settings.ts';
import {CommandError, reasonOf} from './command-error.ts';

const SIGNING_KEYS = 'HANGTAG_SIGNING_KEYS';

/**
 * Reads the shop's settings; without a file they are the defaults. The keys that it signs with may come from the environment instead. Throws
 * `CommandError` naming the first wrong place.
 */
export async function readConfig(path: string | undefined, environment: Environment = process.env): Promise<MerchantConfig> {
  const config = path === undefined ? MerchantConfigSchema.parse({}) : await readFileConfig(path);
  const secret = environment[SIGNING_KEYS]?.trim() ?? '';
  if (secret === '') return config;
  if (config.signingKeys.length > 0) throw new CommandError(`The environment variable ${SIGNING_KEYS} and signingKeys in the config file are both set: leave one.`);
  return {...config, signingKeys: readSigningKeys(secret)};
}

/** No message holds any of the text: it is a secret. */
function readSigningKeys(text: string): MerchantConfig['signingKeys'] {
  const result = SigningKeysSchema.safeParse(keysIn(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CommandError(`The environment variable ${SIGNING_KEYS} is wrong at ${placeOf(['keys', ...(issue?.path ?? [])])}: ${issue?.message ?? 'not as expected'}.`);
}

function keysIn(text: string): unknown {
  const wanted = 'a JWK set: {"keys": [{"kid": "…", "kty": "EC", "crv": "P-256", "x": "…", "y": "…", "d": "…"}]}';
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    throw new CommandError(`The environment variable ${SIGNING_KEYS} is not JSON. It must be ${wanted}.`);
  }
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) throw new CommandError(`The environment variable ${SIGNING_KEYS} has no keys. It must be ${wanted}.`);
  return keys;
}

async function readFileConfig(path: string): Promise<MerchantConfig> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(`The config file ${path} cannot be read: ${reasonOf(error)}.`, {cause: error});
  });
  const config = checked(parsed(text, path), path);
  try {
    new Intl.DateTimeFormat('en', {timeZone: config.timeZone});
  } catch (cause) {
    throw new CommandError(`The config file ${path} is wrong at timeZone: "${config.timeZone}" is not a time zone such as Asia/Hong_Kong.`, {cause});
  }
  return config;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new CommandError(`The config file ${path} is not JSON: ${(cause as Error).message}.`, {cause});
  }
}

function checked(value: unknown, path: string): MerchantConfig {
  const result = MerchantConfigSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = placeOf(issue?.path ?? []) || 'its top level';
  throw new CommandError(`The config file ${path} is wrong at ${place}: ${issue?.message ?? 'not as expected'}.`);
}
