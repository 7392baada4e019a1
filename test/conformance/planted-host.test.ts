import {expect} from '@open-wc/testing';
import {providerRules} from '../../src/conformance/index.ts';
import type {ProviderWorld} from '../../src/conformance/index.ts';
import type {PaymentProvider} from '../../src/payment/index.ts';
import {hostFaults, hostWith} from './faulty-host.ts';
import type {HostFault} from './faulty-host.ts';

const world: ProviderWorld = {way: 'merchant-page', handlers: []};

describe('A provider without a fault that leads to the merchant\'s own page', () => {
  for (const rule of providerRules) it(rule.title, () => rule.judge(() => hostWith(), world));
});

describe('The kit names handed-off', () => {
  const rule = providerRules.find(({id}) => id === 'handed-off')!;
  const link = (start: PaymentProvider['start']): PaymentProvider => ({...hostWith(), start});
  for (const [fault, start] of Object.entries<PaymentProvider['start']>({
    'waits for ever': () => new Promise(() => undefined),
    'calls a closed window a failure': async () => ({ending: 'failed', code: 'closed'}),
    'calls a closed window cancelled': async () => ({ending: 'stopped'}),
  })) {
    it(`when a link that hands the buyer over ${fault}`, async () => {
      expect((await rule.examine(link(start), {...world, handsOff: true})).status).to.equal('broken');
    });
  }
});

describe('The kit names', () => {
  for (const [fault, id] of Object.entries(hostFaults)) {
    it(`${id} when a provider ${fault}`, async () => {
      const rule = providerRules.find((one) => one.id === id);
      if (!rule) throw new Error(`There is no rule called ${id}`);
      const {status, observed, why} = await rule.examine(() => hostWith(fault as HostFault), world);
      expect(status, observed.join('; ')).to.equal('broken');
      expect(why).to.not.equal('');
    });
  }
});
