// Runs `*.test.ts` in real browsers, one after the other: `npm run test:elements [-- file ...]`, `BROWSERS=chromium,firefox,webkit`.
//
// A merchant to talk to: when `test/harness/merchant.ts` exists, its `startMerchant(): Promise<{origin: string; stop(): Promise<void>}>`
// runs for the length of the run, and tests find the server at `globalThis.merchantOrigin`. It must allow CORS, as any merchant does.
import {existsSync} from 'node:fs';
import {esbuildPlugin} from '@web/dev-server-esbuild';
import {startTestRunner} from '@web/test-runner';
import type {BrowserLauncher} from '@web/test-runner';
import {chromeLauncher} from '@web/test-runner-chrome';
import {a11ySnapshotPlugin, filePlugin} from '@web/test-runner-commands/plugins';
import * as puppeteer from 'puppeteer-core';
import {elementTestPage} from './element-test-page.ts';
import {elementTestReporter} from './element-test-reporter.ts';
import type {Count} from './element-test-reporter.ts';
import {chosenEngines, chromiumFlags, program} from './engines.ts';
import type {Engine} from './engines.ts';
import {freePort} from './free-port.ts';
import {webkitLauncher} from './webkit-launcher.ts';

interface TestMerchant {
  origin: string;
  stop(): Promise<void>;
}

const launchers: Record<Engine, () => BrowserLauncher> = {
  chromium: () => named('Chromium', chromeLauncher({puppeteer, launchOptions: {executablePath: program('chromium'), args: chromiumFlags}})),
  firefox: () => named('Firefox', chromeLauncher({puppeteer, launchOptions: {browser: 'firefox', executablePath: program('firefox'), headless: true}})),
  webkit: webkitLauncher,
};

const files = process.argv.slice(2);
const merchant = await startMerchant();
const result = await run();
await merchant?.stop();
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed || !result.passed ? 1 : 0);

async function startMerchant(): Promise<TestMerchant | undefined> {
  const module = new URL('./merchant.ts', import.meta.url);
  if (!existsSync(module)) return undefined;
  const {startMerchant} = (await import(module.href)) as {startMerchant(): Promise<TestMerchant>};
  return startMerchant();
}

async function run(): Promise<Count> {
  let count: Count = {passed: 0, failed: 1};
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    config: {
      files: files.length ? files : ['test/**/*.test.ts'],
      port: await freePort(),
      // Two pages at once would put one in the background, where timers and focus stop.
      concurrency: 1,
      concurrentBrowsers: 1,
      browsers: chosenEngines().map((engine) => launchers[engine]()),
      browserStartTimeout: 60_000,
      testsStartTimeout: 60_000,
      testsFinishTimeout: 180_000,
      testFramework: {config: {timeout: '10000'}},
      // Development builds of Lit report what production builds swallow, such as a field that shadows a property.
      nodeResolve: {exportConditions: ['browser', 'development']},
      plugins: [esbuildPlugin({ts: true, target: 'es2022', tsconfig: 'tsconfig.json'}), a11ySnapshotPlugin(), filePlugin()],
      testRunnerHtml: (testRunnerImport) => elementTestPage(testRunnerImport, merchant?.origin),
      filterBrowserLogs: ({args}) => !args.some((part) => typeof part === 'string' && part.startsWith('Lit is in dev mode')),
      reporters: [elementTestReporter({titles: files.length > 0, finished: (sum) => (count = sum)})],
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
