import assert from 'node:assert/strict';
import {existsSync, globSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, it} from 'node:test';
import {plainHeader} from '../../src/server/import/columns.ts';
import {SHOPIFY_COLUMNS} from '../../src/server/import/shopify-columns.ts';
import {WOOCOMMERCE_COLUMNS} from '../../src/server/import/woocommerce-columns.ts';
import {MerchantConfigSchema} from '../../src/server/merchant-config.ts';
import {CHECKS} from '../../src/server/money/audit-checks.ts';
import {promised, reached, reachedAfterStart} from '../packaging/plain-sale.ts';
import {fences, pages, proseOf, textOf, wordsIn} from './read-docs.ts';

describe('The config file of the documentation', () => {
  const [example, ...others] = fences('json config');

  it('is one that a server takes', () => {
    assert.ok(example && !others.length);
    assert.doesNotThrow(() => MerchantConfigSchema.parse(JSON.parse(example.code)));
  });

  it('has every key that there is, and the page explains each', () => {
    const shown = new Set(Object.keys(JSON.parse(example?.code ?? '{}') as object));
    const keys = Object.keys(MerchantConfigSchema.shape);
    assert.deepEqual(keys.filter((key) => !shown.has(key)), []);
    const explained = wordsIn('docs/server.md');
    assert.deepEqual(keys.filter((key) => ![...explained].some((word) => word === key || word.startsWith(`${key}.`))), []);
  });

  it('is told with the defaults that there are', () => {
    const defaults = MerchantConfigSchema.parse({});
    const told = [...textOf('docs/server.md').matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)].map(([, key = '', value = '']) => [key, value]);
    const simple = told.filter(([key = '']) => key in defaults);
    assert.ok(simple.length > 6);
    for (const [key = '', value] of simple) assert.equal(JSON.stringify(defaults[key as keyof typeof defaults]).replaceAll('"', ''), value, key);
  });
});

describe('The JSON of the documentation', () => {
  for (const {file, line, code} of fences('json')) it(`can be read, at ${file}:${line}`, () => assert.doesNotThrow(() => JSON.parse(code)));
});

describe('docs/server.md', () => {
  const words = wordsIn('docs/server.md');

  it('names every check of the audit, at its level', () => {
    const text = textOf('docs/server.md');
    for (const {code, level} of CHECKS) assert.match(text, new RegExp(`^\\| .*\`${code}\`.* \\| ${level} \\|`, 'm'));
    const sandbox = [...readFileSync('src/server/money/audit-sandbox.ts', 'utf8').matchAll(/'(violation|warning)', '(sandbox_\w+)'/g)];
    assert.ok(sandbox.length > 5);
    for (const [, level = '', code = ''] of sandbox) assert.match(text, new RegExp(`^\\| .*\`${code}\`.* \\| ${level} \\|`, 'm'));
  });

  it('names every message of a checkout', () => {
    const sources = globSync('src/server/{money/messages,{checkout,catalogue,discount,orders}/*,http/capability-refusal}.ts').map((file) => readFileSync(file, 'utf8'));
    const codes = sources.flatMap((source) => [...source.matchAll(/(?:code: |(?:error|warning|info|unrecoverable)\(|: (?='discount_code_))'([a-z_]+)'/g)].map(([, code = '']) => code));
    assert.ok(codes.length > 30);
    assert.deepEqual(codes.filter((code) => !words.has(code)), []);
  });
});

describe('docs/import.md', () => {
  for (const [title, columns] of [['Shopify', SHOPIFY_COLUMNS], ['WooCommerce', WOOCOMMERCE_COLUMNS]] as const) {
    const section = textOf('docs/import.md').split(/^#+ /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
    const rows = [...section.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, field = '', headers = '']) => [field, headers] as const);

    it(`tells ${title}'s headers as they are recognised`, () => {
      assert.ok(rows.length > 15);
      for (const [field, headers] of rows) {
        const whole = columns.get(plainHeader(headers));
        for (const header of whole ? [headers] : headers.replace(/; the same for .*/, '').split(', ')) {
          const plain = plainHeader(header);
          assert.equal(columns.get(plain) ?? columns.get(plain.replace(/\([^()]*\)$/, '')), field, header);
        }
      }
    });

    it(`leaves out no field of ${title}'s`, () => assert.deepEqual([...new Set(columns.values())].filter((field) => !section.includes(`\`${field}\``)), []));
  }
});

describe('README.md', () => {
  it('promises the sizes that are checked, and no more', () => {
    const checked = [...readFileSync('test/packaging/sizes.ts', 'utf8').matchAll(/await weigh\('([^']+)', .*, ([\d.]+)\);/g)].map(([, , most]) => `${most} KB`);
    assert.equal(checked.length, 2);
    const readme = textOf('README.md').replace(/\s+/g, ' ');
    for (const most of checked) assert.ok(readme.includes(`at most ${most}`), most);
    assert.ok(readme.includes(`from click to paid, is ${promised} KB`));
    assert.equal(readme.includes('not reached yet'), reached > promised);
    assert.equal(readme.includes('what is loaded after the start is below it'), reachedAfterStart < promised);
  });
});

describe('The links of the documentation', () => {
  for (const page of pages) {
    it(`lead somewhere, in ${page}`, () => {
      const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
      assert.deepEqual(links.filter((link) => !leadsSomewhere(page, link)), []);
    });
  }
});

function leadsSomewhere(page: string, link: string): boolean {
  if (/^https:\/\//.test(link)) return true;
  const [path = '', anchor] = link.split('#');
  const target = path ? join(dirname(page), path) : page;
  return existsSync(target) && (anchor === undefined || anchorsOf(target).has(anchor));
}

/** What headings are called in links. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(headings.map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')));
}
