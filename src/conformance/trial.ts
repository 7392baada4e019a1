import {PaymentInterrupted} from '../payment/provider.ts';
import type {PaymentProvider} from '../payment/provider.ts';
import {rests} from './buyer.ts';
import type {ProviderWorld} from './provider-world.ts';
import type {Sale, SaleSetting} from './sale.ts';
import {openSale} from './sale.ts';
import type {Bench, Rule, RuleText} from './verdict.ts';
import {doesNotApply, nameOf, rule} from './verdict.ts';

export type ProviderSource = PaymentProvider | (() => PaymentProvider);
export type ProviderRule = Rule<readonly [provider: ProviderSource, world: ProviderWorld]>;

/** What a rule about a provider works with. */
export interface Trial extends Pick<Bench, 'fault'> {
  readonly provider: PaymentProvider;
  readonly world: ProviderWorld;
  /** Opens a page, runs the case on it, and puts everything back. */
  sale<Answer>(run: (sale: Sale) => Promise<Answer>, setting?: SaleSetting): Promise<Answer>;
  /** Writes down how the case ended, and compares both sides' books. */
  ended(fault: string, sale: Sale): Promise<void>;
}

export function providerRule(text: RuleText, run: (trial: Trial) => Promise<void>): ProviderRule {
  return rule(text, async ({fault, note}, source: ProviderSource, world: ProviderWorld) => {
    const provider = typeof source === 'function' ? source() : source;
    await run({
      provider,
      world,
      fault,
      async sale(run, setting) {
        const sale = await openSale(source, world, setting);
        try {
          return await run(sale);
        } finally {
          await sale.close();
        }
      },
      async ended(what, sale) {
        if (sale.state !== 'review' && !sale.ended) await rests(sale);
        const books = sale.merchant.audit();
        note({fault: what, way: world.way, ends: sale.ends(), books});
        for (const difference of books) fault(`${what}: ${difference}`);
        for (const error of [...strayErrors(sale), ...ownWords(sale)]) fault(`${what}: ${error}`);
      },
    });
  });
}

/** A rule about a whole payment; it does not apply to a provider that hands the buyer over to somebody else. */
export function paymentRule(text: RuleText, run: (trial: Trial) => Promise<void>): ProviderRule {
  return providerRule(text, async (trial) => {
    if (trial.world.handsOff) doesNotApply('it hands the buyer over, and cannot know the end');
    await run(trial);
  });
}

/** A rule about what is handed over to the merchant; it does not apply where the merchant's own page takes the payment. */
export function instrumentRule(text: RuleText, run: (trial: Trial) => Promise<void>): ProviderRule {
  return paymentRule(text, async (trial) => {
    if (trial.world.way === 'merchant-page') doesNotApply('the merchant\'s own page takes the payment');
    await run(trial);
  });
}

/** What was thrown where nobody expects it. */
export function strayErrors({heard, watch}: Sale): string[] {
  const thrown = heard.thrown.filter((error) => !(error instanceof PaymentInterrupted));
  const unhandled = watch.seen.filter(({what}) => what === 'rejection').filter(({detail}) => !detail.startsWith('PaymentInterrupted'));
  return [...thrown.map((error) => `start threw ${nameOf(error)}`), ...unhandled.map(({detail}) => `nobody caught ${detail}`)];
}

/** What it said of money that the merchant had not said. */
function ownWords({heard}: Sale): string[] {
  const said = heard.endings.flatMap((one) => (one.ending === 'merchant' ? [one.step.status] : []));
  return said.filter((status) => /^(paid|declined|cancelled|expired|failed)$/.test(status) && !heard.steps.some((step) => step.status === status)).map((status) => `said ${status}, which the merchant never did`);
}

/** Faults where something of the provider still stands open. */
export function leftOpen(trial: Trial, sale: Sale, when: string): void {
  if (sale.page.openWindows.length) trial.fault(`${when}, its window stays open`);
  // A sheet that was told of the failure says so, and goes when the buyer has read it.
  const told = sale.own?.told?.() === 'failure' || sale.own?.closable === false;
  if (sale.own?.open() && !told) trial.fault(`${when}, its own surface stays open`);
}
