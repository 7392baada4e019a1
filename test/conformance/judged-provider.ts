import {providerRules, RuleBroken} from '../../src/conformance/index.ts';
import type {ProviderSource, ProviderWorld, Verdict} from '../../src/conformance/index.ts';
import type {Column} from './fault-matrix.ts';
import {sectionOf} from './fault-matrix.ts';

/** A provider in one of its places. */
export interface Subject {
  /** The head of its column, such as `popup`. */
  readonly place: string;
  readonly provider: ProviderSource;
  readonly world: ProviderWorld;
  /** Rules that are known to be broken here, each with what is to be done; the matrix shows them in bold. */
  readonly known?: Readonly<Record<string, string>>;
}

interface Runner {
  describe(title: string, body: () => void): void;
  it(title: string, body: () => Promise<void>): void;
  /** Where the section of the matrix goes, and whether the documentation has it. */
  keep(name: string, section: string): Promise<void>;
}

/** A test for every rule and place, and one that the matrix in the documentation says the same. */
export function judgedProvider(who: string, subjects: readonly Subject[], {describe, it, keep}: Runner): void {
  const columns: (Column & {readonly verdicts: Verdict[]})[] = subjects.map(({place}) => ({way: place, verdicts: []}));
  for (const [index, {place, provider, world, known = {}}] of subjects.entries()) {
    describe(`${who} (${place})`, () => {
      for (const rule of providerRules) {
        it(rule.title, async () => {
          const verdict = await rule.examine(provider, world);
          columns[index]?.verdicts.push(verdict);
          if (known[rule.id] && verdict.status !== 'broken') throw new Error(`${rule.id} is kept now: take it out of what is known`);
          if (verdict.status === 'broken' && !known[rule.id]) throw new RuleBroken(verdict);
        });
      }
    });
  }
  describe(who, () => it('stands in the fault matrix as it ended here', () => keep(`provider-${who}`, sectionOf(who, columns))));
}
