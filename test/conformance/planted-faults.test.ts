import {expect} from '@open-wc/testing';
import {providerRules} from '../../src/conformance/index.ts';
import type {ProviderSource} from '../../src/conformance/trial.ts';
import type {ProviderWorld, Verdict} from '../../src/conformance/index.ts';
import {glowFaults, glowWith} from './faulty-glow.ts';
import type {GlowFault} from './faulty-glow.ts';
import {handlers, lampFaults, lampWith} from './faulty-lamp.ts';
import type {LampFault} from './faulty-lamp.ts';

const lampWorld: ProviderWorld = {way: 'popup', handlers, totals: [{amount: 1980, currency: 'JPY'}]};

async function verdictOf(id: string, source: ProviderSource, world: ProviderWorld): Promise<Verdict> {
  const rule = providerRules.find((one) => one.id === id);
  if (!rule) throw new Error(`There is no rule called ${id}`);
  return rule.examine(source, world);
}

describe('A provider without a fault', () => {
  const glow = glowWith();
  for (const rule of providerRules) {
    it(`with a window ${rule.title}`, () => rule.judge(() => lampWith(), lampWorld));
    it(`with its own button ${rule.title}`, () => rule.judge(glow.provider, glow.world));
  }
});

describe('The kit names', () => {
  // Something of the page's, for who takes it away.
  beforeEach(() => {
    const bait = document.createElement('p');
    bait.dataset['bait'] = '';
    document.body.append(bait);
  });
  afterEach(() => document.querySelectorAll('[data-bait]').forEach((one) => one.remove()));

  for (const [fault, id] of Object.entries(lampFaults)) {
    it(`${id} when a provider ${fault}`, async () => {
      const verdict = await verdictOf(id, () => lampWith(fault as LampFault), lampWorld);
      expect(verdict.status, verdict.observed.join('; ')).to.equal('broken');
      expect(verdict.why).to.not.equal('');
    });
  }
  for (const [fault, id] of Object.entries(glowFaults)) {
    it(`${id} when a provider ${fault}`, async () => {
      const {provider, world} = glowWith(fault as GlowFault);
      const verdict = await verdictOf(id, provider, world);
      expect(verdict.status, verdict.observed.join('; ')).to.equal('broken');
    });
  }
});

describe('A rule', () => {
  const {setTimeout, addEventListener} = window;
  const afterwards = (): void => {
    expect(window.setTimeout).to.equal(setTimeout);
    expect(window.addEventListener).to.equal(addEventListener);
  };

  it('that its test runner gave up is put aside when the next begins, and leaves the page to it', async () => {
    const givenUp = verdictOf('dispose', () => lampWith('goes on drawing'), lampWorld);
    for (let turns = 0; window.setTimeout === setTimeout && turns < 100; turns++) await Promise.resolve();
    expect(window.setTimeout).to.not.equal(setTimeout);
    const next = await verdictOf('keeps-to-its-frame', () => lampWith(), lampWorld);
    expect(next.observed).to.deep.equal([]);
    afterwards();
    expect((await givenUp).observed.join()).to.match(/one after the other/);
    afterwards();
  });

  it('leaves the page as it was when the provider or its world fails at the end', async () => {
    const {provider, world} = glowWith();
    const broken = {...provider, mount: async () => () => {
      throw new Error('nothing to take away');
    }};
    expect((await verdictOf('dismissed-sheet', broken, world)).status).to.equal('broken');
    afterwards();
    const end = (): never => {
      throw new Error('no end');
    };
    expect((await verdictOf('dismissed-sheet', provider, {...world, end})).status).to.equal('broken');
    afterwards();
  });
});
