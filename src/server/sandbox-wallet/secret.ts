import {randomBytes} from 'node:crypto';
import {link, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** The secret that a merchant's server and its sandbox wallet share: made once per folder, readable by its owner only. */
export async function sandboxSecret(folder: string): Promise<string> {
  await mkdir(folder, {recursive: true, mode: 0o700});
  const path = join(folder, 'secret');
  // Whoever is first links a whole file into place; everybody reads that one.
  const draft = join(folder, `secret.${randomBytes(6).toString('hex')}`);
  await writeFile(draft, randomBytes(32).toString('base64url'), {flag: 'wx', mode: 0o600});
  await link(draft, path).catch((error: unknown) => {
    if ((error as {code?: string}).code !== 'EEXIST') throw error;
  });
  await rm(draft);
  const secret = (await readFile(path, 'utf8')).trim();
  if (secret.length < 32) throw new Error(`The sandbox's secret in ${folder} is damaged: remove the file "secret" there to have a new one made`);
  return secret;
}
