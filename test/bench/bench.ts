// How long a page with a thousand tags takes to show them, beside its peers: `npm run bench`, after `npm run build`.
// All run in turn in the same browser, so that what counts is the ratio: machines differ, and are noisy.
import {build} from 'esbuild';
import {startChromium} from '../harness/driven-chromium.ts';
import {startSite} from '../harness/static-site.ts';

const contestants = {
  'native button': '<button type="button">Buy</button>',
  'smallest Lit tag': '<lit-peer>Buy</lit-peer>',
  'pay-button': '<pay-button item="mug" label="Mug" price="128.00" currency="HKD"><a href="/mug">Buy</a></pay-button>',
};
const rounds = 9;
const howMany = 1000;

const {outputFiles} = await build({entryPoints: ['test/bench/peers.ts'], bundle: true, format: 'esm', minify: true, write: false, define: {'process.env.NODE_ENV': '"production"'}});
const page = '<!doctype html><meta name="hangtag-merchant" content="page"><title>Bench</title><script type="module" src="/peers.js"></script><script type="module" src="/dist/pay-button.js"></script><main></main>';
const site = await startSite({'/': page, '/peers.js': outputFiles[0]?.text ?? ''});
const browser = await startChromium();
const tab = await browser.newTab();
await tab.goto(site.origin);
await tab.evaluate(() => Promise.all(['lit-peer', 'pay-button'].map((name) => customElements.whenDefined(name))).then(() => true));

const times = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, markup] of Object.entries(contestants)) {
    const time = await tab.evaluate(showMany, markup.repeat(howMany));
    // The first round warms up.
    if (round > 0) times.get(name)?.push(time);
  }
}
await browser.stop();
await site.stop();

const [native = 1] = [...times.values()].map(median);
console.log(`${howMany.toLocaleString('en')} to first render, median of ${rounds} rounds`);
for (const [name, measured] of times) {
  const time = median(measured);
  console.log(`${name.padEnd(20)}${time.toFixed(1).padStart(8)} ms${(time / native).toFixed(2).padStart(8)} times native`);
}

// Runs in the page.
async function showMany(markup: string): Promise<number> {
  const main = document.querySelector('main');
  if (!main) throw new Error('The page has no main.');
  const start = performance.now();
  main.innerHTML = markup;
  for (const child of main.children) await (child as Element & {updateComplete?: Promise<unknown>}).updateComplete;
  main.getBoundingClientRect();
  const time = performance.now() - start;
  main.replaceChildren();
  await new Promise((resolve) => setTimeout(resolve, 50));
  return time;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}
