import {relative} from 'node:path';
import type {Reporter, TestResult, TestResultError, TestSession, TestSuiteResult} from '@web/test-runner';
import type {Count} from './closing-line.ts';
import {describeStanding, stoodStill} from './element-test-standing.ts';
import type {Standing} from './element-test-standing.ts';

interface Titled {
  title: string;
  test: TestResult;
}

/** `stoodStill`: the files of which nothing is known, since the browser did not go on. They count as failed. */
export interface ElementTestCount extends Count {
  readonly stoodStill: readonly string[];
}

interface Reported {
  /** Also say what passed. */
  readonly titles: boolean;
  readonly standings: ReadonlyMap<string, Standing>;
  finished(count: ElementTestCount): void;
}

/** Says what failed, where and in which engine. Tells the sum to `finished`. */
export function elementTestReporter({titles, standings, finished}: Reported): Reporter {
  const still = ({id, errors, testResults}: TestSession): boolean => !all(testResults).length && stoodStill(errors, standings.get(id));
  return {
    reportTestFileResults({logger, sessionsForTestFile, testFile}) {
      const file = relative(process.cwd(), testFile);
      for (const session of sessionsForTestFile) {
        const broken = session.errors.length > 0 && !all(session.testResults).length;
        const where = broken ? [`      ${describeStanding(standings.get(session.id))}`] : [];
        logger.log([`${file} in ${session.browser.name}: ${summary(session)}`, ...story(session, titles), ...where].join('\n'));
      }
    },
    onTestRunFinished({sessions}) {
      const counts = [...sessions].map(count);
      finished({
        passed: sum(counts.map(({passed}) => passed)),
        failed: sum(counts.map(({failed}) => failed)),
        stoodStill: [...sessions].filter(still).map(({testFile}) => relative(process.cwd(), testFile)),
      });
    },
  };
}

function count(session: TestSession): Count {
  const tests = all(session.testResults);
  const failed = tests.filter(({test}) => !test.passed && !test.skipped).length;
  // A file that broke, or that tests nothing, is a failure too.
  const broken = session.errors.length > 0 || tests.length === 0 || (failed === 0 && !session.passed);
  return {passed: tests.filter(({test}) => test.passed).length, failed: failed + (broken ? 1 : 0)};
}

function summary(session: TestSession): string {
  const tests = all(session.testResults);
  const {passed, failed} = count(session);
  const skipped = tests.filter(({test}) => test.skipped).length;
  return `${passed} passed${failed ? `, ${failed} FAILED` : ''}${skipped ? `, ${skipped} skipped` : ''}${tests.length ? '' : ' (no test ran)'}`;
}

function story(session: TestSession, titles: boolean): string[] {
  const tests = all(session.testResults);
  const failing = count(session).failed > 0;
  return [
    ...tests.flatMap(({title, test}) => {
      if (test.skipped) return [`  - skipped: ${title}`];
      if (test.passed) return titles ? [`  ✓ ${title}`] : [];
      return [`  ✗ ${title}`, ...indent(describeError(test.error))];
    }),
    ...session.errors.flatMap((error) => ['  ✗ the file itself', ...indent(describeError(error))]),
    ...(failing || titles ? session.logs.flatMap((log) => indent(`console: ${log.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}`)) : []),
    ...(failing ? session.request404s.map((url) => `      not found: ${url}`) : []),
  ];
}

function describeError(error: TestResultError | undefined): string {
  if (!error) return 'failed without saying why';
  const stack = error.stack?.split('\n').filter((line) => !line.includes('node_modules')) ?? [];
  const difference = error.expected === undefined ? [] : [`expected: ${error.expected}`, `actual:   ${error.actual ?? ''}`];
  const said = error.message || error.name || 'error';
  return [said, ...difference, ...stack.filter((line) => !line.includes(said)).slice(0, 6)].join('\n');
}

const indent = (text: string): string[] => text.split('\n').map((line) => `      ${line}`);

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

function all(suite: TestSuiteResult | undefined, path: string[] = []): Titled[] {
  if (!suite) return [];
  const here = [...path, suite.name].filter(Boolean);
  return [
    ...suite.tests.map((test) => ({title: [...here, test.name].join(' › '), test})),
    ...suite.suites.flatMap((child) => all(child, here)),
  ];
}
