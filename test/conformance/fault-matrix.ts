import type {Verdict} from '../../src/conformance/index.ts';

/** One column: a way of paying, with every verdict on it. */
export interface Column {
  readonly way: string;
  readonly verdicts: readonly Verdict[];
}

/** Cases whose end is a matter of who is faster: both are right, so neither is written down. */
const races = /canceled at once/;

/** A part of the fault matrix as Markdown: a line for each trouble, a column for each way. Nothing in it is written by hand. */
export function sectionOf(who: string, columns: readonly Column[]): string {
  const reasons: string[] = [];
  const noteFor = (reason: string): string => {
    const known = reasons.indexOf(reason);
    return `–<sup>${known >= 0 ? known + 1 : reasons.push(reason)}</sup>`;
  };
  const lines = troublesIn(columns).map(([rule, fault]) => {
    const cells = columns.map(({verdicts}) => cellOf(verdicts, rule, fault, noteFor));
    return `| ${[fault, ...cells.map(({text}) => text), booksOf(cells.flatMap(({books}) => books))].join(' | ')} |`;
  });
  const head = ['trouble', ...columns.map(({way}) => way), 'both sides\' books'];
  return [
    `### ${who}`, '', `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...lines,
    ...(reasons.length ? ['', ...reasons.map((reason, index) => `<sup>${index + 1}</sup> does not apply: ${reason}.`).join('<br>\n').split('\n')] : []), '',
  ].join('\n');
}

function troublesIn(columns: readonly Column[]): readonly (readonly [rule: string, fault: string])[] {
  const found = columns.flatMap(({verdicts}) => verdicts.flatMap(({rule, cases}) => cases.map(({fault}) => [rule, fault] as const)));
  return found.filter(([rule, fault], at) => found.findIndex((one) => one[0] === rule && one[1] === fault) === at && !(fault === 'none' && rule !== 'pays-once' && rule !== 'gesture'));
}

interface Cell {
  readonly text: string;
  readonly books: readonly (readonly string[])[];
}

function cellOf(verdicts: readonly Verdict[], rule: string, fault: string, noteFor: (reason: string) => string): Cell {
  const verdict = verdicts.find((one) => one.rule === rule);
  const [run] = verdict?.cases.filter((one) => one.fault === fault) ?? [];
  if (!run) return {text: noteFor(verdict?.status === 'does-not-apply' ? (verdict.observed[0] ?? '') : 'there is no such moment here'), books: []};
  const text = races.test(fault) ? 'paid or canceled' : run.ends;
  return {text: verdict?.status === 'broken' ? `**${text}**` : text, books: [run.books]};
}

function booksOf(books: readonly (readonly string[])[]): string {
  const differences = [...new Set(books.flat())];
  return differences.length ? differences.join('; ') : 'agree';
}
