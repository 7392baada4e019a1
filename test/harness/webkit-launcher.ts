import {setTimeout as delay} from 'node:timers/promises';
import type {BrowserLauncher} from '@web/test-runner';
import {startWebKit} from './webdriver.ts';
import type {WebDriverSession} from './webdriver.ts';
import {webKitInput} from './webkit-input.ts';
import type {WebKitInput} from './webkit-input.ts';

/** Lets web-test-runner run test files in WebKitGTK, one after the other in the same window. */
export function webkitLauncher(): BrowserLauncher & {getPage(sessionId: string): WebKitInput} {
  const active = new Map<string, string>();
  let started: Promise<{session: WebDriverSession; input: WebKitInput}> | undefined;
  let input: WebKitInput | undefined;

  const start = async (): Promise<{session: WebDriverSession; input: WebKitInput}> => {
    const session = await startWebKit();
    input = webKitInput(session);
    return {session, input};
  };
  const running = (): NonNullable<typeof started> => {
    started ??= start();
    // The next file may have more luck.
    started.catch(() => (started = undefined));
    return started;
  };
  const open = async (url: string): Promise<void> => {
    const {session, input} = await running();
    // One window serves every file: what the last one did to its size ends here.
    await input.setViewport({width: 800, height: 600});
    await session.command('POST', '/url', {url});
  };

  return {
    name: 'WebKit',
    // Not puppeteer: but the runner's own commands ask for this type, and then call `getPage`.
    type: 'puppeteer',
    concurrency: 1,
    getPage() {
      if (!input) throw new Error('WebKit has not started yet.');
      return input;
    },
    async startSession(id, url) {
      active.set(id, url);
      await open(url);
    },
    async stopSession(id) {
      active.delete(id);
      const {session} = await running();
      const left = session.command('POST', '/url', {url: 'about:blank'}).then(() => true, () => false);
      // A page that stands still cannot be left: the next file gets a browser of its own.
      if (!(await Promise.race([left, delay(10_000, false)]))) {
        started = undefined;
        await session.stop();
      }
      return {};
    },
    isActive: (id) => active.has(id),
    // A page that cannot be asked any more went nowhere: its process is gone.
    getBrowserUrl: async (id) => ((await started)?.session.command('GET', '/url') as Promise<string>).catch(() => active.get(id) ?? ''),
    startDebugSession: () => Promise.reject(new Error('WebKit cannot be debugged from here.')),
    async stop() {
      await started?.then(({session}) => session.stop()).catch(() => undefined);
    },
  };
}
