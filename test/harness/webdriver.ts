import {spawn} from 'node:child_process';
import {setTimeout as delay} from 'node:timers/promises';
import {program, startPatience} from './engines.ts';
import {freePort} from './free-port.ts';
import {endWithUs} from './leftovers.ts';
import {startVirtualDisplay} from './virtual-display.ts';

/** One WebKitGTK window, driven over W3C WebDriver on a display of its own. */
export interface WebDriverSession {
  /** Sends one command of the session, such as `('POST', '/url', {url})`, and answers with its `value`. */
  command(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Runs the body of a function in the page. */
  run(script: string, ...args: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startWebKit(): Promise<WebDriverSession> {
  const screen = await startVirtualDisplay();
  const port = await freePort();
  const driver = spawn(program('webkit'), [`--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    env: {
      ...process.env,
      DISPLAY: screen.display,
      GDK_BACKEND: 'x11',
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
    },
  });
  const endDriver = endWithUs(driver);
  const root = `http://127.0.0.1:${port}`;
  await answered(`${root}/status`);
  const options = {binary: program('miniBrowser'), args: ['--automation']};
  const capabilities = {alwaysMatch: {'webkitgtk:browserOptions': options}};
  const {sessionId} = (await send('POST', `${root}/session`, {capabilities})) as {sessionId: string};
  const session = `${root}/session/${sessionId}`;

  const command: WebDriverSession['command'] = (method, path, body) => send(method, session + path, body);
  return {
    command,
    run: (script, ...args) => command('POST', '/execute/sync', {script, args}),
    async stop() {
      // A page that stands still does not let its window close.
      await Promise.race([command('DELETE', '').catch(() => undefined), delay(5000)]);
      endDriver();
      screen.stop();
    },
  };
}

async function send(method: string, url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: {'content-type': 'application/json'},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  });
  const {value} = (await answer.json()) as {value: unknown};
  if (answer.ok) return value;
  const {error, message} = value as {error: string; message: string};
  throw new Error(`WebDriver ${method} ${new URL(url).pathname}: ${error}: ${message}`);
}

async function answered(url: string): Promise<void> {
  const deadline = Date.now() + startPatience;
  while (Date.now() < deadline) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return;
    await delay(50);
  }
  throw new Error(`WebKitWebDriver did not answer within ${startPatience / 1000} s.`);
}
