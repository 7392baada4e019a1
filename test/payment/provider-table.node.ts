import assert from 'node:assert/strict';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {basename} from 'node:path';
import {describe, it} from 'node:test';
import {providersFor} from '../../src/payment/known-providers.ts';
import {providerTable, providersSpeakingFor} from '../../src/payment/provider-table.ts';
import type {PaymentProvider} from '../../src/payment/provider.ts';

const declared = (...names: string[]) => names.map((name) => ({name, id: name, config: {}}));
const everything = declared(...providerTable.flatMap(({handlers}) => handlers));
const place = (handlers: ReturnType<typeof declared> | undefined) => ({merchant: {id: 'https://shop.example', mode: 'live'} as const, locale: 'en', handlers});

/** Every provider that some file of the package exports ready for use, by the file that authors name. */
async function shipped(): Promise<Map<string, PaymentProvider[]>> {
  const folder = new URL('../../src/payment/providers/', import.meta.url);
  const found = new Map<string, PaymentProvider[]>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    const providers = Object.values(module).filter((one): one is PaymentProvider => typeof one === 'object' && one !== null && 'surface' in one && 'start' in one);
    if (providers.length) found.set(basename(file, '.ts'), providers);
  }
  return found;
}

describe('The table of providers', () => {
  it('has every provider of the package, with the handlers that it speaks for', async () => {
    const ships = [...(await shipped()).values()].flat();
    const line = ({id, handlers}: {id: string; handlers: readonly string[]}): string => `${id}: ${[...handlers].sort().join()}`;
    assert.deepEqual(providerTable.map(line).sort(), ships.map(line).sort());
  });

  it('loads the provider of each line', async () => {
    for (const {id, load} of providerTable) assert.equal((await load()).id, id);
  });

  it('stands for files that authors can import and plain pages can load', async () => {
    const {exports} = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {exports: Record<string, {default: string}>};
    const build = readFileSync(new URL('../../vite.config.ts', import.meta.url), 'utf8');
    for (const name of (await shipped()).keys()) {
      assert.equal(exports[`./providers/${name}`]?.default, `./dist/modules/payment/providers/${name}.js`, name);
      assert.ok(build.includes(`'providers/${name}': 'src/payment/providers/${name}.ts'`), `${name} is built for plain pages`);
      assert.ok(existsSync(new URL(`../../src/payment/providers/${name}.ts`, import.meta.url)));
    }
  });
});

describe('A tag whose author names no provider', () => {
  it('tries only what the shop declares', async () => {
    assert.deepEqual(await providersFor(place(declared('com.google.pay', 'com.example.unheard-of'))), ['google-pay']);
    assert.deepEqual(await providersFor(place(declared('com.example.unheard-of'))), []);
  });

  it('tries the sandbox last, and alone where nothing else is declared or known', async () => {
    assert.equal((await providersFor(place(everything))).at(-1), 'sandbox');
    for (const handlers of [undefined, [], declared('dev.hangtag.sandbox')]) assert.deepEqual(await providersFor(place(handlers)), ['sandbox']);
  });

  it('tries a button of the provider\'s own before fields', async () => {
    const surfaces = await Promise.all(providerTable.map(async ({load}) => (await load()).surface));
    const fields = surfaces.indexOf('fields');
    if (fields >= 0) assert.ok(surfaces.lastIndexOf('own-button') < fields, surfaces.join());
  });

  it('tries the wallet first in whose app the buyer is', () => {
    for (const {id, app} of providerTable.filter((one) => one.app)) {
      const inApp = /Alipay/.test(String(app)) ? 'Mozilla/5.0 (iPhone) AliApp(AP/10.5) AlipayClient/10.5 Language/zh-Hans' : 'Mozilla/5.0 (iPhone) MicroMessenger/8.0 Language/zh_CN';
      const home = providersSpeakingFor(everything, inApp).slice(0, providerTable.filter((one) => one.app?.test(inApp)).length);
      assert.ok(home.includes(id), home.join());
    }
  });
});
