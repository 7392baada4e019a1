import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

const guide = readFileSync('docs/write-your-own-provider.md', 'utf8');

describe('The guide "Write your own provider"', () => {
  for (const [file, source, entry] of [
    ['provider.ts', '../../../src/payment/index.ts', 'hangtag/payment'],
    ['handler.ts', '../../../src/server/index.ts', 'hangtag/server'],
    ['service.ts', '../../../src/conformance/index.ts', 'hangtag/conformance'],
    ['shop.ts', '../../../src/server/index.ts', 'hangtag/server'],
  ] as const) {
    it(`has the ${file} of the worked example, word for word`, () => {
      const code = readFileSync(`demo/providers/lantern/${file}`, 'utf8').replaceAll(source, entry).replaceAll('../../../src/conformance/index.ts', 'hangtag/conformance').trimEnd();
      assert.ok(guide.includes(`\`\`\`ts\n${code}\n\`\`\``), `docs/write-your-own-provider.md and demo/providers/lantern/${file} differ`);
    });
  }
});
