// Runs every provider and handler in the kit and writes what came of it into docs/fault-matrix.md: `npm run fault-matrix`.
import {spawnSync} from 'node:child_process';
import {existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {folder, matrixFile} from './keep-section.ts';

const head = `# The fault matrix

What becomes of a payment when something goes wrong: every provider and every handler of ours, run by [the conformance kit](conformance.md) under the same troubles. Each cell is what the
buyer was told in a case that was really run, in order; none is written by hand. The tests of this repository run all of it again and compare. To write it anew: \`npm run fault-matrix\`.

The services are simulations, written from their published contracts; none of this was run against a live service. In the browser the merchant is the kit's, and the books are those of that merchant and
of the wallet. On the server a real merchant server runs, and the books are its ledger with its audit, and the simulated service's own. Where both say the same, the books agree.

A cell in bold breaks a rule of the kit: it is known, and not right yet.
`;

const run = (script: string, files: readonly string[], more: Readonly<Record<string, string>> = {}): void => {
  const {status} = spawnSync(process.execPath, [script, ...files], {stdio: 'inherit', env: {...process.env, WRITE_FAULT_MATRIX: '1', ...more}});
  if (status) throw new Error(`${script} failed: a matrix of a failing kit is not written`);
};

rmSync(folder, {recursive: true, force: true});
mkdirSync(folder, {recursive: true});
writeFileSync(`${folder}/being-written`, 'yes');
try {
  const isJudged = (file: string): boolean => /judged(Provider|Handler)\(/.test(readFileSync(file, 'utf8'));
  run('test/harness/node-tests.ts', globSync('test/conformance/*.node.ts').filter(isJudged).sort());
  run('test/harness/element-tests.ts', globSync('test/conformance/*.test.ts').filter(isJudged).sort(), {BROWSERS: 'chromium'});
} finally {
  rmSync(`${folder}/being-written`, {force: true});
}

const sections = (kind: string): string => readdirSync(folder).filter((file) => file.startsWith(kind)).sort().map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
writeFileSync(matrixFile, `${head}\n## In the browser\n\n${sections('provider')}\n## On the server\n\n${sections('handler')}`);
console.log(existsSync(matrixFile) ? `${matrixFile} is written` : 'Nothing was written');
