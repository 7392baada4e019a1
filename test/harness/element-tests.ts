// Runs `*.test.ts` in real browsers, the engines beside each other: `npm run test:elements [-- file ...]`, `BROWSERS=chromium,firefox,webkit`.
// Each engine has a process of its own: each waits a lot, for its own browser.
import {spawn} from 'node:child_process';
import {text} from 'node:stream/consumers';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {startTestRunner} from '@web/test-runner';
import type {BrowserLauncher} from '@web/test-runner';
import {chromeLauncher} from '@web/test-runner-chrome';
import {a11ySnapshotPlugin, filePlugin} from '@web/test-runner-commands/plugins';
import * as puppeteer from 'puppeteer-core';
import {readClosingLine} from './closing-line.ts';
import type {Count} from './closing-line.ts';
import {elementTestPage} from './element-test-page.ts';
import {elementTestReporter} from './element-test-reporter.ts';
import type {ElementTestCount} from './element-test-reporter.ts';
import {hearStandings} from './element-test-standing.ts';
import type {Standing} from './element-test-standing.ts';
import {chosenEngines, chromiumFlags, program, startPatience} from './engines.ts';
import type {Engine} from './engines.ts';
import {freePort} from './free-port.ts';
import {webkitLauncher} from './webkit-launcher.ts';

const launchers: Record<Engine, () => BrowserLauncher> = {
  chromium: () => named('Chromium', chromeLauncher({puppeteer, launchOptions: {executablePath: program('chromium'), args: chromiumFlags}})),
  firefox: () => named('Firefox', chromeLauncher({puppeteer, launchOptions: {browser: 'firefox', executablePath: program('firefox'), headless: true}})),
  webkit: webkitLauncher,
};

const files = process.argv.slice(2);
const titles = files.length > 0;
const [engine, ...others] = chosenEngines();
const result = others.length || !engine ? await each(chosenEngines()) : await run(engine);
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed || !result.passed ? 1 : 0);

async function each(engines: readonly Engine[]): Promise<Count> {
  const counts = await Promise.all(engines.map(inOwnProcess));
  return {passed: counts.reduce((sum, {passed}) => sum + passed, 0), failed: counts.reduce((sum, {failed}) => sum + failed, 0)};
}

async function inOwnProcess(engine: Engine): Promise<Count> {
  const child = spawn(process.execPath, [...process.execArgv, import.meta.filename, ...files], {env: {...process.env, BROWSERS: engine}, stdio: ['ignore', 'pipe', 'inherit']});
  const {count, rest} = readClosingLine(await text(child.stdout));
  console.log(rest);
  return count ?? {passed: 0, failed: 1};
}

/** A browser that stood still has judged nothing: its files get one more try, in a fresh browser. What failed has failed. */
async function run(engine: Engine): Promise<Count> {
  const first = await runOnce(engine, files.length ? files : ['test/**/*.test.ts']);
  if (!first.stoodStill.length) return first;
  console.log(`The browser stood still, and is tried once more, afresh, with ${first.stoodStill.join(', ')}`);
  const again = await runOnce(engine, first.stoodStill);
  return {passed: first.passed + again.passed, failed: first.failed - first.stoodStill.length + again.failed};
}

async function runOnce(engine: Engine, files: readonly string[]): Promise<ElementTestCount> {
  let count: ElementTestCount = {passed: 0, failed: 1, stoodStill: []};
  const standings = new Map<string, Standing>();
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    config: {
      files: [...files],
      port: await freePort(),
      // Two pages at once would put one in the background, where timers and focus stop.
      concurrency: 1,
      browsers: [launchers[engine]()],
      browserStartTimeout: startPatience,
      testsStartTimeout: startPatience,
      // For a page that does not come back at all: each test has a time of its own.
      testsFinishTimeout: 600_000,
      // No test takes more than a few seconds; a machine that does much else takes its time.
      testFramework: {config: {timeout: '30000'}},
      // Development builds of Lit report what production builds swallow, such as a field that shadows a property.
      nodeResolve: {exportConditions: ['browser', 'development']},
      plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), a11ySnapshotPlugin(), filePlugin(), hearStandings(standings)],
      testRunnerHtml: elementTestPage,
      filterBrowserLogs: ({args}) => !args.some((part) => typeof part === 'string' && part.startsWith('Lit is in dev mode')),
      reporters: [elementTestReporter({titles, standings, finished: (sum) => (count = sum)})],
    },
  });
  // When it cannot start (no file matches), the runner has said so and ends the process.
  if (!runner) return new Promise(() => undefined);
  await new Promise((resolve) => runner.on('stopped', resolve));
  return count;
}

function named(name: string, launcher: BrowserLauncher): BrowserLauncher {
  launcher.name = name;
  return launcher;
}
