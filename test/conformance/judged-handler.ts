import {after, before, describe, it} from 'node:test';
import {handlerRules, RuleBroken} from '../../src/conformance/index.ts';
import type {HandlerRule, HandlerWorld, Verdict} from '../../src/conformance/index.ts';
import type {Column} from './fault-matrix.ts';
import {sectionOf} from './fault-matrix.ts';
import {keepSection} from './keep-section.ts';
import type {Counter, KitShops, ShopSettings} from './kit-shop.ts';
import {openKitShops} from './kit-shop.ts';

/** One way of paying at a service. */
export interface HandlerSubject {
  /** The head of its column, such as `page`. */
  readonly way: string;
  readonly counter: () => Counter;
  /** Rules that are known to be broken here, each with what is to be done; the matrix shows them in bold. */
  readonly known?: Readonly<Record<string, string>>;
}

const slow = handlerRules.find(({id}) => id === 'create-slow')!;
const others = handlerRules.filter((rule) => rule !== slow);

/** A test for every rule and way, each on a running shop of its own; what waits really does so beside the others. */
export function judgedHandler(who: string, subjects: readonly HandlerSubject[], settings: ShopSettings = {}): void {
  const columns = subjects.map(({way}): Column & {readonly verdicts: Verdict[]} => ({way, verdicts: []}));
  for (const [index, {way, counter, known = {}}] of subjects.entries()) {
    describe(`${who} as a handler (${way})`, () => {
      let shop: KitShops;
      let patient: KitShops;
      let waiting: Promise<Verdict>;
      const note = (verdict: Verdict): void => {
        columns[index]?.verdicts.push(verdict);
        if (known[verdict.rule] && verdict.status !== 'broken') throw new Error(`${verdict.rule} is kept now: take it out of what is known`);
        if (verdict.status === 'broken' && !known[verdict.rule]) throw new RuleBroken(verdict);
      };
      before(async () => {
        shop = await openKitShops([counter()], settings);
        patient = await openKitShops([counter()], settings);
        waiting = slow.examine(patient.worlds[0]!);
      });
      after(async () => {
        await waiting;
        await Promise.all([shop.close(), patient.close()]);
      });
      for (const rule of others) it(rule.title, async () => note(inFinalWords(await examine(rule, shop.worlds[0]!))));
      it(slow.title, async () => note(inFinalWords(await waiting)));
    });
  }
  describe(`${who} as a handler`, () => it('stands in the fault matrix as it ended here', () => keepSection(`handler-${who}`, sectionOf(`${who} on the server`, columns))));
}

const examine = (rule: HandlerRule, world: HandlerWorld): Promise<Verdict> => rule.examine(world);

/** What a checkout was on its way depends on who was faster; how it ended does not. */
const inFinalWords = (verdict: Verdict): Verdict => ({...verdict, cases: verdict.cases.map((one) => ({...one, ends: one.ends.split(' → ').at(-1) ?? ''}))});
