// The whole test run: `npm test`, or `npm test -- types node` for some of its steps. Ends with one line: `N passed, N failed`.
import {spawn} from 'node:child_process';
import {resolve} from 'node:path';
import {readClosingLine} from './closing-line.ts';
import type {Count} from './closing-line.ts';
import {doInLanes} from './lanes.ts';
import {endWithUs} from './leftovers.ts';
import {steps} from './steps.ts';
import type {Step} from './steps.ts';
import {ownTemporaryFolder} from './temporary-folder.ts';
import {startPostgres} from './throwaway-postgres.ts';

interface Result extends Count {
  readonly output: string;
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in steps));
if (unknown.length) throw new Error(`There is no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);

ownTemporaryFolder();
const start = performance.now();
const chosen = Object.entries(steps).filter(([name, {onPostgres}]) => (!names.length || names.includes(name)) && !(onPostgres && process.env.POSTGRES === 'skip'));
let passed = 0;
let failed = 0;
await doInLanes(chosen.map(([, step]) => step), timed, report);
if (chosen.length > 1) console.log(`${'All of it'.padEnd(36)}${secondsSince(start)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);

function report(step: Step, result: Result & {seconds: string}): void {
  passed += result.passed;
  failed += result.failed;
  console.log(`${step.heading.padEnd(36)}${result.seconds} s   ${result.passed} ok${result.failed ? `, ${result.failed} FAILED` : ''}`);
  if (result.output && (result.failed || step.prints)) console.log(result.output.replace(/^/gm, '    '));
}

async function timed(step: Step): Promise<Result & {seconds: string}> {
  const start = performance.now();
  const result = await take(step);
  return {...result, seconds: secondsSince(start)};
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1).padStart(7);
}

async function take(step: Step): Promise<Result> {
  // A developer's own database is never a test's.
  if (!step.onPostgres) return run(step, {DATABASE_URL: undefined});
  try {
    const postgres = await startPostgres();
    const result = await run(step, {DATABASE_URL: postgres.url});
    await postgres.stop();
    return result;
  } catch (error) {
    return {passed: 0, failed: 1, output: String(error)};
  }
}

function run({command, minutes = 15}: Step, env: Record<string, string | undefined>): Promise<Result> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that browsers and servers that a step forgot end with it.
    detached: true,
    env: {...process.env, ...env, PATH: `${resolve('node_modules/.bin')}:${process.env.PATH ?? ''}`, NO_COLOR: '1'},
  });
  const end = endWithUs(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const timeout = setTimeout(() => {
    output += `\nStopped after ${minutes} minutes.\n`;
    end();
  }, minutes * 60_000);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({passed: 0, failed: 1, output: error.message}));
    child.once('exit', () => clearTimeout(timeout));
    // The group's leader is gone, its leftovers may hold the pipes: end them, so that `close` comes.
    child.once('exit', end);
    child.once('close', (code) => resolve(judge(code, output)));
  });
}

function judge(code: number | null, text: string): Result {
  const {count, rest: output} = readClosingLine(text);
  if (!count) return {passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output};
  // A step that tested nothing, or that fell over after its last line, has not passed.
  const fell = count.failed === 0 && (code !== 0 || count.passed === 0);
  return {...count, failed: fell ? 1 : count.failed, output};
}
