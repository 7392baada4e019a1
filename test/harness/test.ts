// The whole test run: `npm test`, or `npm test -- types node` for some of its steps. Ends with one line: `N passed, N failed`.
import {spawn} from 'node:child_process';
import {resolve} from 'node:path';
import {endWithUs} from './leftovers.ts';
import {steps} from './steps.ts';
import type {Step} from './steps.ts';
import {startPostgres} from './throwaway-postgres.ts';

interface Result {
  passed: number;
  failed: number;
  output: string;
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in steps));
if (unknown.length) throw new Error(`There is no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);

let passed = 0;
let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  if (names.length && !names.includes(name)) continue;
  if (step.onPostgres && process.env.POSTGRES === 'skip') continue;
  const result = await report(step);
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);

async function report(step: Step): Promise<Result> {
  const start = performance.now();
  process.stdout.write(step.heading.padEnd(36));
  const result = await take(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
  console.log(`${seconds} s   ${result.passed} ok${result.failed ? `, ${result.failed} FAILED` : ''}`);
  if (result.output && (result.failed || step.prints)) console.log(result.output.replace(/^/gm, '    '));
  return result;
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

function run({command, minutes = 5}: Step, env: Record<string, string | undefined>): Promise<Result> {
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
  const closing = /^(\d+) passed, (\d+) failed\s*$/m;
  const counts = closing.exec(text);
  const output = text.replace(closing, '').trim();
  if (!counts) return {passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output};
  const [passed, failed] = [Number(counts[1]), Number(counts[2])];
  // A step that tested nothing, or that fell over after its last line, has not passed.
  const fell = failed === 0 && (code !== 0 || passed === 0);
  return {passed, failed: fell ? 1 : failed, output};
}
