import {readFile} from 'node:fs/promises';
import type {MerchantConfig} from '../merchant-config.ts';
import {MerchantConfigSchema} from '../merchant-config.ts';
import {placeOf} from '../place-of.ts';
import {CommandError, reasonOf} from './command-error.ts';

/** Reads the shop's settings; without a file they are the defaults. Throws `CommandError` naming the first wrong place in the file. */
export async function readConfig(path: string | undefined): Promise<MerchantConfig> {
  if (path === undefined) return MerchantConfigSchema.parse({});
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
