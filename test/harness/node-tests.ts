// Runs tests of `node:test`, a process a file: `npm run test:node [-- file ...]` for `*.node.ts`, and `npm run test:driven` for
// `*.driven.ts`, which drive real browsers. `--database`: of the files only those that use `DATABASE_URL`.
import {globSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import {relative} from 'node:path';
import {run} from 'node:test';
import type {TestEvent} from 'node:test/reporters';
import {databaseTests} from './database-tests.ts';
import {stripSources} from './stripped-sources.ts';

type Outcome = Extract<TestEvent, {type: 'test:pass' | 'test:fail'}>;

const args = process.argv.slice(2);
const driven = args.includes('--driven');
const named = args.filter((arg) => !arg.startsWith('--'));
const patterns = named.length ? named : [driven ? 'test/**/*.driven.ts' : 'test/**/*.node.ts'];
const matching = patterns.flatMap((pattern) => globSync(pattern));
const files = args.includes('--database') ? databaseTests(matching) : matching;
// Driven files go on beside another lane, which keeps the machine busy: two of them at once would lack time to see what they look for.
const concurrency = driven ? 1 : Math.max(2, availableParallelism());
const titles = files.length === 1;
let passed = 0;
let failed = 0;

if (!files.length) {
  console.log(`No file matches ${patterns.join(' ')}.`);
  failed++;
}
// For the processes of the tests, and for what they start.
Object.assign(process.env, stripSources());
const path: string[] = [];
/** ms, by file. */
const durations = new Map<string, number>();
/** The last test or suite that began, by file. */
const begun = new Map<string, string>();
for await (const event of run({files, concurrency, timeout: 1_200_000}) as AsyncIterable<TestEvent>) follow(event);
const slowest = [...durations].sort(([, a], [, b]) => b - a).slice(0, 8);
if (files.length > 8) console.log(`- slowest: ${slowest.map(([file, ms]) => `${file} ${Math.round(ms / 1000)} s`).join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;

function follow(event: TestEvent): void {
  // Files report one after the other, even while several run.
  if (event.type === 'test:start') path[event.data.nesting] = event.data.name;
  if (event.type === 'test:stderr' || event.type === 'test:stdout') process.stdout.write(event.data.message);
  if (event.type === 'test:dequeue' && event.data.nesting > 0) begun.set(fileOf(event.data), event.data.name);
  if (event.type === 'test:pass' || event.type === 'test:fail') judge(event);
}

function judge({type, data}: Outcome): void {
  const title = [...path.slice(0, data.nesting), data.name].join(' › ');
  if (data.nesting === 0) durations.set(fileOf(data), (durations.get(fileOf(data)) ?? 0) + data.details.duration_ms);
  if (type === 'test:fail') {
    // A suite whose test failed fails too: the test has been counted.
    if ((data.details.error as TestError).failureType === 'subtestsFailed') return;
    failed++;
    // A file that did not end in time, or whose process went away.
    const last = isWholeFile(data) ? begun.get(fileOf(data)) : undefined;
    console.log([`✗ ${fileOf(data)}: ${title}`, ...indent(reason(data.details.error)), ...(last === undefined ? [] : indent(`it stood at: ${last}`))].join('\n'));
  } else if (isWholeFile(data)) {
    failed++;
    console.log(`✗ ${fileOf(data)}: no test ran`);
  } else if (data.details.type !== 'suite') {
    if (data.skip === undefined) passed++;
    if (data.skip !== undefined || titles) console.log(`${data.skip === undefined ? '✓' : '- skipped:'} ${title}`);
  }
}

// The runner reports a file as a test of its own only when nothing in it was one.
function isWholeFile({name, nesting}: Outcome['data']): boolean {
  return nesting === 0 && files.some((file) => name.endsWith(file));
}

function fileOf({file, name}: {readonly file?: string | undefined; readonly name: string}): string {
  return relative(process.cwd(), file ?? name);
}

interface TestError extends Error {
  failureType?: string;
}

function reason(error: Error): string {
  const inner = error.cause instanceof Error ? error.cause : error;
  const frames = (inner.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('(node:'));
  return [inner.message, ...frames.slice(0, 8)].join('\n');
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`);
}
