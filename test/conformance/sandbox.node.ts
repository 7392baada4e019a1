import {describe, it} from 'node:test';
import {providerRules} from '../../src/conformance/index.ts';
import {sandbox} from '../../src/payment/providers/sandbox.ts';
import {sandboxWorlds} from './sandbox-worlds.ts';

for (const world of sandboxWorlds) {
  describe(`The sandbox by ${world.way}`, () => {
    for (const rule of providerRules) it(rule.title, () => rule.judge(sandbox, world));
  });
}
