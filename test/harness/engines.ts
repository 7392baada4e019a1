import {existsSync, globSync} from 'node:fs';

/** The browser engines that every element must work in. */
export const engines = ['chromium', 'firefox', 'webkit'] as const;
export type Engine = (typeof engines)[number];

/** How long an engine may take to start, in ms: the first time, all of it comes from the disk. */
export const startPatience = 120_000;

/** The engines asked for: `BROWSERS=chromium,webkit`, or all of them. */
export function chosenEngines(choice = process.env.BROWSERS): readonly Engine[] {
  if (!choice) return engines;
  const names = choice.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !engines.some((engine) => engine === name));
  if (unknown.length) throw new Error(`BROWSERS names ${unknown.join(', ')}; it may name ${engines.join(', ')}.`);
  return engines.filter((engine) => names.includes(engine));
}

// A variable of the developer's wins over Debian's places.
const places = {
  chromium: () => process.env.CHROMIUM ?? first('/usr/bin/chromium'),
  firefox: () => process.env.FIREFOX ?? first('/usr/bin/firefox-esr', '/usr/bin/firefox'),
  webkit: () => process.env.WEBKIT_DRIVER ?? first('/usr/bin/WebKitWebDriver'),
  miniBrowser: () => process.env.WEBKIT_BROWSER ?? first('/usr/lib/*/webkit2gtk-4.1/MiniBrowser', '/usr/lib/*/webkit2gtk-4.0/MiniBrowser'),
  xvfb: () => first('/usr/bin/Xvfb'),
};

/** Where a browser program is on this machine; undefined when it is not installed. */
export const findProgram = (name: keyof typeof places): string | undefined => places[name]();

/** Where a browser program is on this machine; throws when it is not installed. */
export function program(name: keyof typeof places): string {
  const path = findProgram(name);
  if (!path) throw new Error(`${name} is not installed: run \`npm test\` as root on Debian, or see README.md.`);
  return path;
}

function first(...patterns: string[]): string | undefined {
  // A pattern without a wildcard is answered with itself, whether it is there or not.
  return patterns.flatMap((pattern) => globSync(pattern)).find((path) => existsSync(path));
}

/** Our pages are our own, so a sandbox that containers forbid is not needed; and a test browser phones nobody. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
