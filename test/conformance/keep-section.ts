import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';

export const folder = 'node_modules/.cache/fault-matrix';
export const matrixFile = 'docs/fault-matrix.md';

export const fileName = (name: string): string => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.md`;

/** Keeps a section for whoever writes the matrix, and compares it with the matrix that is there. */
export async function keepSection(name: string, section: string): Promise<void> {
  mkdirSync(folder, {recursive: true});
  writeFileSync(`${folder}/${fileName(name)}`, section);
  if (process.env['WRITE_FAULT_MATRIX']) return;
  assert.ok(readFileSync(matrixFile, 'utf8').includes(section), `${matrixFile} is not fresh: run "npm run fault-matrix". It should hold\n${section}`);
}
