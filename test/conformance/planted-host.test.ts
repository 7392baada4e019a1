import {expect} from '@open-wc/testing';
import {providerRules} from '../../src/conformance/index.ts';
import type {ProviderWorld} from '../../src/conformance/index.ts';
import type {PaymentProvider} from '../../src/payment/index.ts';
import {hostedCheckout} from '../../src/payment/providers/hosted-checkout.ts';
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

describe('Where what goes through a port takes its time, a provider that takes the port', () => {
  const {postMessage} = MessagePort.prototype as {postMessage(this: MessagePort, ...args: unknown[]): void};
  const {setTimeout} = globalThis;
  before(() => {
    MessagePort.prototype.postMessage = function (this: MessagePort, ...args: unknown[]) {
      // The turns of the kit's clock go through ports as well, and carry nothing.
      if (args[0] === null) postMessage.apply(this, args);
      else setTimeout(() => postMessage.apply(this, args), 150);
    };
  });
  after(() => void (MessagePort.prototype.postMessage = postMessage));

  for (const rule of providerRules.filter(({id}) => /^page-(greeting|word|over|nonsense)$/.test(id))) it(rule.title, () => rule.judge(hostedCheckout, world));
});
