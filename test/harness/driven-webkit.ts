import {writeFile} from 'node:fs/promises';
import type {Driver, Tab} from './driven-browser.ts';
import {startWebKit} from './webdriver.ts';
import type {WebDriverSession} from './webdriver.ts';
import {webKitInput} from './webkit-input.ts';

export async function startWebKitDriver(): Promise<Driver> {
  const session = await startWebKit();
  const handles = async (): Promise<string[]> => (await session.command('GET', '/window/handles')) as string[];
  // The window that MiniBrowser starts with is nobody's tab.
  const own = await handles();
  const known = new Map<string, Tab>();
  const tab = (handle: string): Tab => known.get(handle) ?? known.set(handle, makeTab(session, handle)).get(handle)!;
  return {
    async newTab() {
      // The tab that was spoken to last may be closed by now.
      await session.command('POST', '/window', {handle: own[0]});
      const {handle} = (await session.command('POST', '/window/new', {type: 'window'})) as {handle: string};
      const opened = tab(handle);
      await opened.setViewport(1000, 800);
      return opened;
    },
    tabs: async () => (await handles()).filter((handle) => !own.includes(handle)).map(tab),
    stop: () => session.stop(),
  };
}

// WebDriver speaks to one window at a time, so each command names its window first.
function makeTab(session: WebDriverSession, handle: string): Tab {
  const input = webKitInput(session);
  const here = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    await session.command('POST', '/window', {handle});
    return act();
  };
  return {
    goto: (url) => here(() => done(session.command('POST', '/url', {url}))),
    reload: () => here(() => done(session.command('POST', '/refresh', {}))),
    evaluate: (inPage, ...args) =>
      here(() => session.run(`return (${inPage.toString()})(...arguments)`, ...args)) as Promise<Awaited<ReturnType<typeof inPage>>>,
    clickAt: (x, y) => here(() => input.mouse.click(x, y)),
    press: (key) => here(() => input.keyboard.press(key)),
    type: (text) => here(() => input.keyboard.type(text)),
    setViewport: (width, height) => here(() => input.setViewport({width, height})),
    screenshot: (file) => here(async () => writeFile(file, Buffer.from((await session.command('GET', '/screenshot')) as string, 'base64'))),
    close: () => here(() => done(session.command('DELETE', '/window'))),
  };
}

async function done(work: Promise<unknown>): Promise<void> {
  await work;
}
