import type {InLane} from './lanes.ts';

/** One part of the whole test run: a command that either ends with `N passed, N failed`, or counts as one check by its exit code. */
export interface Step extends InLane {
  readonly heading: string;
  readonly command: readonly string[];
  /** Show what it prints even when it passes. */
  readonly prints?: true;
  /** Runs with `DATABASE_URL` of a throw-away PostgreSQL. */
  readonly onPostgres?: true;
  readonly minutes?: number;
}

const node = (...args: readonly string[]): readonly string[] => ['node', ...args];
const npm = (script: string): readonly string[] => ['npm', 'run', '--silent', script];

/**
 * In the order in which they are reported. What looks at sources and servers computes, what builds and drives browsers waits more: on
 * two cores both go on beside each other. Nothing in the first lane reads the build. The element tests keep two cores busy by
 * themselves, and tell moments apart: they have the machine for themselves.
 */
export const steps: Readonly<Record<string, Step>> = {
  machine: {heading: 'Browsers and PostgreSQL are here', command: node('test/harness/machine.ts')},
  types: {heading: 'Types', lane: 'sources', command: npm('types')},
  imports: {heading: 'Rooms import what they may', lane: 'sources', command: npm('imports')},
  lint: {heading: 'Lint', lane: 'sources', command: npm('lint')},
  hygiene: {heading: 'Licences, secrets and paths', lane: 'sources', command: node('test/packaging/hygiene.ts')},
  build: {heading: 'Build', lane: 'build', command: npm('build')},
  manifest: {heading: 'Manifest is fresh', lane: 'build', command: node('test/packaging/manifest.ts', '--check')},
  package: {heading: 'Package as npm would publish it', lane: 'build', command: node('test/packaging/package.ts')},
  sizes: {heading: 'Sizes', lane: 'build', command: node('test/packaging/sizes.ts'), prints: true},
  elements: {heading: 'Element tests in three engines', command: node('test/harness/element-tests.ts'), minutes: 45},
  node: {heading: 'Node tests', lane: 'sources', command: node('test/harness/node-tests.ts'), minutes: 45},
  postgres: {
    heading: 'Server tests on PostgreSQL',
    lane: 'sources',
    command: node('test/harness/node-tests.ts', '--database', 'test/server/**/*.node.ts'),
    onPostgres: true,
    minutes: 45,
  },
  driven: {heading: 'Driven browsers on the build', lane: 'build', command: node('test/harness/node-tests.ts', '--driven'), minutes: 45},
};
