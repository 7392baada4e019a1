/** How one scripted story ended: a line of the fault matrix. */
export interface Case {
  /** The trouble that was made. */
  readonly fault: string;
  /** How the provider was shown, or the service used. */
  readonly way: string;
  /** What the buyer was told, in order, such as `pending → paid`. */
  readonly ends: string;
  /** What differs between the two sides' books; empty when they agree. */
  readonly books: readonly string[];
}

/** What became of one rule. */
export interface Verdict {
  readonly rule: string;
  readonly title: string;
  /** Why it matters, with what it costs when it is broken. */
  readonly why: string;
  readonly status: 'kept' | 'broken' | 'does-not-apply';
  /** What was seen that breaks the rule; or why it does not apply. */
  readonly observed: readonly string[];
  readonly cases: readonly Case[];
}

/** A rule by its name, to be run by any test runner. `Subject` is what is judged. */
export interface Rule<Subject extends readonly unknown[]> {
  /** Such as `late-window`. */
  readonly id: string;
  /** A sentence, good as the title of a test. */
  readonly title: string;
  readonly why: string;
  /** Runs it, and answers what became of it; throws only when the subject itself cannot be set up. */
  examine(...subject: Subject): Promise<Verdict>;
  /** Runs it, and throws `RuleBroken` when it is broken. */
  judge(...subject: Subject): Promise<void>;
}

export interface Report {
  /** Who was judged. */
  readonly subject: string;
  readonly verdicts: readonly Verdict[];
  readonly broken: readonly Verdict[];
  readonly kept: readonly Verdict[];
  /** The report for people, in lines of text. */
  readonly text: string;
}

/** A rule is broken. Its message names the rule, why it matters and what was seen. */
export class RuleBroken extends Error {
  override readonly name = 'RuleBroken';
  readonly verdict: Verdict;
  constructor(verdict: Verdict) {
    super(textOf(verdict));
    this.verdict = verdict;
  }
}

/** What a rule does with its findings while it runs. */
export interface Bench {
  /** Something that breaks the rule. */
  readonly fault: (observed: string) => void;
  readonly note: (one: Case) => void;
}

class DoesNotApply extends Error {
  override readonly name = 'DoesNotApply';
}

/** Ends a rule that has nothing to judge here. */
export function doesNotApply(reason: string): never {
  throw new DoesNotApply(reason);
}

export interface RuleText {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

/** A rule out of what it runs. An error that `run` throws is a fault of what is judged. */
export function rule<Subject extends readonly unknown[]>(text: RuleText, run: (bench: Bench, ...subject: Subject) => Promise<void>): Rule<Subject> {
  const examine = async (...subject: Subject): Promise<Verdict> => {
    const observed: string[] = [];
    const cases: Case[] = [];
    const verdict = (status: Verdict['status'], seen: readonly string[]): Verdict =>
      ({rule: text.id, title: text.title, why: text.why, status, observed: [...new Set(seen)], cases});
    try {
      await run({fault: (what) => void observed.push(what), note: (one) => void cases.push(one)}, ...subject);
    } catch (error) {
      if (error instanceof DoesNotApply && !observed.length) return verdict('does-not-apply', [error.message]);
      if (!(error instanceof DoesNotApply)) observed.push(`threw ${nameOf(error)}`);
    }
    return verdict(observed.length ? 'broken' : 'kept', observed);
  };
  return {
    ...text,
    examine,
    async judge(...subject) {
      const verdict = await examine(...subject);
      if (verdict.status === 'broken') throw new RuleBroken(verdict);
    },
  };
}

/** An error in one line. */
export const nameOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Runs the rules one after the other. */
export async function judgeAll<Subject extends readonly unknown[]>(who: string, rules: readonly Rule<Subject>[], ...subject: Subject): Promise<Report> {
  const verdicts: Verdict[] = [];
  for (const one of rules) verdicts.push(await one.examine(...subject));
  const broken = verdicts.filter(({status}) => status === 'broken');
  const kept = verdicts.filter(({status}) => status === 'kept');
  return {subject: who, verdicts, broken, kept, text: reportText(who, verdicts)};
}

function reportText(who: string, verdicts: readonly Verdict[]): string {
  const count = (status: Verdict['status']): number => verdicts.filter((one) => one.status === status).length;
  const head = `${who}: ${count('kept')} rules kept, ${count('broken')} broken, ${count('does-not-apply')} do not apply`;
  return [head, ...verdicts.map(textOf)].join('\n');
}

function textOf({status, rule: id, title, why, observed}: Verdict): string {
  if (status === 'kept') return `  kept     ${id}`;
  if (status === 'does-not-apply') return `  -        ${id}: ${observed.join('; ')}`;
  return [`  BROKEN   ${id}: ${title}`, `           why it matters: ${why}`, ...observed.map((line) => `           seen: ${line}`)].join('\n');
}
