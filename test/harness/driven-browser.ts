import {setTimeout as delay} from 'node:timers/promises';
import {after, before, describe} from 'node:test';
import {chosenEngines} from './engines.ts';
import type {Engine} from './engines.ts';

/** How long a page may take for what it is asked, in ms: the machine does other work as well. */
export const patience = 30_000;

/** One tab, as little of it as the three engines' drivers have in common. */
export interface Tab {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page, with what JSON can carry; a promise is awaited. */
  evaluate<Result, Arguments extends unknown[]>(inPage: (...args: Arguments) => Result, ...args: Arguments): Promise<Awaited<Result>>;
  /** A real click, as a hand makes it. */
  clickAt(x: number, y: number): Promise<void>;
  /** A key by its name, such as `Enter` or `Tab`. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  setViewport(width: number, height: number): Promise<void>;
  /** A PNG of what can be seen. */
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}

export interface Driver {
  newTab(): Promise<Tab>;
  /** Every tab and window that is open, in no order, each as the same `Tab` every time. */
  tabs(): Promise<Tab[]>;
  stop(): Promise<void>;
}

/** Starts an engine without a window that a person would see. */
export async function startEngine(engine: Engine): Promise<Driver> {
  const start = {
    chromium: async () => (await import('./driven-chromium.ts')).startChromium,
    firefox: async () => (await import('./driven-firefox.ts')).startFirefox,
    webkit: async () => (await import('./driven-webkit.ts')).startWebKitDriver,
  };
  return (await start[engine]())();
}

/** The same tests in every chosen engine; `browser` is there from the first test on. */
export function inEveryEngine(title: string, tests: (browser: () => Driver, engine: Engine) => void): void {
  for (const engine of chosenEngines()) {
    describe(`${title} (${engine})`, () => {
      let driver: Driver | undefined;
      before(async () => void (driver = await startEngine(engine)));
      after(() => driver?.stop());
      tests(() => {
        if (!driver) throw new Error(`${engine} has not started.`);
        return driver;
      }, engine);
    });
  }
}

/**
 * Clicks the middle of an element. `pay-button >>> button` looks inside the open shadow root of the first match; with `label`, it is the one that says so.
 * Waits until the element is there, stands still and has nothing in front of it.
 */
export async function click(tab: Tab, path: string, label?: string): Promise<void> {
  const {x, y} = await until(tab, pointOf, path, label ?? null);
  await tab.clickAt(x, y);
}

/** What an element says to a reader, once it is there. */
export async function textOf(tab: Tab, path: string): Promise<string> {
  return (await until(tab, readText, path)).text;
}

/** Asks the page until it answers with something, and gives that answer. A page that is just being left is no answer. */
export async function until<Result, Arguments extends unknown[]>(
  tab: Tab,
  inPage: (...args: Arguments) => Result,
  ...args: Arguments
): Promise<NonNullable<Awaited<Result>>> {
  const deadline = Date.now() + patience;
  let trouble = '';
  for (;;) {
    const answer = await tab.evaluate(inPage, ...args).catch((error: unknown) => void (trouble = `; it said: ${String(error)}`));
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited half a minute in vain for ${inPage.name || inPage.toString()}(${JSON.stringify(args)})${trouble}`);
    await delay(50);
  }
}

/** The tab or window that opens while `act` runs. */
export async function openedBy(driver: Driver, act: () => Promise<void>): Promise<Tab> {
  const before = await driver.tabs();
  await act();
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const tab = (await driver.tabs()).find((one) => !before.includes(one));
    if (tab) return tab;
    await delay(50);
  }
  throw new Error('No window opened within half a minute.');
}

/** The tab or window whose page says yes, once there is one. */
export async function tabWhere<Arguments extends unknown[]>(driver: Driver, inPage: (...args: Arguments) => boolean, ...args: Arguments): Promise<Tab> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    for (const tab of await driver.tabs()) {
      const asked = tab.evaluate(inPage, ...args).catch(() => false);
      // A window that is just closing may never answer.
      if (await Promise.race([asked, delay(5000, false, {ref: false})])) return tab;
    }
    await delay(50);
  }
  throw new Error(`No window within half a minute says yes to ${inPage.toString()}(${JSON.stringify(args)})`);
}

// These two run in the page, so each stands on its own.
async function pointOf(path: string, label: string | null): Promise<{x: number; y: number} | null> {
  let found: Element | null = document.documentElement;
  for (const selector of path.split('>>>')) {
    const all: Element[] = [...((found?.shadowRoot ?? found) as ParentNode | null)?.querySelectorAll(selector.trim()) ?? []];
    found = all.find((one) => label === null || one.shadowRoot || (one as HTMLElement).innerText.trim() === label) ?? null;
  }
  if (!found) return null;
  found.scrollIntoView({block: 'center', behavior: 'instant'});
  const first = found.getBoundingClientRect();
  // What moves goes on with the next frame only, however long that takes; a page behind others may have no frames at all.
  const frames = new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
  await Promise.race([frames, new Promise((resolve) => setTimeout(resolve, 1000))]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const {x, y, width, height} = found.getBoundingClientRect();
  if (first.x !== x || first.y !== y || !(width > 0 && height > 0)) return null;
  const point = {x: Math.round(x + width / 2), y: Math.round(y + height / 2)};
  const inFront = (found.getRootNode() as Document | ShadowRoot).elementFromPoint(point.x, point.y);
  for (let one = inFront; one; one = one.assignedSlot ?? one.parentElement) if (one === found) return point;
  return null;
}

function readText(path: string): {text: string} | null {
  let found: Element | null = document.documentElement;
  for (const selector of path.split('>>>')) found = ((found?.shadowRoot ?? found) as ParentNode | null)?.querySelector(selector.trim()) ?? null;
  return found instanceof HTMLElement ? {text: found.innerText.trim()} : null;
}
