import type {BrowserLauncher} from '@web/test-runner';
import {startWebKit} from './webdriver.ts';
import type {WebDriverSession} from './webdriver.ts';
import {webKitInput} from './webkit-input.ts';
import type {WebKitInput} from './webkit-input.ts';

/** Lets web-test-runner run test files in WebKitGTK, one after the other in the same window. */
export function webkitLauncher(): BrowserLauncher & {getPage(sessionId: string): WebKitInput} {
  const active = new Set<string>();
  let started: Promise<{session: WebDriverSession; input: WebKitInput}> | undefined;
  let input: WebKitInput | undefined;

  const start = async (): Promise<{session: WebDriverSession; input: WebKitInput}> => {
    const session = await startWebKit();
    input = webKitInput(session);
    return {session, input};
  };
  const open = async (url: string): Promise<void> => {
    const {session, input} = await (started ??= start());
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
      active.add(id);
      await open(url);
    },
    async stopSession(id) {
      active.delete(id);
      const {session} = await (started ??= start());
      await session.command('POST', '/url', {url: 'about:blank'});
      return {};
    },
    isActive: (id) => active.has(id),
    getBrowserUrl: (id) => `session ${id}`,
    startDebugSession: () => Promise.reject(new Error('WebKit cannot be debugged from here.')),
    async stop() {
      await started?.then(({session}) => session.stop()).catch(() => undefined);
    },
  };
}
